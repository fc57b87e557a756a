// Unsafe here: passes safe views of bytes to the batch's own copying, and copies all bytes of an event at once.

import RefoldValues

extension EventBatch {
    /// Adds an event and copies its bytes. Call ``isFull(for:)`` first.
    ///
    /// For the scans of stores: it looks up the batch's memory once per event, not once per column.
    @inlinable
    public func append(
        position: Position, version: Int64, type: UInt32, occurredAt: Timestamp, recordedAt: Timestamp, stream: UnsafeRawBufferPointer,
        data: UnsafeRawBufferPointer, id: UnsafeRawBufferPointer, metadata: UnsafeRawBufferPointer
    ) {
        let start = byteCount
        let dataStart = start + stream.count
        let idStart = dataStart + data.count
        let metadataStart = idStart + id.count
        let end = metadataStart + metadata.count
        if end > byteCapacity { grow(by: end - start) }
        let memory = unsafe UnsafeMutableRawPointer(bytes)
        unsafe Self.copy(stream, to: memory + start)
        unsafe Self.copy(data, to: memory + dataStart)
        unsafe Self.copy(id, to: memory + idStart)
        unsafe Self.copy(metadata, to: memory + metadataStart)
        byteCount = end
        append(
            EventHead(
                position: position, version: version, type: type, stream: Self.range(start, stream.count),
                data: Self.range(dataStart, data.count), occurredAt: occurredAt, recordedAt: recordedAt, id: Self.range(idStart, id.count),
                metadata: Self.range(metadataStart, metadata.count)))
    }

    @inlinable @inline(__always)
    static func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawPointer) {
        guard source.count > 0, let start = source.baseAddress else { return }
        unsafe target.copyMemory(from: start, byteCount: source.count)
    }

    @inlinable @inline(__always)
    static func range(_ start: Int, _ count: Int) -> ByteRange {
        ByteRange(offset: UInt32(truncatingIfNeeded: start), count: UInt32(truncatingIfNeeded: count))
    }

    /// Copies the bytes of a span into the batch. Call ``isFull(for:)`` first.
    @inlinable
    public func copy(_ source: Span<UInt8>) -> ByteRange {
        unsafe source.withUnsafeBytes { unsafe copy($0) }
    }

    /// Copies bytes into the batch. Call ``isFull(for:)`` first.
    public func copy(_ bytes: [UInt8]) -> ByteRange { copy(bytes.span) }

    /// Copies a text's UTF-8 into the batch. Call ``isFull(for:)`` first.
    public func copy(_ text: String) -> ByteRange { copy(text.utf8.span) }
}
