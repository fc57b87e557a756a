import Dispatch
import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues
import Synchronization

/// Events of consecutive lines, passed from the reading thread to the writing thread.
final class ImportBatch: @unchecked Sendable {
    // One thread at a time has a batch: the exchange hands it over.
    let events = EventBatch(events: 8192, byteCapacity: 2 << 20)
    /// The line of each event.
    var lines: [Int] = []
    var givesRecordedAt: [Bool] = []
    /// The number of lines of the file so far, and their faults.
    var lineCount = 0
    var faults = FaultList()
    var isLast = false

    func removeAll() {
        events.removeAll()
        lines.removeAll(keepingCapacity: true)
        givesRecordedAt.removeAll(keepingCapacity: true)
    }
}

/// Reads a file on a thread of its own while the calling one checks or writes what was read.
enum ImportPipeline {
    /// Hands every batch of a file to `take`, in order, on the calling thread. The file is at its end, and nobody reads it, on return.
    static func run(
        _ reader: LineReader, _ options: ImportOptions, _ take: (ImportBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var lines = EventLines(reader)
        var parser = EventLineParser(file: reader.name, options: options)
        try BufferExchange.run(
            "refold.import", (0..<3).map { _ in ImportBatch() },
            fill: { (batch) throws(RefoldError) in
                batch.removeAll()
                let hasMore = try Self.fill(batch, &lines, &parser)
                batch.lineCount = lines.count
                batch.faults = parser.faults
                batch.isLast = !hasMore
                return hasMore
            }, use: take)
    }

    /// - Returns: whether there may be more to read.
    private static func fill(_ batch: ImportBatch, _ lines: inout EventLines, _ parser: inout EventLineParser) throws(RefoldError) -> Bool {
        // Once a batch: a list that two hold is copied by whoever adds to it.
        defer { batch.events.typeNames = parser.typeNames }
        // The batch exceeds its memory for at most one long line.
        while batch.events.count < 8192, !batch.events.isFull(for: 1) {
            switch try lines.next(&parser, into: batch.events) {
            case .event(let givesRecordedAt):
                batch.lines.append(lines.count)
                batch.givesRecordedAt.append(givesRecordedAt)
            case .fault: continue
            case nil: return false
            }
        }
        return true
    }
}
