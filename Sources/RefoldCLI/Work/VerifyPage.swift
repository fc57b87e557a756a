import FoundationEssentials
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// What a verification found, for people and for programs.
struct VerifyPage {
    let outcome: VerifyOutcome

    init(_ outcome: VerifyOutcome) { self.outcome = outcome }

    // MARK: For programs

    /// The fields of the summary.
    var fields: [JSONField] {
        [
            JSONField("events", .integer(outcome.events)), JSONField("position", .integer(outcome.position)),
            JSONField("findings", .list(outcome.findings.map(Self.finding))), JSONField("findings_left_out", .integer(outcome.leftOut)),
            JSONField("projections", .list(outcome.models.map(Self.model))),
        ]
    }

    private static func finding(_ finding: Finding) -> JSONValue {
        .object([
            JSONField("kind", .text(finding.kind.rawValue)), JSONField("place", .text("\(finding.place)")),
            JSONField("position", finding.position.map { .integer($0) } ?? .null), JSONField("projection", .text(finding.projection)),
            JSONField("key", finding.key.map { .json($0) } ?? .null), JSONField("detail", .text(finding.detail)),
        ])
    }

    private static func model(_ model: VerifiedModel) -> JSONValue {
        .object([
            JSONField("projection", .text(model.projection)), JSONField("generation", .integer(model.generation)),
            JSONField("version", .integer(model.version)), JSONField("position", .integer(model.position)),
            JSONField("events", model.events.map { .integer($0) } ?? .null), JSONField("proof", .boolean(model.isProven)),
            JSONField("rows", .integer(model.rows)), JSONField("comparison", .text(model.comparison.rawValue)),
        ])
    }

    // MARK: For people

    /// One line per finding: `changed_event  event at position 17 (stream "p1", type "Paid"): payments`.
    var lines: [String] {
        var lines = outcome.findings.map { finding in
            let what = [finding.key, finding.detail].compactMap { $0 }.joined(separator: ": ")
            let rest = [finding.position == nil || finding.projection == nil ? nil : finding.projection, what.isEmpty ? nil : what].compactMap { $0 }
            let kind = finding.kind.rawValue + String(repeating: " ", count: max(Self.width - finding.kind.rawValue.utf8.count, 0))
            return Printable.text(([kind + "\(finding.place)"] + rest).joined(separator: ": "))
        }
        if outcome.leftOut > 0 { lines.append("and \(Grouped.text(Int(outcome.leftOut))) more") }
        return lines
    }

    private static let width = 18

    /// What was not looked at, and why.
    var notes: [String] {
        outcome.models.flatMap { model in
            var notes: [String] = []
            if !model.isProven, model.comparison != .altered {
                notes.append("\(model.projection): nothing is kept of the events from which it was made; refold rebuild \(model.projection) keeps it")
            }
            switch model.comparison {
            case .compared, .notAsked, .notFoldable: break
            case .noDefinition:
                notes.append(
                    "\(model.projection): version \(model.version) is served, and its definition is not there: only its events were compared, and none that was added can be told")
            case .replaced: notes.append("\(model.projection): another generation was served meanwhile; run it again")
            case .altered: notes.append("\(model.projection): its line in the catalog was changed by hand; run refold rebuild \(model.projection)")
            }
            return notes
        }
    }

    /// `10,000 events and 2 read models of sqlite:events.db: nothing found`.
    func sentence(in store: String) -> String {
        let count = outcome.findings.count + Int(outcome.leftOut)
        let found = count == 0 ? "nothing found" : count == 1 ? "1 finding" : "\(Grouped.text(count)) findings"
        let models = outcome.models.isEmpty ? "" : " and \(Grouped.text(outcome.models.count, "read model"))"
        return "\(Grouped.text(Int(outcome.events), "event"))\(models), up to position \(Grouped.text(Int(outcome.position))) of \(store): \(found)"
    }
}
