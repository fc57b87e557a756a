import RefoldValues

/// A verb of the command line.
protocol Verb: Sendable {
    /// The word.
    static var name: String { get }
    /// What it does, in a few words, for the first screen of help.
    static var summary: String { get }
    /// All that `refold VERB --help` prints below the first line.
    static var usage: String { get }
    /// The flags it takes beyond the global ones.
    static var flags: [Flag] { get }
    /// The same three for the domains of a run; not needed unless they depend on these.
    static func summary(for domains: DomainList) -> String
    static func usage(for domains: DomainList) -> String
    static func flags(for domains: DomainList) -> [Flag]
    /// Does it.
    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult
}

extension Verb {
    static var usage: String { "" }
    static var flags: [Flag] { [] }
    static func summary(for domains: DomainList) -> String { summary }
    static func usage(for domains: DomainList) -> String { usage }
    static func flags(for domains: DomainList) -> [Flag] { flags }
}

/// How a process ends.
enum ExitStatus: Int32, Sendable {
    case done = 0
    case failed = 1
    /// Wrong usage, or a definition that does not hold.
    case usage = 2
    /// A check refused it; a person must look.
    case refused = 3
    /// Done, but with rejected commands or parked events.
    case partly = 4
    /// A deadline or an interrupt came first.
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
