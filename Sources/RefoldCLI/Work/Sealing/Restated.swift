import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

/// What today's rows make of a sealed report.
struct Restated {
    var sealed: SealedReport
    var plan: ReportPlan
    var period: Period
    /// What is served today.
    var generation: Generation
    /// What today's figures rest on.
    var now: ReportManifest
    var difference: ReportDifference

    /// What the names of its files end with.
    static let fileEndings = ["restatement.json", "restatement.csv"]

    /// Status 3: sealed figures are others today.
    static func refusal(of seal: Seal, _ difference: ReportDifference, at position: Int64) -> RefoldError {
        let count = difference.cells.count
        return RefoldError(
            .refused,
            "\(Grouped.text(count, "figure")) of the sealed \(seal.period) \(count == 1 ? "is" : "are") not today's: "
                + "it was sealed at position \(Grouped.text(Int(seal.position))), and the rows stand at \(Grouped.text(Int(position))); the sealed figures are given",
            at: .named("report \(seal.report)"),
            remedy: "look at the restatement that --output writes beside the files; to take today's figures, "
                + "run refold unseal \(seal.report) --period \(seal.period) --reason TEXT and seal them")
    }

    /// Status 3: nobody can tell whether sealed figures are others today.
    static func unknown(_ error: RefoldError, _ seal: Seal) -> RefoldError {
        var error = error
        error.status = .refused
        for index in error.faults.indices {
            error.faults[index].what = "whether the sealed \(seal.period) of \(seal.report) still holds is not known: " + error.faults[index].what
        }
        return error
    }

    /// Refuses to compare with rows that lack events that are in the sealed figures.
    static func requireReached(_ seal: Seal, by generation: Generation) throws(RefoldError) {
        guard generation.position < seal.position else { return }
        throw RefoldError(
            .refused,
            "the rows of \"\(generation.projection)\" stand at position \(Grouped.text(Int(generation.position))), before the sealed \(Grouped.text(Int(seal.position)))",
            at: .named("projection \"\(generation.projection)\""), expected: "rows with all events that are in the sealed figures",
            remedy: "run refold catch-up \(generation.projection)")
    }

    /// Without the events.
    var restatement: Restatement {
        let before = sealed.manifest
        let changed = before.definitionSHA256 != now.definitionSHA256
            || before.readModels.map { [$0.name, $0.definitionSHA256] } != now.readModels.map { [$0.name, $0.definitionSHA256] }
        return Restatement(
            report: plan.name, period: sealed.seal.period, sealedAt: sealed.seal.position, now: generation.position,
            cells: difference.cells.map { Restatement.Cell($0) }, definitionChanged: changed)
    }
}

extension JSONField {
    /// The field of a report's summary that says that it was taken from a seal: none if it was not.
    static func sealed(_ report: MadeReport) -> [JSONField] {
        guard let seal = report.sealed?.seal else { return [] }
        let cells: JSONValue =
            switch report.comparison {
            case .same: .integer(0)
            case .differs(let restated): .integer(restated.difference.cells.count)
            case .unknown, .notMade: .null
            }
        let fields = [
            JSONField("at", .text(seal.sealedAt.description)), JSONField("position", .integer(seal.position)), JSONField("restated_cells", cells),
        ]
        return [JSONField("sealed", .object(fields))]
    }
}
