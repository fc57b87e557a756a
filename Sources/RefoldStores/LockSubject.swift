/// What one run at a time may work on.
public struct LockSubject: Hashable, Sendable {
    /// Tells subjects apart.
    public let key: String
    /// Names it in messages: `projection "payments"`.
    public let words: String

    private init(key: String, words: String) {
        self.key = key
        self.words = words
    }

    public static func projection(_ name: String) -> LockSubject { LockSubject(key: name, words: "projection \"\(name)\"") }

    /// - Parameter path: the absolute path of the job's file; jobs of one name in other folders are other jobs.
    public static func job(_ name: String, path: String) -> LockSubject { LockSubject(key: "job \(path)", words: "job \"\(name)\"") }
}
