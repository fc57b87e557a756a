import RefoldCore
import RefoldStores
import RefoldValues

/// Listens for announced events. If not every writer announces them, it also looks for the last one.
final class PostgresEventWatch: EventWatch {
    private(set) var announcesAll: Bool
    private let listener: PostgresListener
    private let store: String
    private let newest: () throws(RefoldError) -> Position
    private let announced: () throws(RefoldError) -> Bool
    private let pause: Duration
    private var nextQuestion: ContinuousClock.Instant
    private var last: Position?

    /// - Parameters:
    ///   - newest: looks for the last event.
    ///   - announced: looks whether every append is announced, since triggers, parts and subscriptions come and go.
    ///   - pause: how often that is asked.
    init(
        of location: PostgresLocation, waits: WaitPolicy?, waking signal: WakeSignal, pause: Duration = .seconds(60),
        newest: @escaping () throws(RefoldError) -> Position, announced: @escaping () throws(RefoldError) -> Bool
    ) throws(RefoldError) {
        store = location.name
        self.announced = announced
        self.pause = pause
        nextQuestion = .now + pause
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
        if try isAskedAnew() { return true }
        guard !announcesAll else { return false }
        let now = try newest()
        defer { last = now }
        return now != last
    }

    /// Asks again whether all is announced, if it is time.
    ///
    /// - Returns: whether the answer is another one: what was appended meanwhile may have been announced or not.
    private func isAskedAnew() throws(RefoldError) -> Bool {
        guard .now >= nextQuestion else { return false }
        nextQuestion = .now + pause
        let announcesAll = try announced()
        defer { self.announcesAll = announcesAll }
        return announcesAll != self.announcesAll
    }
}
