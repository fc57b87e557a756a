import Foundation
import RefoldCore
import RefoldFiles
import RefoldReports

/// Works reports out and writes their files.
struct Reporting {
    let workplace: Workplace

    /// Works out a report, and refuses it where one of its checks does not hold.
    ///
    /// - Parameters:
    ///   - period: its text and where it stands; nil for everything.
    ///   - today: what relative periods count from; nil for the present day in the report's zone.
    /// - Throws: status 2 for the definition or the period, status 3 for a check, status 1 where the rows cannot be read.
    func table(
        of plan: ReportPlan, period: (text: String, place: Place)?, today: CalendarDate?
    ) throws(RefoldError) -> ReportTable {
        var interval: Period?
        if let period {
            interval = try Period(period.text, today: today ?? plan.timeZone.date(of: Timestamp.now()), at: period.place)
        }
        let snapshot = try workplace.snapshot(of: plan.projection, for: "report \(plan.name)")
        let served = snapshot.generation.version
        if let defined = workplace.catalogue.projections[plan.projection], defined.version > served {
            throw RefoldError(
                .failed, "version \(served) is served and the definition has version \(defined.version)",
                at: .named("projection \"\(plan.projection)\""), expected: "rows of the version that the report is written for",
                remedy: "run refold catch-up \(plan.projection)")
        }
        let table = try plan.run(on: snapshot, period: interval)
        try plan.verify(table)
        return table
    }

    /// Writes one file a format, `FOLDER/NAME.csv`, each whole or not at all. Makes the folders that are missing.
    ///
    /// - Returns: the paths of the files.
    func write(_ table: ReportTable, as formats: [ReportFormat], into folder: String) throws(RefoldError) -> [String] {
        var files: [String] = []
        for format in formats {
            let path = (folder.hasSuffix("/") ? folder : folder + "/") + table.name + "." + format.rawValue
            try Folder.make(for: path)
            try AtomicFile.write(format.bytes(of: table), to: path)
            files.append(path)
        }
        return files
    }
}

/// The folders of files that are about to be written.
enum Folder {
    /// Makes the folder that a file lies in, with those above it, where it is missing.
    static func make(for path: String) throws(RefoldError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let folder = String(path[..<slash])
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw RefoldError(
                .failed, "the folder cannot be made", at: .named(folder), expected: "a place that can be written to",
                remedy: "check its permissions, or name another folder")
        }
    }
}
