import RefoldCore
import RefoldStores
import RefoldValues

/// Listens for announced events. If not every writer announces them, it also looks for the last one.
final class PostgresEventWatch: EventWatch {
    let announcesAll: Bool
    private let listener: PostgresListener
    private let store: String
    private let newest: () throws(RefoldError) -> Position
    private var last: Position?

    /// - Parameter newest: looks for the last event.
    init(
        of location: PostgresLocation, waits: WaitPolicy?, waking signal: WakeSignal, newest: @escaping () throws(RefoldError) -> Position
    ) throws(RefoldError) {
        store = location.name
        self.newest = newest
        let connection = try PostgresConnection(location, readsOnly: true, waits: waits)
        try connection.stayWhileIdle()
        // Before anything is looked at: what comes later is announced.
        try connection.execute("LISTEN \(PostgresAnnouncement.channel)", to: "listen for events")
        let table = try PostgresEventLayout.find(on: connection)
        announcesAll = if let table { try PostgresAnnouncement.isComplete(for: table, on: connection) } else { false }
        // A store that gives no bound is refused by whoever reads it.
        let source = table.flatMap { try? PostgresPositionSource(of: $0, on: connection) }
        listener = PostgresListener(connection, accepting: source.map { Set($0.relations) }, waking: signal)
    }

    deinit { listener.end() }

    func look() throws(RefoldError) -> Bool {
        guard !listener.isLost else {
            throw RefoldError(
                .failed, "the connection that listens for events was lost", at: .named(store), remedy: "look whether the server is up; it is tried again")
        }
        guard !announcesAll else { return false }
        let now = try newest()
        defer { last = now }
        return now != last
    }
}
