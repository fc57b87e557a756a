import RefoldValues

/// One line of the history of runs, which is kept beside the read models: the run of a verb or of a job, or a step of a job's run.
///
/// A line is written when the run begins and again when it ends. It holds nothing of payloads.
public struct RunRecord: Hashable, Sendable {
    /// How a run stands.
    public enum State: String, Hashable, Sendable {
        /// It began, and has not said that it ended.
        case running
        /// It ended and said so.
        case ended
        /// It is gone without a word: it was killed, or the machine or the server went down.
        case killed
    }

    /// Of a run, 16 hexadecimal digits drawn at random; of a step, those of its run, a full stop and the number of the step from 1.
    public var id: String
    /// The word on the command line: `catch-up`.
    public var verb: String
    /// The name of the job; nil for a run that is of none.
    public var job: String?
    /// The title of the step; nil for a run.
    public var step: String?
    /// When it began.
    public var began: Timestamp
    /// Nil as long as nothing is known of its end.
    public var ended: Timestamp?
    public var state: State
    /// The exit status; for a step, the one that it would have given if run alone. Nil unless it ended.
    public var status: Int?
    /// The events that were read; nil for what reads none.
    public var events: Int64?
    /// The rows that were written; nil for what writes none.
    public var rows: Int64?
    /// The position up to which what it made is complete; of several read models, the least.
    public var position: Int64?
    /// What stopped it; nil if nothing did.
    public var message: String?

    public init(
        id: String, verb: String, job: String? = nil, step: String? = nil, began: Timestamp, ended: Timestamp? = nil, state: State = .running,
        status: Int? = nil, events: Int64? = nil, rows: Int64? = nil, position: Int64? = nil, message: String? = nil
    ) {
        self.id = id
        self.verb = verb
        self.job = job
        self.step = step
        self.began = began
        self.ended = ended
        self.state = state
        self.status = status
        self.events = events
        self.rows = rows
        self.position = position
        self.message = message.map(Self.kept)
    }

    /// Draws the id of a run.
    public static func newID() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The id of the run that a line belongs to.
    public var run: String { id.split(separator: ".", maxSplits: 1).first.map(String.init) ?? id }

    /// The run's line as of its end.
    ///
    /// - Parameter failure: what stopped it; nil if nothing did.
    public mutating func end(at time: Timestamp, status: Int, failure: String?) {
        (ended, state, self.status, message) = (time, .ended, status, failure.map(Self.kept))
    }

    /// What is kept of a message: a definition may have any number of faults.
    static func kept(_ message: String) -> String { String(message.prefix(4000)) }
}

extension RunRecord {
    /// The lock that a run has as long as it lasts, so that others see that it does.
    public var lockSubject: LockSubject { .run(run) }
}
