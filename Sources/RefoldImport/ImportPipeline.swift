import Dispatch
import RefoldCore
import RefoldFiles
import RefoldValues
import Synchronization

/// Events of consecutive lines on their way from the thread that reads to the one that writes.
final class ImportBatch: @unchecked Sendable {
    // One thread at a time has a batch: the pipeline's semaphores hand it over.
    let events = EventBatch(events: 8192, byteCapacity: 2 << 20)
    /// The line of each event.
    var lines: [Int] = []
    var givesRecordedAt: [Bool] = []
    /// The lines of the file so far, and what is wrong with them.
    var lineCount = 0
    var faults = FaultList()
    var error: RefoldError?
    var isLast = false

    func removeAll() {
        events.removeAll()
        lines.removeAll(keepingCapacity: true)
        givesRecordedAt.removeAll(keepingCapacity: true)
    }
}

/// Reads a file on a thread of its own while the calling one checks or writes what was read.
final class ImportPipeline: Sendable {
    private let free: Mutex<[ImportBatch]>
    private let filled = Mutex<[ImportBatch]>([])
    private let freed: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)

    private init() {
        let batches = (0..<3).map { _ in ImportBatch() }
        free = Mutex(batches)
        // From 0 up: a semaphore that ends below the value it was made with stops the program.
        freed = DispatchSemaphore(value: 0)
        for _ in batches { freed.signal() }
    }

    /// Hands every batch of a file to `take`, in order, on the calling thread. The file is at its end, and nobody reads it, on return.
    static func run(
        _ reader: LineReader, _ options: ImportOptions, _ take: (ImportBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let pipeline = ImportPipeline()
        let done = DispatchSemaphore(value: 0)
        let name = reader.name
        // The other thread alone has the reader until it is done.
        nonisolated(unsafe) let handedOver = reader
        DispatchQueue(label: "refold.import").async {
            unsafe pipeline.read(handedOver, EventLineParser(file: name, options: options))
            done.signal()
        }
        defer {
            pipeline.isStopped.store(true, ordering: .relaxed)
            pipeline.freed.signal()
            done.wait()
        }
        while true {
            pipeline.ready.wait()
            guard let batch = pipeline.filled.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) else { return }
            if let error = batch.error { throw error }
            try take(batch)
            if batch.isLast { return }
            pipeline.free.withLock { $0.append(batch) }
            pipeline.freed.signal()
        }
    }

    private func read(_ reader: LineReader, _ parser: EventLineParser) {
        var parser = parser
        var lines = EventLines(reader)
        var isLast = false
        while !isLast {
            freed.wait()
            guard !isStopped.load(ordering: .relaxed), let batch = free.withLock({ $0.popLast() }) else { return }
            batch.removeAll()
            do throws(RefoldError) {
                isLast = try fill(batch, &lines, &parser)
            } catch {
                batch.error = error
                isLast = true
            }
            batch.lineCount = lines.count
            batch.faults = parser.faults
            batch.isLast = isLast
            filled.withLock { $0.append(batch) }
            ready.signal()
        }
    }

    /// - Returns: whether there is nothing more to read.
    private func fill(_ batch: ImportBatch, _ lines: inout EventLines, _ parser: inout EventLineParser) throws(RefoldError) -> Bool {
        // Once a batch: a list that two hold is copied by whoever adds to it.
        defer { batch.events.typeNames = parser.typeNames }
        // The batch grows beyond its memory for one long line at most.
        while batch.events.count < 8192, !batch.events.isFull(for: 1) {
            switch try lines.next(&parser, into: batch.events) {
            case .event(let givesRecordedAt):
                batch.lines.append(lines.count)
                batch.givesRecordedAt.append(givesRecordedAt)
            case .fault: continue
            case nil: return true
            }
        }
        return false
    }
}
