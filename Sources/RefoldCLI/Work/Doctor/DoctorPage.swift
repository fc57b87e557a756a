import RefoldJSON
import RefoldStores

/// The findings for people, and for programs.
struct DoctorPage {
    let findings: [ExaminationFinding]

    var missing: Int { findings.count { $0.level == .missing } }
    var warnings: Int { findings.count { $0.level == .warning } }

    /// One line a finding, aligned; then the SQL that somebody with the right may run.
    ///
    /// - Parameter isQuiet: without what is as it should be.
    func lines(isQuiet: Bool) -> [String] {
        let told = findings.filter { !isQuiet || $0.level != .ok }
        let (levels, subjects) = (told.map(\.level.rawValue.count).max() ?? 0, told.map(\.subject.count).max() ?? 0)
        func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }
        let lines = told.map { finding in
            "\(padded(finding.level.rawValue, levels))  \(padded(finding.subject, subjects))  \(finding.what)" + (finding.remedy.map { "; \($0)" } ?? "")
        }
        return lines + (sql.isEmpty ? [] : [""] + sql)
    }

    /// Each statement once.
    private var sql: [String] {
        var all: [String] = []
        for statement in findings.flatMap(\.sql) where !all.contains(statement) { all.append(statement) }
        return all
    }

    var fields: [JSONField] {
        let list = findings.map { finding in
            JSONValue.object([
                JSONField("level", .text(finding.level.rawValue)), JSONField("subject", .text(finding.subject)), JSONField("what", .text(finding.what)),
                JSONField("remedy", .text(finding.remedy)), JSONField("sql", .texts(finding.sql)),
            ])
        }
        return [JSONField("missing", .integer(missing)), JSONField("warnings", .integer(warnings)), JSONField("findings", .list(list))]
    }

    /// The last line.
    var lastWord: String {
        guard missing + warnings > 0 else { return "refold: a run has what it needs" }
        let counted = [missing > 0 ? "\(Grouped.text(missing, "thing")) missing" : nil, warnings > 0 ? Grouped.text(warnings, "warning") : nil].compactMap { $0 }
        return "refold: \(counted.joined(separator: ", "))" + (missing == 0 ? "; a run has what it needs" : "")
    }
}
