import RefoldJSON
import RefoldReports
import RefoldTables

extension JSONField {
    /// The field of a summary for checks of a report that fail: none if all hold.
    static func failedChecks(_ checks: [FailedCheck]) -> [JSONField] {
        checks.isEmpty ? [] : [JSONField("checks_failed", .list(checks.map(\.json)))]
    }
}
