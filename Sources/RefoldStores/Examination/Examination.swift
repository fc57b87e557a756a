import RefoldValues

/// What a role is used for. Each may do what it needs, and no more.
public enum RolePurpose: String, CaseIterable, Sendable {
    /// Reads events and builds read models.
    case build
    /// Reads events alone.
    case read
    /// Reads read models.
    case report
    /// Appends events.
    case write

    /// Whether it reads the events.
    public var readsEvents: Bool { self != .report }
    /// What it does, as a verb phrase.
    public var words: String {
        switch self {
        case .build: "read events and build read models"
        case .read: "read events"
        case .report: "read read models"
        case .write: "append events"
        }
    }
}

/// What of a database an examination is about.
public struct ExaminedUse: Sendable {
    /// What the run is to do.
    public var purpose: RolePurpose
    /// Whether the events are there.
    public var hasEvents: Bool
    /// Whether the read models are there, or are to be.
    public var hasReadModels: Bool
    /// What runs lock: projections and jobs.
    public var locks: [LockSubject]
    /// How many sessions a run opens.
    public var sessions: Int

    public init(purpose: RolePurpose, hasEvents: Bool, hasReadModels: Bool, locks: [LockSubject], sessions: Int) {
        self.purpose = purpose
        self.hasEvents = hasEvents
        self.hasReadModels = hasReadModels
        self.locks = locks
        self.sessions = sessions
    }
}

/// Looks what a database has and lacks for a run. It changes nothing, and each of its checks stands alone.
public protocol DatabaseExamination {
    /// What was found, in a fixed order. Never fails: what cannot be asked is a finding too.
    func findings(of use: ExaminedUse) -> [ExaminationFinding]
}
