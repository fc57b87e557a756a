import Foundation
import RefoldFiles
import RefoldStores
import RefoldValues

/// How an import fills in what lines leave out.
public struct ImportOptions: Sendable {
    /// What `recorded_at` is where the line leaves it out.
    public enum RecordedAt: Hashable, Sendable {
        case timeOfImport
        /// The line's `occurred_at`: for backfills.
        case occurred
    }

    public var recordedAt: RecordedAt
    /// The time of import, one for the whole run.
    public var importedAt: Timestamp
    /// Where standard input is set aside until it has been checked.
    public var temporaryFolder: String

    public init(recordedAt: RecordedAt = .timeOfImport, importedAt: Timestamp, temporaryFolder: String = NSTemporaryDirectory()) {
        self.recordedAt = recordedAt
        self.importedAt = importedAt
        self.temporaryFolder = temporaryFolder
    }
}

/// How far an import has come.
public struct ImportProgress: Hashable, Sendable {
    public enum Phase: Hashable, Sendable {
        case checking
        case writing
    }

    public var phase: Phase
    /// Lines of all files so far.
    public var lines: Int
    /// Lines of all files; nil until they have been counted.
    public var total: Int?
}

/// What an import did.
public struct ImportSummary: Hashable, Sendable {
    public var files = 0
    public var lines = 0
    public var appended = 0
    /// Events whose id was in the store already, with the same content.
    public var alreadyThere = 0

    public init() {}
}

/// Appends recorded events from NDJSON files, each whole or not at all.
///
/// All files are checked before anything is written, against each other and against what the store holds, without its write lock; what cannot
/// be read twice is set aside in a temporary file on the way. Then each file is read again and written in one transaction, in which every
/// check is made again, since others may have appended meanwhile. Memory does not grow with the length of a file.
public struct EventImport {
    private let existing: (any EventStore)?
    private let openStore: () throws(RefoldError) -> any EventStore

    /// Imports into a store that is there.
    public init(into store: any EventStore) {
        existing = store
        openStore = { () throws(RefoldError) in store }
    }

    /// Imports into a store that is not there yet.
    ///
    /// - Parameter openStore: called once, when all files have been checked: the store is made then, and not for nothing.
    public init(openStore: @escaping () throws(RefoldError) -> any EventStore) {
        existing = nil
        self.openStore = openStore
    }

    /// Imports files; `-` is standard input.
    ///
    /// - Parameters:
    ///   - progress: called on the calling thread, a few times a second.
    ///   - isCancelled: asked every few thousand lines.
    /// - Throws: `.failed` with up to 20 findings; nothing of the file that they are in was imported, and where they were found before
    ///   the writing began, nothing of any file. `.incomplete` if it was cancelled.
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

    /// Reads all files and finds everything that is wrong with them.
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
