import RefoldCore
import RefoldStores
import RefoldValues

/// Looks for new events of a store that announces nothing.
final class PostgresLayoutWatch: EventWatch {
    private let events: PostgresLayoutStore
    private var last: Bound?

    init(_ events: PostgresLayoutStore) { self.events = events }

    var announcesAll: Bool { false }

    func look() throws(RefoldError) -> Bool {
        let now = try events.look()
        defer { last = now }
        return now != last
    }
}
