import Dispatch
import RefoldCore
import RefoldFiles
import Synchronization

/// Events of consecutive lines on their way from the thread that reads to the one that writes.
final class ImportBatch: @unchecked Sendable {
    // One thread at a time has a batch: the pipeline's semaphores hand it over.
    let events = EventBatch(events: 8192, byteCapacity: 2 << 20)
    var firstLine = 0
    var givesRecordedAt: [Bool] = []
    var faults = FaultList()
    var error: RefoldError?
    var isLast = false

    func removeAll() {
        events.removeAll()
        givesRecordedAt.removeAll(keepingCapacity: true)
    }
}

/// Reads a file on a thread of its own while the calling one writes what was read.
final class ImportPipeline: Sendable {
    private let free: Mutex<[ImportBatch]>
    private let filled = Mutex<[ImportBatch]>([])
    private let freed: DispatchSemaphore
    private let ready = DispatchSemaphore(value: 0)
    private let isStopped = Atomic(false)

    private init() {
        let batches = (0..<3).map { _ in ImportBatch() }
        free = Mutex(batches)
        freed = DispatchSemaphore(value: batches.count)
    }

    /// Hands every batch of a file to `write`, in order, on the calling thread.
    static func run(
        _ source: ImportSource, _ options: ImportOptions, _ write: (ImportBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let pipeline = ImportPipeline()
        let reader = try source.reopen()
        let done = DispatchSemaphore(value: 0)
        let name = source.name
        // The reader goes over to the other thread for good.
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
            try write(batch)
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
            batch.firstLine = lines.count + 1
            do throws(RefoldError) {
                isLast = try fill(batch, &lines, &parser)
            } catch {
                batch.error = error
                isLast = true
            }
            batch.faults = parser.faults
            batch.isLast = isLast
            filled.withLock { $0.append(batch) }
            ready.signal()
        }
    }

    /// - Returns: whether there is nothing more to read.
    private func fill(_ batch: ImportBatch, _ lines: inout EventLines, _ parser: inout EventLineParser) throws(RefoldError) -> Bool {
        // The batch grows beyond its memory for one long line at most.
        while batch.events.count < 8192, !batch.events.isFull(for: 1) {
            switch try lines.next(&parser, into: batch.events) {
            case .event(let givesRecordedAt): batch.givesRecordedAt.append(givesRecordedAt)
            case .fault: continue
            case nil: return true
            }
        }
        return false
    }
}
