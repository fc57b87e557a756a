import FoundationEssentials
import RefoldFiles
import RefoldStores
import RefoldValues

/// How an import fills in missing fields.
public struct ImportOptions: Sendable {
    /// The value of `recorded_at` if the line has none.
    public enum RecordedAt: Hashable, Sendable {
        case timeOfImport
        /// The line's `occurred_at`: for backfills.
        case occurred
    }

    /// What `recorded_at` is on lines that leave it out.
    public var recordedAt: RecordedAt
    /// What becomes of times that a store cannot hold.
    public var times: TimePrecision
    /// The time of the import, the same for the whole run.
    public var importedAt: Timestamp
    /// The folder for the copy of standard input, which is kept until it has been checked.
    public var temporaryFolder: String

    public init(
        recordedAt: RecordedAt = .timeOfImport, times: TimePrecision = .exact, importedAt: Timestamp,
        temporaryFolder: String = FileManager.default.temporaryDirectory.path
    ) {
        self.recordedAt = recordedAt
        self.times = times
        self.importedAt = importedAt
        self.temporaryFolder = temporaryFolder
    }
}

/// The progress of an import.
public struct ImportProgress: Hashable, Sendable {
    /// What an import is doing.
    public enum Phase: Hashable, Sendable {
        case checking
        case writing
    }

    /// What the import is doing now.
    public var phase: Phase
    /// Lines of all files so far.
    public var lines: Int
    /// Lines of all files; nil until they have been counted.
    public var total: Int?
}

/// The result of an import.
public struct ImportSummary: Hashable, Sendable {
    /// How many files were read.
    public var files = 0
    /// How many lines they have.
    public var lines = 0
    /// How many events were appended.
    public var appended = 0
    /// Events whose id was in the store already, with the same content.
    public var alreadyThere = 0

    public init() {}
}

/// Appends recorded events from NDJSON files, each file completely or not at all.
///
/// All files are checked before anything is written, against each other and against the store, without the store's write lock. Input that
/// cannot be read twice is copied to a temporary file meanwhile. Then each file is read again and written in one transaction, which repeats
/// every check because others may have appended meanwhile. Memory does not grow with the length of a file.
public struct EventImport {
    private let existing: (any EventStore)?
    private let openStore: () throws(RefoldError) -> any EventStore

    /// Imports into an existing store.
    public init(into store: any EventStore) {
        existing = store
        openStore = { () throws(RefoldError) in store }
    }

    /// Imports into a store that does not exist yet.
    ///
    /// - Parameter openStore: called once, after all files were checked; only then is the store created.
    public init(openStore: @escaping () throws(RefoldError) -> any EventStore) {
        existing = nil
        self.openStore = openStore
    }

    /// Imports files; `-` is standard input.
    ///
    /// - Parameters:
    ///   - progress: called on the calling thread, a few times a second.
    ///   - isCancelled: asked every few thousand lines.
    /// - Throws: `.failed` with up to 20 faults. Nothing of the file with the faults was imported, and nothing of any file if they were
    ///   found before the writing began. `.incomplete` if it was cancelled.
    public func run(
        _ paths: [String], options: ImportOptions, progress: (ImportProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(RefoldError) -> ImportSummary {
        let (sources, lines) = try check(paths, options, progress, isCancelled)
        let store = try openStore()
        var summary = ImportSummary()
        for source in sources {
            let before = summary.lines
            let written = try write(source, into: store, options) { count throws(RefoldError) in
                progress(ImportProgress(phase: .writing, lines: before + count, total: lines))
                if isCancelled() { throw Self.cancelled(source.path) }
            }
            summary.files += 1
            summary.lines += written.lines
            summary.appended += written.appended
            summary.alreadyThere += written.alreadyThere
        }
        return summary
    }

    /// Reads all files and finds all faults.
    private func check(
        _ paths: [String], _ options: ImportOptions, _ progress: (ImportProgress) -> Void, _ isCancelled: () -> Bool
    ) throws(RefoldError) -> (sources: [ImportSource], lines: Int) {
        let check = ImportCheck(store: existing, folder: options.temporaryFolder)
        var sources: [ImportSource] = []
        for path in paths where !check.faults.isFull {
            sources.append(
                try ImportSource(path, options, check) { count throws(RefoldError) in
                    progress(ImportProgress(phase: .checking, lines: check.lines + count, total: nil))
                    if isCancelled() { throw Self.cancelled(path) }
                })
        }
        if !check.faults.isFull {
            try check.finish { () throws(RefoldError) in if isCancelled() { throw Self.cancelled(paths.last ?? "") } }
        }
        try check.faults.throwIfAny()
        return (sources, check.lines)
    }

    private func write(
        _ source: ImportSource, into store: any EventStore, _ options: ImportOptions, _ tick: (Int) throws(RefoldError) -> Void
    ) throws(RefoldError) -> ImportSummary {
        var summary = ImportSummary()
        let bound = try store.bound()
        try store.appendInBulk { bulk throws(RefoldError) in
            summary = ImportSummary()
            var faults = FaultList()
            try ImportPipeline.run(source.reopen(), options) { batch throws(RefoldError) in
                for event in 0..<batch.events.count {
                    let line = batch.lines[event]
                    switch try bulk.append(event, of: batch.events, comparingRecordedAt: batch.givesRecordedAt[event]) {
                    case .appended: summary.appended += 1
                    case .alreadyThere: summary.alreadyThere += 1
                    case .versionDoesNotFollow(let last):
                        let version = batch.events[event].version
                        faults.add(EventFault.versionDoesNotFollow(version, last: last, file: source.name, line: line), line: line)
                    case .differs(let position):
                        let fault =
                            position > bound
                            ? EventFault.idStandsTwice("an earlier line", file: source.name, line: line)
                            : EventFault.storedEventDiffers(position, file: source.name, line: line)
                        faults.add(fault, line: line)
                    case .refused(let other, let error):
                        throw error.at(.line(file: source.name, line: batch.lines[other], field: nil))
                    }
                }
                summary.lines += batch.events.count
                if batch.isLast { faults.add(batch.faults, behind: 0) }
                if faults.isFull { try faults.throwIfAny() }
                try tick(summary.lines)
            }
            try faults.throwIfAny()
        }
        return summary
    }

    private static func cancelled(_ path: String) -> RefoldError {
        RefoldError(.incomplete, "interrupted; nothing of the file was imported", at: .named(path), remedy: "run the import again")
    }
}
