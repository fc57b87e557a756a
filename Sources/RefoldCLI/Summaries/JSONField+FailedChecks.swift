import RefoldJSON
import RefoldReports

extension JSONField {
    /// The field of a summary for checks of a report that fail: none if all hold.
    static func failedChecks(_ checks: [FailedCheck]) -> [JSONField] {
        guard !checks.isEmpty else { return [] }
        let values = checks.map { check in
            JSONValue.object([JSONField("check", .text(check.text)), JSONField("lines", .list(check.lines.map { .integer(Int64($0)) }))])
        }
        return [JSONField("checks_failed", .list(values))]
    }
}
