// Unsafe here: the batch owns raw memory, so that filling it neither allocates nor counts references. Every range is checked on use.

import RefoldValues

/// A run of bytes in the memory of its batch.
@frozen
public struct ByteRange: Hashable, Sendable {
    public var offset: UInt32
    public var count: UInt32

    @inlinable
    public init(offset: UInt32, count: UInt32) {
        self.offset = offset
        self.count = count
    }

    /// No bytes.
    public static let empty = ByteRange(offset: 0, count: 0)
}

/// All of one event except its bytes.
@frozen
public struct EventHead: Sendable {
    /// Its place in the order of the store, from 1.
    public var position: Position
    /// Its place in its stream, from 1.
    public var version: Int64
    /// When it happened.
    public var occurredAt: Timestamp
    /// Set only if the query asked for it.
    public var recordedAt: Timestamp
    /// The bytes of the stream's name.
    public var stream: ByteRange
    /// The bytes of the data.
    public var data: ByteRange
    /// Empty unless the query asked for it.
    public var id: ByteRange
    /// Empty unless the query asked for it.
    public var metadata: ByteRange
    /// An index into the batch's ``EventBatch/typeNames``.
    public var type: UInt32

    @inlinable
    public init(
        position: Position, version: Int64, type: UInt32, stream: ByteRange, data: ByteRange, occurredAt: Timestamp,
        recordedAt: Timestamp = .first, id: ByteRange = .empty, metadata: ByteRange = .empty
    ) {
        self.position = position
        self.version = version
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
        self.stream = stream
        self.data = data
        self.id = id
        self.metadata = metadata
        self.type = type
    }
}

/// A block of consecutive events, filled by a scan and read by every projection of a run.
///
/// One writer fills it, then any number of threads read it. It never changes while it is read, so it is safe to send. It is reused from
/// step to step of the pipeline: do not keep events in it.
@safe
public final class EventBatch: @unchecked Sendable {
    // Not checked: the run-time's checks for exclusive access to a class's variables would cost more than the work done with them.
    @exclusivity(unchecked) @usableFromInline var bytes: UnsafeMutablePointer<UInt8>
    @safe @exclusivity(unchecked) @usableFromInline var byteCapacity: Int
    @safe @exclusivity(unchecked) @usableFromInline var byteCount = 0
    @exclusivity(unchecked) @usableFromInline var heads: UnsafeMutablePointer<EventHead>
    @safe @exclusivity(unchecked) @usableFromInline var eventCount = 0
    @safe @exclusivity(unchecked) @usableFromInline var headCapacity: Int

    /// The names that the heads' types index. A scan only appends to this list, so an index stays valid for the whole scan.
    public var typeNames: [String] = []
    /// The scan has passed every event up to this position, wanted or not.
    public var through: Position = 0

    /// A batch for up to `events` events. Its memory for bytes exceeds `byteCapacity` only for a single event larger than that.
    public init(events: Int = 8192, byteCapacity: Int = 4 << 20) {
        unsafe bytes = .allocate(capacity: byteCapacity)
        unsafe heads = .allocate(capacity: events)
        self.byteCapacity = byteCapacity
        headCapacity = events
    }

    deinit {
        unsafe bytes.deallocate()
        unsafe heads.deallocate()
    }

    /// How many events the batch holds.
    @inlinable
    public var count: Int { eventCount }

    /// Empties the batch and keeps its memory.
    public func removeAll() {
        eventCount = 0
        byteCount = 0
    }

    /// Whether another event of about `size` bytes should go into the next batch.
    @inlinable
    public func isFull(for size: Int) -> Bool {
        count == headCapacity || (count > 0 && byteCount + size > byteCapacity)
    }

    /// The head of an event. Traps outside `0..<count`, which only a bug can ask for.
    @inlinable
    public subscript(index: Int) -> EventHead {
        precondition(index >= 0 && index < count)
        return unsafe heads[index]
    }

    /// Copies bytes into the batch. Call ``isFull(for:)`` first.
    @inlinable
    public func copy(_ source: UnsafeRawBufferPointer) -> ByteRange {
        let size = source.count
        guard size > 0, let start = source.baseAddress else { return .empty }
        if byteCount + size > byteCapacity { grow(by: size) }
        unsafe UnsafeMutableRawPointer(bytes + byteCount).copyMemory(from: start, byteCount: size)
        let range = ByteRange(offset: UInt32(truncatingIfNeeded: byteCount), count: UInt32(truncatingIfNeeded: size))
        byteCount += size
        return range
    }

    /// Adds an event whose bytes were copied before. Call ``isFull(for:)`` first.
    @inlinable
    public func append(_ head: EventHead) {
        precondition(count < headCapacity)
        unsafe (heads + count).initialize(to: head)
        eventCount += 1
    }

    /// Calls `body` with the bytes of a range, valid during the call.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ range: ByteRange, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let (start, length) = (Int(range.offset), Int(range.count))
        precondition(start + length <= byteCount)
        return try body(unsafe Span(_unsafeStart: bytes + start, count: length))
    }

    /// The text of a range; for messages and other rare uses.
    public func text(_ range: ByteRange) -> String {
        withBytes(range) { span in unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }
    }

    @usableFromInline
    func grow(by size: Int) {
        let capacity = max(byteCapacity * 2, byteCount + size)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        unsafe larger.update(from: bytes, count: byteCount)
        unsafe bytes.deallocate()
        unsafe bytes = larger
        byteCapacity = capacity
    }

    // MARK: To files and back

    /// Copies an event of another batch, with its bytes. Call ``isFull(for:)`` first.
    ///
    /// - Parameter type: the number of the event's type in this batch's ``typeNames``.
    public func append(_ event: Int, of other: EventBatch, type: UInt32) {
        var head = other[event]
        head.type = type
        func copied(_ range: ByteRange) -> ByteRange {
            unsafe copy(UnsafeRawBufferPointer(start: other.bytes + Int(range.offset), count: Int(range.count)))
        }
        head.stream = copied(head.stream)
        head.data = copied(head.data)
        head.id = copied(head.id)
        head.metadata = copied(head.metadata)
        append(head)
    }

    /// The bytes that an event takes, excluding its head.
    public func size(of event: Int) -> Int {
        let head = self[event]
        return Int(head.stream.count) + Int(head.data.count) + Int(head.id.count) + Int(head.metadata.count)
    }

    /// Calls `body` with the memory of the heads, then with that of the bytes, to write the batch to a file.
    public func withRawBytes<Failure: Error>(_ body: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        try unsafe body(UnsafeRawBufferPointer(start: heads, count: eventCount * MemoryLayout<EventHead>.stride))
        try unsafe body(UnsafeRawBufferPointer(start: bytes, count: byteCount))
    }

    /// Replaces the batch's contents by what ``withRawBytes(_:)`` passed before.
    ///
    /// - Parameter fill: called for the heads, then for the bytes; returns whether it filled the memory.
    public func read<Failure: Error>(
        events: Int, byteCount size: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        removeAll()
        guard events <= headCapacity else { return false }
        if size > byteCapacity { grow(by: size) }
        guard try unsafe fill(UnsafeMutableRawBufferPointer(start: heads, count: events * MemoryLayout<EventHead>.stride)),
            try unsafe fill(UnsafeMutableRawBufferPointer(start: bytes, count: size))
        else { return false }
        eventCount = events
        byteCount = size
        return true
    }

    /// The bytes of the batch's memory that are in use, excluding heads.
    public var bytesInUse: Int { byteCount }
}
