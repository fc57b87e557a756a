import RefoldReports
import RefoldTables
import RefoldValues

/// What is done about the checks of a report that fail.
struct ReportChecks {
    /// Whether the report is written all the same, marked. The run ends with 3 either way.
    var areOverruled = false
    /// Whether messages may show values of payloads.
    var showsPayload = false
    /// How somebody asks for a report all the same.
    var overruling = "--\(Flag.despiteChecks.name)"

    /// The refusal of a report, status 3; nil if no line breaks a check.
    func refusal(of table: FigureTable, by plan: ReportPlan) -> RefoldError? {
        var ways: [String] = []
        if !showsPayload, plan.comparesValuesOfOneRow {
            ways.append("--\(Flag.showPayload.name) shows all that is compared")
        } else if !showsPayload, plan.columns.contains(where: \.isRowColumn) {
            ways.append("--\(Flag.showPayload.name) names the lines")
        }
        if !areOverruled { ways.append("\(overruling) writes the report all the same") }
        let rest = ways.isEmpty ? "" : "; " + ways.joined(separator: ", ")
        let findings = plan.findings(
            in: table, showsPayload: showsPayload, remedy: "look at the rows with refold export \(plan.projection)\(rest)")
        return findings.isEmpty ? nil : RefoldError(.refused, findings)
    }
}
