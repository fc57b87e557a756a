import Dispatch
import FoundationEssentials
import RefoldCore
import RefoldStores
import RefoldValues

/// Reads events in position order with several connections; each reads one window of positions after the other.
final class ParallelEventScan<Decoder: CopiedRowDecoder>: EventScan {
    private let query: EventQuery
    private let statement: PostgresScanStatement
    private let decoder: @Sendable () -> Decoder
    private let open: @Sendable () throws(RefoldError) -> PostgresConnection
    private let readers: Int
    private let windows: PositionWindows
    private var isReading = false

    /// - Parameters:
    ///   - decoder: makes one for each reader.
    ///   - open: opens a session for each reader.
    /// - Returns: nil if the query asks for one reader, or for no more positions than one window.
    init?(
        _ query: EventQuery, by statement: PostgresScanStatement, decoder: @escaping @Sendable () -> Decoder, sizes: ClosedRange<Int64>,
        open: @escaping @Sendable () throws(RefoldError) -> PostgresConnection
    ) {
        let sizes = statement.windows.sizes(adjusted: sizes)
        let (span, overflow) = query.through.subtractingReportingOverflow(query.after)
        let count = overflow ? .max : (span - 1) / PositionWindows.firstSize(of: sizes) + 1
        readers = Int(min(Int64(query.readers), count))
        guard readers > 1, query.types?.isEmpty != true else { return nil }
        if case .all = statement.windows { return nil }
        self.query = query
        self.statement = statement
        self.decoder = decoder
        self.open = open
        windows = PositionWindows(after: query.after, through: query.through, readers: readers, sizes: sizes)
    }

    deinit { windows.stop() }

    func next(into batch: EventBatch) throws(RefoldError) -> Bool {
        batch.removeAll()
        if !isReading {
            isReading = true
            windows.addBatches(like: batch)
            for reader in 0..<readers { begin(reader) }
        }
        return try windows.next(into: batch)
    }

    /// Starts a reader. It does not reference this object, whose deinit stops it.
    private func begin(_ reader: Int) {
        let (query, statement, decoder, open, windows) = (query, statement, decoder, open, windows)
        // A serial queue has a thread of its own while it works; the shared ones have only as many as cores, and this one waits for the server.
        DispatchQueue(label: "refold.reader").async {
            do throws(RefoldError) {
                Self.read(windows, as: reader, PostgresEventScan(query, by: statement, decoder(), on: PostgresLoan(try open())))
                windows.leave()
            } catch {
                windows.leave(absence: error)
            }
        }
    }

    private static func read(_ windows: PositionWindows, as reader: Int, _ scan: PostgresEventScan<Decoder>) {
        while let window = windows.claim() {
            do throws(RefoldError) {
                guard try read(window, of: windows, as: reader, scan) else { return }
            } catch {
                return windows.fail(window, error)
            }
        }
    }

    /// - Returns: false if the scan was stopped.
    private static func read(
        _ window: PositionWindow, of windows: PositionWindows, as reader: Int, _ scan: PostgresEventScan<Decoder>
    ) throws(RefoldError) -> Bool {
        scan.turn(to: window)
        var (batches, duration, hasMore) = (0, Duration.zero, true)
        while hasMore {
            guard let batch = windows.freeBatch(of: reader) else { return false }
            let start = ContinuousClock.now
            hasMore = try scan.next(into: batch)
            duration += ContinuousClock.now - start
            batches += 1
            if batch.count == 0 {
                windows.takeBack(batch, from: reader)
            } else if !windows.offer(batch, of: window, from: reader) {
                throw EventTypeNames.tooMany(in: scan.store)
            }
        }
        windows.finish(window, batches: batches, duration: duration)
        return true
    }
}
