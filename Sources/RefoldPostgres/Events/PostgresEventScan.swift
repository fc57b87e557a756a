// Unsafe here: passes on a row's bytes in libpq's memory, and keeps a copy of a row that does not fit into the batch.

import RefoldCore
import RefoldStores
import RefoldValues

/// Reads events in position order by binary COPY, one window of positions per statement.
///
/// Below the bound nothing changes. So short statements see the same as one long snapshot, and do not hold back vacuum.
final class PostgresEventScan<Decoder: CopiedRowDecoder>: EventScan {
    private let loan: PostgresLoan
    private var connection: PostgresConnection { loan.connection }
    private let statement: PostgresScanStatement?
    /// Nil while a batch is filled.
    private var decoder: Decoder?
    private var after: Position
    private var through: Position
    /// The end of the window whose COPY is running.
    private var window: Position?
    /// The length of the header before the next row.
    private var head = 0
    /// The number of positions per statement, adjusted so that one takes some tenths of a second, however many events match.
    private var size: Int64
    private var start = ContinuousClock.now
    /// The row that did not fit into the last batch.
    private var waiting: [UInt8] = []

    /// - Parameter statement: nil if there is nothing to read.
    init(_ query: EventQuery, by statement: PostgresScanStatement?, _ decoder: Decoder, on loan: PostgresLoan) {
        self.loan = loan
        self.statement = query.types?.isEmpty == true ? nil : statement
        self.decoder = decoder
        size = statement?.windows.first ?? 1
        (after, through) = (query.after, query.through)
    }

    /// The name of the store, for messages.
    var store: String { connection.location.name }

    /// Reads another range of positions with the same query, after the previous one was read to its end.
    func turn(to range: PositionWindow) { (after, through) = (range.after, range.through) }

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        guard let statement, var decoder = decoder.take() else {
            batch.through = through
            return false
        }
        // Local variables in the loop: every access to a property of the object would be checked for exclusivity.
        var passed = after
        defer {
            (self.decoder, after) = (decoder, passed)
            batch.typeNames = decoder.names
            batch.through = passed
        }
        if !waiting.isEmpty {
            let row = waiting
            waiting = []
            _ = try unsafe row.span.withUnsafeBytes { (bytes) throws(RefoldError) in try unsafe decoder.decode(bytes, into: batch, &passed) }
        }
        while passed < through || window != nil {
            let last = if let window { window } else { try begin(statement, after: passed) }
            if try fill(batch, &decoder, &passed) { return true }
            passed = last
            try end(statement)
        }
        return false
    }

    /// Adds rows until the window ends or the batch is full; returns whether the batch is full.
    private func fill(_ batch: EventBatch, _ decoder: inout Decoder, _ passed: inout Position) throws(RefoldError) -> Bool {
        while true {
            let skipped = head
            let outcome = try unsafe connection.nextCopied(to: PostgresScanStatement.operation) { (bytes) throws(RefoldError) -> CopiedRow in
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

    private func begin(_ statement: PostgresScanStatement, after: Position) throws(RefoldError) -> Position {
        let (end, overflow) = after.addingReportingOverflow(size)
        let last = overflow ? through : min(end, through)
        start = .now
        if let transaction = statement.transaction { try connection.execute(transaction, to: PostgresScanStatement.operation) }
        try connection.beginCopy(statement.copy(after: after, through: last), to: PostgresScanStatement.operation)
        window = last
        head = CopyHead.bytes.count
        return last
    }

    private func end(_ statement: PostgresScanStatement) throws(RefoldError) {
        window = nil
        if statement.transaction != nil { connection.rollBack() }
        if case .all = statement.windows { return }
        let duration = ContinuousClock.now - start
        if duration < .milliseconds(100) {
            size = min(size.multipliedReportingOverflow(by: 2).partialValue, 1 << 61)
        } else if duration > .milliseconds(500) {
            size = max(size / 2, statement.windows.least)
        }
    }
}
