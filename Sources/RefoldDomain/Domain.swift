import RefoldCommands
import RefoldCore
import RefoldQueries

/// A domain: what its events make of it, and what can be done and asked. The command line and its jobs work for any list of them.
///
/// ```swift
/// struct Orders: Domain {
///     let name = "orders"
///     var projections: [Projection] { [.orders] }
/// }
/// ```
///
/// Everything beyond name and projections has a default: no commands, no queries, no seed.
public protocol Domain: Sendable {
    /// What it is called where domains are chosen: `--domains orders`. A word of letters, digits and `-`, in the plural of what it is about.
    var name: String { get }

    /// Its read models. If a stream fits several, `history` shows the first.
    var projections: [Projection] { get }

    /// Its commands, as `ingest` reads them.
    var commands: [CommandForm] { get }

    /// What the names of its streams begin with, and those of no other domain; nil for nothing of its own. Commands of other domains are
    /// refused if they name a stream that begins so.
    var streamPrefix: String? { get }

    /// Its questions, as `query` takes them.
    var queries: [QueryForm] { get }

    /// Makes a store to try things out on; nil for none.
    var seed: Seed? { get }
}

extension Domain {
    public var commands: [CommandForm] { [] }
    public var streamPrefix: String? { nil }
    public var queries: [QueryForm] { [] }
    public var seed: Seed? { nil }
}

extension CommandForms {
    /// The commands of these domains.
    public init(_ domains: [any Domain]) { self.init(domains.map { Group($0.commands, streamPrefix: $0.streamPrefix) }) }
}
