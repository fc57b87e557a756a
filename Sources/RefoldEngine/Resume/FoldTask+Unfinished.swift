import RefoldCore
import RefoldStores
import RefoldValues

/// The rows that an interrupted run wrote of its generation. They are known by a ``ResumePoint`` without files at the end of reading, which
/// stands in the catalog beside them.
extension FoldTask {
    /// Begins the new generation, or goes on with the one that an interrupted run was writing, if the task builds one. After
    /// ``resume(_:_:through:isCancelled:)``.
    ///
    /// - Parameters:
    ///   - resume: nil if every rebuild starts over.
    ///   - through: the position that this run was told to stop at.
    ///   - program: as in ``FoldOptions``.
    /// - Returns: what a person should know.
    func begin(
        in store: any ReadModelStore, _ resume: ResumeOptions?, through: Position?, program: @Sendable () -> String?
    ) throws(RefoldError) -> FoldNotice? {
        guard updater == nil else { return nil }
        var said: FoldNotice?
        if let resume, !resume.startsAgain, let found = try store.unfinished(of: projection.name), let mark = found.mark {
            let written = ResumePoint.decoded(Array(mark.utf8))
            let reason = if let written { try objection(to: written, resume, through: through) } else { FoldNotice.Reason.damaged }
            if let reason {
                said = .startsAgain(projection: projection.name, because: reason)
            } else if let written, goal(of: point ?? written) == written.bound, found.generation.schema == projection.schema {
                take(try store.resume(found), after: found, ofEvents: written.read, bound: written.bound)
                return .goesOnWriting(
                    projection: projection.name, generation: found.generation.number, rows: found.rows, savedAt: found.writtenAt)
            }
        }
        try startOver(in: store, program: program)
        return said
    }

    /// Whether the rows that an interrupted run wrote are of other events than those that this run has read.
    var goesOnAfterOthers: Bool { unfinished != nil && writtenEvents != proof?.read }

    /// Begins a new generation.
    func startOver(in store: any ReadModelStore, program: @Sendable () -> String?) throws(RefoldError) {
        take(
            try store.build(
                projection.schema, version: projection.version, fingerprint: projection.fingerprint, zones: projection.zones,
                origin: GenerationOrigin(source: projection.source, program: program(), leftOut: parking.leftOut)))
    }
}

/// By what a later run knows the rows of this one, once all events are read.
final class WritingMark {
    private let task: FoldTask
    private let resume: ResumeOptions
    /// The position that the run was told to stop at.
    private let through: Position?

    init(task: FoldTask, resume: ResumeOptions, through: Position?) {
        self.task = task
        self.resume = resume
        self.through = through
    }

    func text() throws(RefoldError) -> String {
        let point = ResumePoint(
            definition: ResumePoint.Definition(task.projection), program: resume.program(),
            store: try task.fingerprints.fingerprint(at: task.bound)?.value ?? 0, through: through, bound: task.bound, position: task.bound,
            events: task.events, savedAt: resume.now().microseconds, matches: Matches(task.projection), rows: [], partitions: [],
            parked: ResumePoint.Parked(events: nil, leftOut: task.parking.leftOutHash), read: task.proof?.read)
        return String(decoding: try point.encoded(), as: UTF8.self)
    }
}
