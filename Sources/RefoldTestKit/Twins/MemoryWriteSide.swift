import RefoldCore
import RefoldDomains

/// The write side on an event store in memory; accesses are read from their events each time.
public final class MemoryWriteSide: WriteSide {
    public let store: MemoryEventStore

    public init(_ store: MemoryEventStore = MemoryEventStore()) { self.store = store }

    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any WriteTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try store.transact(extent) { events throws(RefoldError) in try body(Transaction(events: events)) }
    }

    private final class Transaction: WriteTransaction, UserAccessRepository {
        let events: any EventTransaction

        init(events: any EventTransaction) { self.events = events }

        var accesses: any UserAccessRepository { self }

        func get(_ user: String) throws(RefoldError) -> UserAccess? {
            let past = try events.events(in: UserAccess.stream(of: user), from: 1, limit: nil)
            var access = UserAccess(user: user)
            for stored in past { try access.apply(stored) }
            return past.isEmpty ? nil : access
        }

        func save(_ access: UserAccess, as new: [NewEvent]) throws(RefoldError) -> AppendOutcome {
            try events.append(new, to: UserAccess.stream(of: access.user), expecting: .exactly(access.streamVersion))
        }
    }
}
