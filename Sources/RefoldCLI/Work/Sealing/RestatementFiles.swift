import FoundationEssentials
import RefoldFiles
import RefoldReports
import RefoldTables
import RefoldValues

/// The two files of a restatement beside those of a report.
struct RestatementFiles {
    private let context: CommandContext
    private let report: String
    private let json: String
    private let csv: String

    init(_ context: CommandContext, of report: String, in folder: String) {
        self.context = context
        self.report = report
        (json, csv) = (
            Reporting.path(of: report, Restated.fileEndings[0], in: folder), Reporting.path(of: report, Restated.fileEndings[1], in: folder)
        )
    }

    /// Writes what today's rows make of the report. If they give the same figures, what an earlier run wrote there is removed; if nobody knows, it stays.
    ///
    /// - Parameter format: that of the report's CSV.
    /// - Returns: the paths of the files that were written.
    func update(by comparison: MadeReport.Comparison, csv format: CSVStyle) throws(RefoldError) -> [String] {
        let restated: Restated
        switch comparison {
        case .differs(let found): restated = found
        case .unknown, .notMade: return []
        case .same:
            removeOld()
            return []
        }
        let causes = RestatementCauses(context: context, restated: restated)
        guard context.session.settings.store != nil else {
            context.session.say("\(report): the events that changed it are not named, since no store is given: add --store URL")
            try write(restated.restatement, [], causes, format)
            return [json, csv]
        }
        let (restatement, positions) = try causes.find()
        try write(restatement, positions, causes, format)
        return [json, csv]
    }

    private func write(_ restatement: Restatement, _ positions: [Int64], _ causes: RestatementCauses, _ format: CSVStyle) throws(RefoldError) {
        let file = try context.output(json)
        try file.write(restatement.start)
        var isFirst = true
        try causes.visit(positions) { (event) throws(RefoldError) in
            try file.write(Restatement.line(of: event, isFirst: isFirst))
            isFirst = false
        }
        try file.write(restatement.end(hasEvents: !isFirst))
        let table = try context.output(csv)
        try table.write(restatement.csv(as: format))
        try file.commit()
        try table.commit()
    }

    /// What else has the name of a restatement stays.
    private func removeOld() {
        let begin = Restatement.beginning(of: report)
        guard WholeFile.beginning(of: json, count: begin.count) == begin else { return }
        for path in [csv, json] where (try? context.spared.check(path)) != nil { try? FileManager.default.removeItem(atPath: path) }
    }
}
