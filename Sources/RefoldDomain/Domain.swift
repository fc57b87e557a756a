import RefoldCommands
import RefoldCore
import RefoldQueries
import RefoldTables

/// A domain: its projections, commands and queries. The command line and its jobs work with any list of domains.
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
    /// Its name in the list of domains: `--domains orders`. A word of letters, digits and `-`, in the plural.
    var name: String { get }

    /// Its read models. If a stream fits several, `history` shows the first.
    var projections: [Projection] { get }

    /// Its commands, as `ingest` reads them.
    var commands: [CommandForm] { get }

    /// The prefix of its streams' names, which no other domain uses; nil for none. Commands of other domains are refused if they name a
    /// stream with this prefix.
    var streamPrefix: String? { get }

    /// Its queries, as `query` takes them.
    var queries: [QueryForm] { get }

    /// Its formats for reports and exports, beside those of Refold. No two formats have the same word or the same ending of file names.
    var tableFormats: [any TableFormat] { get }

    /// Makes a store of sample events; nil for none.
    var seed: Seed? { get }
}

extension Domain {
    public var commands: [CommandForm] { [] }
    public var streamPrefix: String? { nil }
    public var queries: [QueryForm] { [] }
    public var tableFormats: [any TableFormat] { [] }
    public var seed: Seed? { nil }
}

extension CommandForms {
    /// The commands of these domains.
    public init(_ domains: [any Domain]) { self.init(domains.map { Group($0.commands, streamPrefix: $0.streamPrefix) }) }
}
