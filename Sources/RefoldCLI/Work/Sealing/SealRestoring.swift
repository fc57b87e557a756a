import RefoldCore
import RefoldEngine
import RefoldFiles
import RefoldReports
import RefoldStores
import RefoldValues

/// Brings a seal back from its files.
struct SealRestoring {
    let context: CommandContext

    /// - Parameter path: of the manifest; the other two files are beside it.
    /// - Throws: status 2 for what is no manifest of a report or names a report that is not defined; status 3 for files that were changed, a
    ///   manifest of another store, and a seal that exists.
    func restore(_ path: String) throws(RefoldError) -> SealedReport {
        let bytes = try WholeFile.read(path)
        var manifest = try ReportManifest(reading: bytes, file: path)
        let plan = try self.plan(of: manifest, path)
        let isFiled = manifest.sealed != nil || !manifest.failsChecks && manifest.behind == 0 && manifest.events != nil
        guard let period = manifest.period, isFiled, !manifest.isIncomplete, manifest.asOf.isEmpty, manifest.typedTests.isEmpty,
            period.to <= plan.timeZone.date(of: Timestamp.now())
        else {
            throw RefoldError(
                .refused, "the manifest is not of a complete report of one period", at: .named(path), expected: "what refold seal --output has written",
                remedy: "seal the report anew with refold seal \(plan.name) --period P")
        }
        let files = try Self.files(of: manifest, beside: path)
        try requireStore(of: manifest, path)
        let now = Timestamp.now()
        let isSealed = manifest.sealed != nil
        if !isSealed {
            // Files that were written before, and are sealed as they are.
            manifest.sealed = .init(at: now, period: period.shortText, reason: nil)
        }
        let sealed = SealedFiles(csv: files.csv, json: files.json, manifest: isSealed ? bytes : manifest.bytes)
        let seal = Seal(
            report: manifest.report, of: plan.projection, period: manifest.sealed?.period ?? period.shortText, from: period.from, to: period.to, timeZone: manifest.timeZone,
            sealedAt: manifest.sealed?.at ?? now, reason: manifest.sealed?.reason, position: manifest.bound, sealed)
        return try Seals(context).keep(seal, sealed)
    }

    private func plan(of manifest: ReportManifest, _ path: String) throws(RefoldError) -> ReportPlan {
        guard try context.registry.reportNames().contains(where: { ExactText($0) == ExactText(manifest.report) }) else {
            throw RefoldError(
                .refused, "the report \"\(manifest.report)\" is no longer defined", at: .named(path), expected: "a report of the definitions",
                remedy: "bring its definition back, or name the folder that has it with --definitions")
        }
        return try context.registry.report(named: manifest.report)
    }

    /// The CSV and the JSON, as the manifest knows them.
    private static func files(of manifest: ReportManifest, beside path: String) throws(RefoldError) -> (csv: [UInt8], json: [UInt8]) {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        func contents(_ ending: String) throws(RefoldError) -> [UInt8] {
            guard let file = manifest.files.first(where: { $0.name.hasSuffix("." + ending) }), !file.name.contains("/") else {
                throw RefoldError(
                    .refused, "the manifest is of files without \(ending == "csv" ? "CSV" : "JSON")", at: .named(path),
                    expected: "a manifest of CSV and JSON", remedy: "take the files that refold seal --output or report --format csv,json wrote")
            }
            let bytes = try WholeFile.read(folder + file.name)
            guard bytes.count == file.bytes, SHA256.text(of: bytes) == file.sha256 else {
                throw RefoldError(
                    .refused, "the file is not the one of the manifest: it was changed, or is of another run", at: .named(folder + file.name),
                    expected: "\(file.bytes) bytes with the SHA-256 \(file.sha256)", remedy: "take the file from a copy that was made with the manifest")
            }
            return bytes
        }
        return (try contents("csv"), try contents("json"))
    }

    /// Refuses a manifest that rests on other events than the store has.
    private func requireStore(of manifest: ReportManifest, _ path: String) throws(RefoldError) {
        guard let own = manifest.events else { return }
        let events = try context.events()
        let interruption = context.session.interruption
        for (number, source) in manifest.readModels.enumerated() {
            guard let expected = number == 0 ? own : source.events, let projection = context.registry.projections[source.name] else { continue }
            let count = try EventCount(of: projection, in: events, covering: EventColumns(words: expected.columns), isCancelled: { interruption.isDue })
                .count(through: source.position)
            guard ReportManifest.Events(count) != expected else { continue }
            throw RefoldError(
                .refused,
                "the manifest rests on \(Grouped.text(Int(expected.count), "event")) up to position \(Grouped.text(Int(source.position))), and \(events.name) has "
                    + (count.events == expected.count ? "others" : Grouped.text(Int(count.events))),
                at: .named(path), expected: "the store that the report was made from, with these events, read by the same definition of \"\(source.name)\"",
                remedy: "name that store with --store; if events were changed since, see refold verify")
        }
    }
}
