import Foundation
import RefoldCore
import RefoldFiles

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
/// All files are checked before anything is written; what cannot be read twice is set aside in a temporary file on the way. Then each
/// file is read again and written in one transaction, in which every check is made again, since others may have appended meanwhile.
/// Memory does not grow with the length of a file.
public struct EventImport {
    private let openStore: () throws(RefoldError) -> any EventStore

    /// - Parameter openStore: called once, when all files have been checked: a store that has to be made is made then, and not for nothing.
    public init(openStore: @escaping () throws(RefoldError) -> any EventStore) {
        self.openStore = openStore
    }

    /// Imports files; `-` is standard input.
    ///
    /// - Parameters:
    ///   - progress: called on the calling thread, a few times a second.
    ///   - isCancelled: asked every few thousand lines.
    /// - Throws: `.failed` with up to 20 findings; nothing of the file that they are in was imported, and where they were found before
    ///   the writing began, nothing of any file. `.incomplete` where it was cancelled.
    public func run(
        _ paths: [String], options: ImportOptions, progress: (ImportProgress) -> Void = { _ in }, isCancelled: () -> Bool = { false }
    ) throws(RefoldError) -> ImportSummary {
        var sources: [ImportSource] = []
        var lines = 0
        var faults = FaultList()
        for path in paths where !faults.isFull {
            let source = try ImportSource(path, options) { count throws(RefoldError) in
                progress(ImportProgress(phase: .checking, lines: lines + count, total: nil))
                if isCancelled() { throw Self.cancelled(path) }
            }
            for fault in source.faults.faults { faults.add(fault) }
            lines += source.lines
            sources.append(source)
        }
        try faults.throwIfAny()
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

    private func write(
        _ source: ImportSource, into store: any EventStore, _ options: ImportOptions, _ tick: (Int) throws(RefoldError) -> Void
    ) throws(RefoldError) -> ImportSummary {
        var summary = ImportSummary()
        let bound = try store.bound()
        try store.appendInBulk { bulk throws(RefoldError) in
            summary = ImportSummary()
            var faults = FaultList()
            try ImportPipeline.run(source, options) { batch throws(RefoldError) in
                for event in 0..<batch.events.count {
                    let outcome = try bulk.append(event, of: batch.events, comparingRecordedAt: batch.givesRecordedAt[event])
                    switch outcome {
                    case .appended: summary.appended += 1
                    case .alreadyThere: summary.alreadyThere += 1
                    case .differs, .versionDoesNotFollow:
                        faults.add(Self.fault(outcome, batch.events[event], bound, .init(file: source.name, line: batch.firstLine + event)))
                    }
                }
                summary.lines += batch.events.count
                for fault in batch.faults.faults { faults.add(fault) }
                if faults.isFull { try faults.throwIfAny() }
                try tick(summary.lines)
            }
            try faults.throwIfAny()
        }
        return summary
    }

    private struct Line {
        var file: String
        var line: Int
    }

    private static func fault(_ outcome: BulkOutcome, _ event: EventHead, _ bound: Position, _ line: Line) -> Fault {
        func place(_ field: String) -> Place { .line(file: line.file, line: line.line, field: field) }
        if case .versionDoesNotFollow(let last) = outcome {
            return Fault(
                "the version is \(event.version)", at: place("version"),
                expected: last == .max ? nil : "the version \(last + 1), the next of its stream",
                remedy: "put the stream's events in order, and none of them twice")
        }
        guard case .differs(let position) = outcome, position <= bound else {
            return Fault(
                "an earlier line has the same id and other content", at: place("id"), remedy: "give each event an id of its own")
        }
        return Fault(
            "the event of this id in the store, at position \(position), has other content", at: place("id"),
            expected: "the same stream, type, time and payload", remedy: "give a new event an id of its own; recorded events do not change")
    }

    private static func cancelled(_ path: String) -> RefoldError {
        RefoldError(.incomplete, "interrupted; nothing of the file was imported", at: .named(path), remedy: "run the import again")
    }
}
