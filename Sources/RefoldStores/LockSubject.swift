/// What a lock protects: a projection or a job, on which only one run may work at a time; or what it shows: that a run lasts.
public struct LockSubject: Hashable, Sendable {
    /// The identity of the subject.
    public let key: String
    /// Its name in messages: `projection "payments"`.
    public let words: String

    private init(key: String, words: String) {
        self.key = key
        self.words = words
    }

    /// A projection, which one run at a time may write.
    public static func projection(_ name: String) -> LockSubject { LockSubject(key: name, words: "projection \"\(name)\"") }

    /// - Parameter path: the absolute path of the job's file; a job of the same name in another folder is another job.
    public static func job(_ name: String, path: String) -> LockSubject { LockSubject(key: "job \(path)", words: "job \"\(name)\"") }

    /// - Parameter id: the id of a run in the history of runs, which holds this lock until it ends.
    static func run(_ id: String) -> LockSubject { LockSubject(key: "run \(id)", words: "run \(id)") }
}
