// Unsafe here: passes on the bytes that libpq lends for a row, and keeps a copy of the one that a batch has no room for.

import RefoldCore
import RefoldStores
import RefoldValues

/// Reads events in position order by binary COPY, a window of positions a statement.
///
/// Below the bound nothing changes, so that short statements see what one long snapshot would, and do not hold back vacuum.
final class PostgresEventScan: EventScan {
    private let connection: PostgresConnection
    private let table: PostgresEventTable?
    private let filter: String
    private var decoder: EventRowDecoder
    private var after: Position
    private var through: Position
    /// The end of the window whose COPY is under way.
    private var window: Position?
    /// How many bytes stand before the next row.
    private var head = 0
    /// How many positions a statement may look at: kept so that it lasts some tenths of a second, however many of them match.
    private var size: Int64 = 1 << 16
    private var start = ContinuousClock.now
    /// The row that did not go into the last batch.
    private var waiting: [UInt8] = []

    /// - Parameter table: nil if there is none, and nothing to read.
    init(_ query: EventQuery, of table: PostgresEventTable?, on connection: PostgresConnection) {
        self.connection = connection
        self.table = query.types?.isEmpty == true ? nil : table
        decoder = EventRowDecoder(query.columns, in: connection.location.name)
        (after, through) = (query.after, query.through)
        if let types = query.types, let table {
            filter = " AND \(table.expression("event_type")) = ANY (\(PostgresName.literal(PostgresName.array(types)))::text[])"
        } else {
            filter = ""
        }
    }

    /// What a session that scans sets, so that a window is read along the index of the position, whatever the statistics say.
    static let settings = ["enable_sort": "off", "enable_bitmapscan": "off", "jit": "off"]

    private static let operation = "read the events"

    /// The name of what is read, for messages.
    var store: String { connection.location.name }

    /// Reads another range of positions with the same question; the one before has come to its end.
    func turn(to range: PositionWindow) { (after, through) = (range.after, range.through) }

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        guard let table else {
            batch.through = through
            return false
        }
        // Local while rows come in: every use of an object's variable is checked for overlap.
        var (decoder, passed) = (decoder, after)
        self.decoder = EventRowDecoder([], in: "")
        defer {
            (self.decoder, after) = (decoder, passed)
            batch.typeNames = decoder.types.names
            batch.through = passed
        }
        if !waiting.isEmpty {
            let row = waiting
            waiting = []
            _ = try unsafe row.span.withUnsafeBytes { (bytes) throws(RefoldError) in try unsafe decoder.decode(bytes, into: batch, &passed) }
        }
        while passed < through || window != nil {
            let last = if let window { window } else { try begin(after: passed, of: table, list: decoder.list(of: table)) }
            if try fill(batch, &decoder, &passed) { return true }
            passed = last
            end()
        }
        return false
    }

    /// Takes rows until the window ends or the batch is full, and says whether it is full.
    private func fill(_ batch: EventBatch, _ decoder: inout EventRowDecoder, _ passed: inout Position) throws(RefoldError) -> Bool {
        while true {
            let skipped = head
            let outcome = try unsafe connection.nextCopied(to: Self.operation) { (bytes) throws(RefoldError) -> EventRowDecoder.Outcome in
                guard bytes.count > skipped else { return .taken }
                let row = unsafe UnsafeRawBufferPointer(rebasing: bytes[skipped...])
                let outcome = try unsafe decoder.decode(row, into: batch, &passed)
                if outcome == .full { unsafe waiting = Array(row) }
                return outcome
            }
            head = 0
            guard let outcome else { return false }
            if outcome == .full { return true }
        }
    }

    private func begin(after: Position, of table: PostgresEventTable, list: String) throws(RefoldError) -> Position {
        let (end, overflow) = after.addingReportingOverflow(size)
        let last = overflow ? through : min(end, through)
        start = .now
        try connection.beginCopy(
            "COPY (SELECT \(list) FROM \(table.name) WHERE position > \(after) AND position <= \(last)\(filter) ORDER BY position) "
                + "TO STDOUT (FORMAT binary)", to: Self.operation)
        window = last
        head = CopyHead.bytes.count
        return last
    }

    private func end() {
        window = nil
        let duration = ContinuousClock.now - start
        if duration < .milliseconds(100) {
            size = min(size.multipliedReportingOverflow(by: 2).partialValue, 1 << 61)
        } else if duration > .milliseconds(500) {
            size = max(size / 2, 1 << 12)
        }
    }
}
