import RefoldValues

/// A verb of the command line.
protocol Verb: Sendable {
    /// The word on the command line.
    static var name: String { get }
    /// A short description, for the first screen of help.
    static var summary: String { get }
    /// The text of `refold VERB --help` after the first line.
    static var usage: String { get }
    /// Its flags besides the global ones.
    static var flags: [Flag] { get }
    /// Whether its figures may rest on the rules of a time zone; its summary then names the version of the zone data.
    static var usesZones: Bool { get }
    /// Whether its runs are in the history of runs, as those are that change read models.
    static func isRecorded(_ arguments: Arguments) -> Bool
    /// The same three for the domains of a run; only needed if they depend on the domains.
    static func summary(for domains: DomainList) -> String
    static func usage(for domains: DomainList) -> String
    static func flags(for domains: DomainList) -> [Flag]
    /// Runs the verb.
    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult
}

extension Verb {
    static var usage: String { "" }
    static var flags: [Flag] { [] }
    static var usesZones: Bool { false }
    static func isRecorded(_ arguments: Arguments) -> Bool { false }
    static func summary(for domains: DomainList) -> String { summary }
    static func usage(for domains: DomainList) -> String { usage }
    static func flags(for domains: DomainList) -> [Flag] { flags }
}

/// How a process ends.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    /// Wrong usage, or an invalid definition.
    case usage = 2
    /// Refused by a check; a person must look.
    case refused = 3
    /// Done, except for rejected commands or parked events.
    case partly = 4
    /// A deadline or a signal came first.
    case incomplete = 5
    /// Another run holds the lock.
    case busy = 75

    init(_ status: RefoldError.Status) {
        self =
            switch status {
            case .failed: .failed
            case .usage: .usage
            case .refused: .refused
            case .incomplete: .incomplete
            case .busy: .busy
            }
    }
}
