import RefoldImport
import RefoldStores
import RefoldValues

/// Appends the events of NDJSON files to the store of the settings, which is made if it is missing.
struct Importing {
    let session: Session
    var recordedAt = ImportOptions.RecordedAt.timeOfImport

    /// - Parameter paths: of files; `-` is standard input.
    /// - Throws: status 2 if standard input is named twice; else as ``EventImport``.
    func run(_ paths: [String]) throws(RefoldError) -> ImportSummary {
        guard paths.count(where: { $0 == "-" }) <= 1 else {
            throw RefoldError(.usage, "standard input is named twice", remedy: "name it once")
        }
        let location = try session.settings.storeLocation()
        let options = ImportOptions(
            recordedAt: recordedAt, times: try session.settings.timePrecision(), importedAt: Timestamp.now(),
            temporaryFolder: location.folderForTemporaryFiles)
        // An existing store is opened before anything is read; a missing one is created after everything was checked.
        try location.makeFolder()
        let existing = location.isThere ? try store() : nil

        let meter = session.meter("check", unit: "lines")
        defer { meter.finish() }
        session.interruption.defer()
        let importing = if let existing { EventImport(into: existing) } else { EventImport(openStore: store) }
        let summary = try importing.run(
            paths, options: options,
            progress: { progress in
                if progress.phase == .writing { meter.begin("import", unit: "lines") }
                meter.update(done: progress.lines, total: progress.total)
            },
            isCancelled: { session.interruption.isRequested })
        meter.finish()
        let known = summary.alreadyThere > 0 ? ", \(Grouped.text(summary.alreadyThere)) there already" : ""
        session.say("imported \(Grouped.text(summary.appended, "event")) from \(Grouped.text(summary.files, "file"))\(known)")
        return summary
    }

    private func store() throws(RefoldError) -> any EventStore {
        try session.settings.eventStore(.creating, waits: session.waitPolicy, housekeeping: session.housekeeping)
    }
}
