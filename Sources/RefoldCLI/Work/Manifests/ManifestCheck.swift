import FoundationEssentials
import RefoldCore
import RefoldFiles
import RefoldReports
import RefoldTables
import RefoldValues

/// Makes a report again from its manifest, and compares the bytes and the figures.
struct ManifestCheck {
    let context: CommandContext
    let limits: Folding.Limits

    /// - Parameter path: of the manifest; its files lie beside it.
    /// - Throws: status 2 if it is no manifest, or if its report is not defined any more; status 3 if it was changed by hand, or is of a store that
    ///   ends earlier; status 1 if the events cannot be folded.
    func run(_ path: String) throws(RefoldError) -> ManifestFindings {
        let manifest = try ReportManifest(reading: WholeFile.read(path), file: path)
        let plan = try plan(of: manifest, at: path)
        let checks = ReportChecks(areOverruled: true)
        var made = try MomentReporting(context: context, checks: checks, limits: limits).report(plan, of: manifest, at: .named(path))
        var findings = ManifestFindings(manifest, made.manifest)
        // Pages say by what they were made; what differs of that is told of the manifest.
        made.manifest = manifest
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        for file in manifest.files {
            guard let format = context.session.domains.formats.format(ofFile: file.name), !file.name.contains("/") else {
                throw RefoldError(
                    .usage, "the manifest names a file of another form than this version of Refold writes", at: .named(path),
                    remedy: "use the version of Refold that its made_by names")
            }
            let again = try made.bytes(as: format, TableStyle(csv: manifest.csv))
            let known = FileManager.default.fileExists(atPath: folder + file.name) ? try WholeFile.read(folder + file.name) : nil
            let isChanged = known.map { SHA256.text(of: $0) != file.sha256 }
            let isIdentical = SHA256.text(of: again) == file.sha256
            findings.add(file, isIdentical: isIdentical, isChanged: isChanged)
            guard let known, findings.cells == nil, !isIdentical || isChanged == true else { continue }
            // A file that was changed by hand may not be readable any more; that it was is said.
            if let cells = (try? cells(of: format, known, made.table, again, manifest, at: .named(folder + file.name))) ?? nil { findings.cells = cells }
        }
        return findings
    }

    private func plan(of manifest: ReportManifest, at path: String) throws(RefoldError) -> ReportPlan {
        guard context.registry.reportFiles.contains(where: { $0.name == manifest.report }) else {
            throw RefoldError(
                .usage, "the manifest is of the report \"\(manifest.report)\", which is not defined", at: .named(path),
                expected: "a file \(manifest.report).report.json5 below \(context.registry.folderInWords)",
                remedy: "bring the definition back, or name its folder with --definitions")
        }
        var tests: [WhereText] = []
        for text in manifest.typedTests { tests.append(try WhereText(text, at: .named(path))) }
        return try context.registry.report(named: manifest.report, where: tests)
    }

    /// The figures in which a file differs from what the same report gives now; nil for a format that is not read again.
    private func cells(
        of format: any TableFormat, _ known: [UInt8], _ table: FigureTable, _ again: [UInt8], _ manifest: ReportManifest, at place: Place
    ) throws(RefoldError) -> [ReportDifference.Cell]? {
        switch format {
        case is JSONFormat:
            let before = try JSONReportReader.table(of: known, rowColumns: manifest.rowColumns.count, at: place)
            return ReportDifference(from: before, to: table).cells
        case is CSVFormat:
            let (before, after) = (CSVTable(known, manifest.csv, rowColumns: manifest.rowColumns), CSVTable(again, manifest.csv, rowColumns: manifest.rowColumns))
            return ReportDifference(from: before.table, to: after.table).cells
        default: return nil
        }
    }
}
