// Unsafe here: a block is one piece of memory that is written to files, read back, and passed to database adapters without a copy.

import RefoldValues

/// Rows in transit: from the fold to a read-model store, to a temporary file and back, or from a store to a report.
///
/// Each row is contiguous in the block's memory and refers only to itself, so a block can be written out and read back unchanged. The
/// layout of a row: one word of size, key length and state; the set bits; one slot per column; the bytes of the key and of the texts.
@safe
public final class RowBlock: @unchecked Sendable {
    /// How many columns each row has.
    public let columnCount: Int
    @usableFromInline let setWords: Int

    // Not checked: as in ``EventBatch``.
    @exclusivity(unchecked) @usableFromInline var words: UnsafeMutablePointer<UInt64>
    @safe @exclusivity(unchecked) @usableFromInline var wordCapacity: Int
    @safe @exclusivity(unchecked) @usableFromInline var wordCount = 0
    /// Where each row begins.
    @safe @exclusivity(unchecked) @usableFromInline var starts: [UInt32] = []
    /// How many bytes the last row has so far beside its words.
    @safe @exclusivity(unchecked) @usableFromInline var appendedBytes = 0

    public init(columnCount: Int, capacity bytes: Int = 1 << 20) {
        self.columnCount = columnCount
        setWords = (columnCount + 63) / 64
        wordCapacity = max(bytes / 8, 16)
        unsafe words = ByteMemory.allocate(wordCapacity)
    }

    deinit {
        unsafe ByteMemory.release(words)
    }

    /// How many rows the block holds.
    @inlinable
    public var count: Int { starts.count }

    /// The bytes in use.
    @inlinable
    public var byteCount: Int { wordCount * 8 }

    /// Takes all rows out; keeps the memory.
    public func removeAll() {
        wordCount = 0
        starts.removeAll(keepingCapacity: true)
    }

    // MARK: Writing

    /// Copies a row of a table into the block.
    public func append(_ row: borrowing Row) {
        let table = row.table
        let source = unsafe row.start
        let key = table.keyReference(of: row.number)
        let columns = table.layout.columns
        var size = key.count
        for index in 0..<columnCount where columns[index].isBytes {
            size += TextReference(packed: unsafe source[RowTable.headWords + setWords + index]).count
        }
        let head = 1 + setWords + columnCount
        let total = head + (size + 7) / 8
        let row = unsafe begin(words: total, keyCount: key.count, state: source[1] & RowState.mask)
        for word in 0..<setWords { unsafe row[1 + word] = source[RowTable.headWords + word] }
        let bytes = UnsafeMutableRawPointer(row)
        var offset = head * 8
        func copy(_ reference: TextReference) {
            unsafe (bytes + offset).copyMemory(from: table.address(of: reference), byteCount: reference.count)
            offset += reference.count
        }
        copy(key)
        for index in 0..<columnCount {
            let slot = unsafe source[RowTable.headWords + setWords + index]
            if columns[index].isBytes {
                let reference = TextReference(packed: slot)
                unsafe row[1 + setWords + index] = TextReference(offset: offset, count: reference.count).packed
                copy(reference)
            } else {
                unsafe row[1 + setWords + index] = slot
            }
        }
    }

    /// Copies a row of another block with the same columns.
    public func append(_ index: Int, of other: RowBlock) {
        let source = unsafe other.row(index)
        let size = unsafe Int(source[0] & 0xFFFF_FFFF)
        reserve(words: size)
        starts.append(UInt32(truncatingIfNeeded: wordCount))
        unsafe (words + wordCount).update(from: source, count: size)
        wordCount += size
    }

    /// Begins a row, whose columns an adapter then fills in order.
    public func beginRow(key: Span<UInt8>) {
        let row = unsafe begin(words: 1 + setWords + columnCount, keyCount: key.count, state: RowState.present | RowState.stored | RowState.lookedUp)
        for word in 1..<1 + setWords + columnCount { unsafe row[word] = 0 }
        appendedBytes = 0
        _ = unsafe key.withUnsafeBufferPointer { unsafe appendBytes(UnsafeRawBufferPointer($0)) }
    }

    /// Sets a column of the last row to an integer.
    @inlinable
    public func set(_ column: Int, to value: Int64) {
        let row = unsafe lastRow
        unsafe row[1 + setWords + column] = UInt64(bitPattern: value)
        unsafe row[1 + column >> 6] |= 1 << UInt64(column & 63)
    }

    /// Sets a column of the last row to a copy of bytes.
    @inlinable
    public func set(_ column: Int, copying bytes: UnsafeRawBufferPointer) {
        let reference = unsafe appendBytes(bytes)
        let row = unsafe lastRow
        unsafe row[1 + setWords + column] = reference.packed
        unsafe row[1 + column >> 6] |= 1 << UInt64(column & 63)
    }

    @inlinable
    var lastRow: UnsafeMutablePointer<UInt64> { unsafe words + Int(starts[starts.count - 1]) }

    @usableFromInline
    func appendBytes(_ bytes: UnsafeRawBufferPointer) -> TextReference {
        let head = 1 + setWords + columnCount
        let needed = head + (appendedBytes + bytes.count + 7) / 8
        let start = Int(starts[starts.count - 1])
        reserve(words: start + needed - wordCount)
        let row = unsafe words + start
        let reference = TextReference(offset: head * 8 + appendedBytes, count: bytes.count)
        if let source = bytes.baseAddress {
            unsafe (UnsafeMutableRawPointer(row) + reference.offset).copyMemory(from: source, byteCount: bytes.count)
        }
        appendedBytes += bytes.count
        wordCount = start + needed
        unsafe row[0] = row[0] & ~0xFFFF_FFFF | UInt64(needed)
        return reference
    }

    private func begin(words total: Int, keyCount: Int, state: UInt64) -> UnsafeMutablePointer<UInt64> {
        reserve(words: total)
        starts.append(UInt32(truncatingIfNeeded: wordCount))
        let row = unsafe words + wordCount
        wordCount += total
        unsafe row[0] = UInt64(total) | UInt64(keyCount) << 32 | state << 56
        return unsafe row
    }

    private func reserve(words more: Int) {
        guard wordCount + more > wordCapacity else { return }
        wordCapacity = max(wordCapacity * 2, wordCount + more)
        unsafe words = ByteMemory.resize(words, to: wordCapacity)
    }

    // MARK: Reading

    @inlinable
    func row(_ index: Int) -> UnsafeMutablePointer<UInt64> { unsafe words + Int(starts[index]) }

    /// The state bits of a row: whether it exists, was changed by the run, and is in the read model.
    @inlinable
    public func state(_ index: Int) -> (isPresent: Bool, isTouched: Bool, isStored: Bool) {
        let state = unsafe row(index)[0] >> 56
        return (state & RowState.present != 0, state & RowState.touched != 0, state & RowState.stored != 0)
    }

    /// Whether a column of a row is null.
    @inlinable
    public func isNull(_ index: Int, _ column: Int) -> Bool {
        precondition(column < columnCount)
        return unsafe row(index)[1 + column >> 6] & 1 << UInt64(column & 63) == 0
    }

    /// The slot of a column that is not a text.
    @inlinable
    public func integer(_ index: Int, _ column: Int) -> Int64 {
        precondition(column < columnCount)
        return unsafe Int64(bitPattern: row(index)[1 + setWords + column])
    }

    /// The bytes of a row's key; valid until the block is changed or released.
    @unsafe @inlinable
    public func key(_ index: Int) -> UnsafeRawBufferPointer {
        let row = unsafe row(index)
        let head = 1 + setWords + columnCount
        return unsafe UnsafeRawBufferPointer(start: row + head, count: Int(row[0] >> 32 & 0xFF_FFFF))
    }

    /// The bytes of a text or JSON column, empty if it is null; valid until the block is changed or released.
    @unsafe @inlinable
    public func bytes(_ index: Int, _ column: Int) -> UnsafeRawBufferPointer {
        precondition(column < columnCount)
        let row = unsafe row(index)
        let reference = unsafe TextReference(packed: row[1 + setWords + column])
        return unsafe UnsafeRawBufferPointer(start: UnsafeRawPointer(row) + reference.offset, count: reference.count)
    }

    /// Calls `body` with the bytes of a row's key, valid during the call.
    @inlinable
    public func withKey<Result, Failure: Error>(
        _ index: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeBytes: key(index)))
    }

    /// Calls `body` with the bytes of a text or JSON column, valid during the call.
    @inlinable
    public func withBytes<Result, Failure: Error>(
        _ index: Int, _ column: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeBytes: bytes(index, column)))
    }

    /// Whether row `index` of this block sorts before row `other` of another block, by their keys.
    public func isKey(_ index: Int, less other: Int, of block: RowBlock) -> Bool {
        unsafe ByteMemory.isLess(key(index), block.key(other))
    }

    // MARK: To files and back

    /// Calls `body` with the block's memory, to write it to a file.
    public func withRawBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try unsafe body(UnsafeRawBufferPointer(start: words, count: wordCount * 8))
    }

    /// Replaces the block by what ``withRawBytes(_:)`` passed before: `fill` writes `byteCount` bytes into the memory.
    ///
    /// - Returns: whether the bytes are a complete block.
    public func read<Failure: Error>(
        byteCount: Int, fill: (UnsafeMutableRawBufferPointer) throws(Failure) -> Bool
    ) throws(Failure) -> Bool {
        removeAll()
        reserve(words: (byteCount + 7) / 8)
        guard try unsafe fill(UnsafeMutableRawBufferPointer(start: words, count: byteCount)) else { return false }
        var next = 0
        while next < byteCount / 8 {
            let size = unsafe Int(words[next] & 0xFFFF_FFFF)
            guard size >= 1 + setWords + columnCount, next + size <= byteCount / 8 else { return false }
            starts.append(UInt32(truncatingIfNeeded: next))
            next += size
        }
        wordCount = next
        return true
    }
}
