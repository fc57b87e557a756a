import RefoldValues

/// The transactions that held a lock of writers at a first look, as far as they are still there.
struct PostgresFirstSeen {
    private let writers: PostgresWriters
    /// By what they are told apart: see ``PostgresWriters``.
    private(set) var names: Set<String>

    /// Takes the first look.
    init(among writers: PostgresWriters) throws(RefoldError) {
        self.writers = writers
        names = try writers.holders()
    }

    /// Takes another look.
    ///
    /// A transaction that is prepared goes on under another name. While a session of the first look was there at the look before, every
    /// prepared one may be that session's.
    mutating func look() throws(RefoldError) {
        let known = names
        let mayBePrepared = known.contains { !$0.hasPrefix(PostgresWriters.prepared) }
        names = try writers.holders().filter { known.contains($0) || mayBePrepared && $0.hasPrefix(PostgresWriters.prepared) }
    }

    /// When the first of those who stay began, by the server's clock, as a text for this session alone; nil if that is not known of all.
    ///
    /// Takes another look: a start belongs to a transaction only if the transaction is still there after the start was read.
    mutating func earliestStart() throws(RefoldError) -> String? {
        let starts = try writers.starts(of: names)
        try look()
        guard names.isSubset(of: starts.map(\.name)) else { return nil }
        return starts.first { names.contains($0.name) }?.start
    }
}
