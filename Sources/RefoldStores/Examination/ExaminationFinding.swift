import RefoldValues

/// What an examination says of one thing that a run needs.
public struct ExaminationFinding: Hashable, Sendable {
    /// How much it matters.
    public enum Level: String, CaseIterable, Sendable {
        /// As it should be.
        case ok
        /// A run may work, but not for long, not for everybody, or not safely.
        case warning
        /// A run would fail for the lack of it.
        case missing
    }

    /// How much it matters.
    public var level: Level
    /// What was examined, in a word or two: `role`, `read models`.
    public var subject: String
    /// What was found, as a clause. Never a password or a value of a payload.
    public var what: String
    /// What to do, as an imperative; nil if nothing is to be done.
    public var remedy: String?
    /// Statements that somebody with the right may run, each whole; empty if SQL does not help.
    public var sql: [String] = []

    private init(_ level: Level, _ subject: String, _ what: String, _ remedy: String?, _ sql: [String]) {
        self.level = level
        self.subject = subject
        self.what = what
        self.remedy = remedy
        self.sql = sql
    }

    /// As it should be.
    public static func ok(_ subject: String, _ what: String) -> ExaminationFinding { ExaminationFinding(.ok, subject, what, nil, []) }

    /// A run may work all the same.
    public static func warning(_ subject: String, _ what: String, remedy: String, sql: [String] = []) -> ExaminationFinding {
        ExaminationFinding(.warning, subject, what, remedy, sql)
    }

    /// A run would fail.
    public static func missing(_ subject: String, _ what: String, remedy: String?, sql: [String] = []) -> ExaminationFinding {
        ExaminationFinding(.missing, subject, what, remedy, sql)
    }
}

extension [ExaminationFinding] {
    /// What an error says, as findings: a run would fail with it.
    public static func missing(_ subject: String, _ error: RefoldError) -> [ExaminationFinding] {
        error.faults.map { fault in
            var what = fault.place == .nowhere ? fault.what : "\(fault.place): \(fault.what)"
            // A remedy says more than what was expected.
            if fault.remedy == nil, let expected = fault.expected { what += "; expected \(expected)" }
            return .missing(subject, what, remedy: fault.remedy)
        }
    }
}
