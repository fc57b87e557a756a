// Unsafe here: the extracted fields of one event are passed to its reducer as a pointer into the engine's block.

import RefoldJSON

/// A value in an event's payload: its kind and its bytes in the batch.
@frozen
public struct PayloadValue: Hashable, Sendable {
    public var kind: JSONKind
    public var range: ByteRange

    @inlinable
    public init(kind: JSONKind, range: ByteRange) {
        self.kind = kind
        self.range = range
    }

    /// Missing or null. A path that steps by a name into a list is neither: its value is refused wherever it is used.
    @inlinable
    public var isNull: Bool { kind == .missing || kind == .null }
}

/// A path that a projection reads, as an index in its list of fields.
@frozen
public struct PayloadField: Hashable, Sendable {
    /// Its number in the list, from 0.
    public let index: Int

    @inlinable
    public init(index: Int) { self.index = index }
}

/// One event as a reducer sees it: its head, and the values of the fields that the projection reads.
///
/// It cannot be copied or kept: it is valid for one call. A reducer copies what it needs into the row.
@safe
public struct EventView: ~Copyable {
    /// The batch that holds the event's bytes.
    public let batch: EventBatch
    @usableFromInline var current: EventHead
    @usableFromInline var fields: UnsafePointer<JSONSlice>
    @usableFromInline let fieldCount: Int
    /// Fields from this index on are of the metadata, those before of the data.
    @usableFromInline let firstMetadataField: Int
    /// Fields from this index on are of the item.
    @usableFromInline let firstItemField: Int
    /// Where the bytes of the list begin that the item is of.
    @usableFromInline var list: UInt32 = 0
    /// The number of the item in its list, from 0; -1 if the event is seen as a whole.
    public private(set) var item = -1

    /// A view over a batch whose fields were extracted into a block of `fieldCount` slices per event.
    ///
    /// - Parameter firstItemField: nil if there are no fields of items.
    @unsafe
    public init(
        batch: EventBatch, head: EventHead, fields: UnsafePointer<JSONSlice>, fieldCount: Int, firstMetadataField: Int, firstItemField: Int? = nil
    ) {
        self.batch = batch
        self.firstItemField = firstItemField ?? fieldCount
        current = head
        unsafe self.fields = fields
        self.fieldCount = fieldCount
        self.firstMetadataField = firstMetadataField
    }

    /// A view without an event, for code that reads only a row: its texts are empty, its numbers 0, and it has no fields.
    public init(empty batch: EventBatch) {
        self.batch = batch
        current = EventHead(position: 0, version: 0, type: 0, stream: .empty, data: .empty, occurredAt: .first)
        // Never read: the count is 0.
        unsafe fields = UnsafeRawPointer(batch.bytes).assumingMemoryBound(to: JSONSlice.self)
        fieldCount = 0
        firstMetadataField = 0
        firstItemField = 0
    }

    /// Moves the view to another event of its batch.
    @unsafe @inlinable
    public mutating func move(to head: EventHead, fields: UnsafePointer<JSONSlice>) {
        current = head
        unsafe self.fields = fields
    }

    /// Shows an item of one of the event's lists from now on, until the view is moved; its fields are relative to the bytes of the list.
    public mutating func show(item: Int, of list: ByteRange) {
        self.item = item
        self.list = list.offset
    }

    /// Shows the event as a whole.
    public mutating func showWhole() { item = -1 }

    /// The event without its payload.
    @inlinable
    public var head: EventHead { current }

    /// The value of a field; `.missing` if the event has none.
    @inlinable
    public subscript(field: PayloadField) -> PayloadValue {
        precondition(field.index < fieldCount)
        let slice = unsafe fields[field.index]
        let origin =
            field.index < firstMetadataField ? current.data.offset : field.index < firstItemField ? current.metadata.offset : list
        return PayloadValue(
            kind: slice.kind,
            range: ByteRange(offset: origin &+ UInt32(truncatingIfNeeded: slice.start), count: UInt32(truncatingIfNeeded: slice.end - slice.start)))
    }

    /// Calls `body` with bytes of the event, valid during the call.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ range: ByteRange, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try batch.withBytes(range, body)
    }

    /// The name of the event's type.
    public var typeName: String { batch.typeNames[Int(current.type)] }

    /// The content of a string that contains escapes. Allocates.
    public func unescaped(_ value: PayloadValue) -> [UInt8] {
        var text: [UInt8] = []
        withBytes(value.range) { JSONSlice(value.kind, from: 0, to: $0.count).appendUnescaped(from: $0, to: &text) }
        return text
    }
}
