import RefoldJSON
import RefoldStores
import RefoldValues

/// What today's rows make of each seal that holds.
struct SealChecks {
    private enum Finding {
        case same
        /// How many figures are others.
        case differs(Int, RefoldError)
        /// Nobody can tell.
        case unknown(RefoldError)
    }

    private var findings: [Int64: Finding] = [:]

    /// - Throws: `.incomplete` or `.busy` if the rows cannot be read now.
    init(_ seals: [Seal], in context: CommandContext) throws(RefoldError) {
        let reporting = Reporting(context: context)
        for seal in seals where seal.isLive {
            do throws(RefoldError) {
                let plan = try context.registry.report(named: seal.report)
                let report = try reporting.table(of: plan, period: (seal.period, .named("seal \(seal.number)")), today: nil)
                switch report.comparison {
                case .same, .notMade: findings[seal.number] = .same
                case .differs(let restated):
                    findings[seal.number] = .differs(
                        restated.difference.cells.count, Restated.refusal(of: seal, restated.difference, at: restated.generation.position))
                case .unknown: findings[seal.number] = report.refusal.map { .unknown($0) }
                }
            } catch {
                guard ![.incomplete, .busy].contains(error.status) else { throw error }
                findings[seal.number] = .unknown(error)
            }
        }
    }

    /// For the table of people.
    func word(of seal: Seal) -> String {
        switch findings[seal.number] {
        case .same: "the same"
        case .differs(let count, _): "\(Grouped.text(count, "figure")) differ\(count == 1 ? "s" : "")"
        case .unknown: "not known"
        case nil: ""
        }
    }

    /// For programs: how many figures are others; null if nobody can tell. Nothing of a lifted seal.
    func fields(of seal: Seal) -> [JSONField] {
        switch findings[seal.number] {
        case .same: [JSONField("restated_cells", .integer(0))]
        case .differs(let count, _): [JSONField("restated_cells", .integer(count))]
        case .unknown: [JSONField("restated_cells", .null)]
        case nil: []
        }
    }

    /// Status 3 if figures of any seal are others today, or may be; nil if all are the same.
    var refusal: RefoldError? {
        let errors = findings.sorted { $0.key < $1.key }.compactMap { entry -> RefoldError? in
            switch entry.value {
            case .same: nil
            case .differs(_, let error), .unknown(let error): error
            }
        }
        return RefoldError.together(errors).map { RefoldError(.refused, $0.faults) }
    }
}
