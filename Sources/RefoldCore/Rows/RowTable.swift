// Unsafe here: rows, their index and their text are three blocks of raw memory, so that a fold neither allocates nor counts references per
// row.

import RefoldValues

/// The rows of one projection, or of one partition of it, in memory: a hash index from key to row, fixed-width rows, one block of text.
///
/// A row is a key, state bits, one bit per column for set or null, and one 64-bit slot per column: an integer, or a reference into the
/// text. Text is only added; text that no row refers to any longer stays until the table is released. Not thread-safe: a table belongs to
/// one lane of the engine at a time.
@safe
public final class RowTable: @unchecked Sendable {
    public let layout: RowLayout
    @usableFromInline let columnCount: Int
    @usableFromInline let setWords: Int
    @usableFromInline let stride: Int

    // Not checked: as in ``EventBatch``.
    @exclusivity(unchecked) @usableFromInline var rows: UnsafeMutablePointer<UInt64>
    @safe @exclusivity(unchecked) @usableFromInline var rowCapacity = 64
    @safe @exclusivity(unchecked) @usableFromInline var rowCount = 0
    @exclusivity(unchecked) @usableFromInline var text: UnsafeMutablePointer<UInt8>
    @safe @exclusivity(unchecked) @usableFromInline var textCapacity: Int
    @safe @exclusivity(unchecked) @usableFromInline var textCount: Int
    @exclusivity(unchecked) @usableFromInline var slots: UnsafeMutablePointer<UInt64>
    @safe @exclusivity(unchecked) @usableFromInline var slotMask = 127

    @usableFromInline static let headWords = 2

    @usableFromInline let dictionary: TextDictionary?

    /// A table without rows.
    ///
    /// - Parameter dictionary: holds short texts that repeat; several tables may share it.
    public init(_ layout: RowLayout, dictionary: TextDictionary? = nil) {
        self.layout = layout
        self.dictionary = dictionary
        columnCount = layout.columns.count
        setWords = layout.setWords
        stride = Self.headWords + setWords + columnCount
        let literals = layout.literals
        textCapacity = max(1024, literals.count)
        textCount = literals.count
        unsafe rows = ByteMemory.allocate(rowCapacity * stride)
        unsafe text = ByteMemory.allocate(textCapacity)
        unsafe slots = .allocate(capacity: slotMask + 1)
        for (offset, byte) in literals.enumerated() { unsafe text[offset] = byte }
        unsafe slots.initialize(repeating: 0, count: slotMask + 1)
    }

    deinit {
        unsafe ByteMemory.release(rows)
        unsafe ByteMemory.release(text)
        unsafe slots.deallocate()
    }

    /// How many rows there are, including deleted rows and rows that no handler has written yet.
    @inlinable
    public var count: Int { rowCount }

    /// The bytes in use: rows, text and index.
    @inlinable
    public var memory: Int { rowCount * stride * 8 + textCount + (slotMask + 1) * 8 }

    // MARK: Keys

    /// The row of a key. If there is none, adds it without any column set.
    ///
    /// - Returns: the row's number, and whether it was added by this call.
    /// - Complexity: O(length of the key) on average.
    @inlinable
    public func row(forKey key: Span<UInt8>, hash: UInt64) -> (row: Int, isNew: Bool) {
        let tag = hash >> 32 | 1
        var slot = Int(truncatingIfNeeded: hash >> 4) & slotMask
        while true {
            let entry = unsafe slots[slot]
            if entry == 0 { break }
            if entry >> 32 == tag {
                let row = Int(truncatingIfNeeded: entry & 0xFFFF_FFFF) - 1
                if isKey(of: row, equalTo: key) { return (row, false) }
            }
            slot = (slot + 1) & slotMask
        }
        return (addRow(key: key, hash: hash), true)
    }

    @inlinable
    func isKey(of row: Int, equalTo key: Span<UInt8>) -> Bool {
        let reference = keyReference(of: row)
        guard reference.count == key.count else { return false }
        return unsafe key.withUnsafeBufferPointer { other in
            unsafe ByteMemory.isEqual(text + reference.offset, other.baseAddress, count: other.count)
        }
    }

    @inlinable
    func keyReference(of row: Int) -> TextReference { unsafe TextReference(packed: rows[row * stride]) }

    /// Whether the read model has not been asked for this row yet.
    @inlinable
    public func needsLookup(_ row: Int) -> Bool { unsafe rows[row * stride + 1] & RowState.lookedUp == 0 }

    /// Notes that the read model was asked for this row.
    @inlinable
    public func markLookedUp(_ row: Int) { unsafe rows[row * stride + 1] |= RowState.lookedUp }

    /// Calls `body` with a row's encoded key, valid during the call.
    @inlinable
    public func withKey<Result, Failure: Error>(of row: Int, _ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        let reference = keyReference(of: row)
        return try body(unsafe Span(_unsafeStart: text + reference.offset, count: reference.count))
    }

    /// Eight bytes of a row's key from an offset, as a number that sorts as they do; bytes past the key's end count as 0.
    @inlinable
    public func keyWord(of row: Int, from offset: Int) -> UInt64 {
        let reference = keyReference(of: row)
        var word: UInt64 = 0
        for index in offset..<offset + 8 {
            word = word << 8 | (index < reference.count ? UInt64(unsafe text[reference.offset + index]) : 0)
        }
        return word
    }

    /// Whether a row's key sorts before that of a row of another table.
    @inlinable
    public func isKey(of row: Int, less other: Int, of table: RowTable) -> Bool {
        let (left, right) = (keyReference(of: row), table.keyReference(of: other))
        return unsafe ByteMemory.isLess(
            UnsafeRawBufferPointer(start: text + left.offset, count: left.count),
            UnsafeRawBufferPointer(start: table.text + right.offset, count: right.count))
    }

    @usableFromInline
    func addRow(key: Span<UInt8>, hash: UInt64) -> Int {
        if (rowCount + 1) * 10 > (slotMask + 1) * 7 { growIndex() }
        if rowCount == rowCapacity { growRows() }
        let reference = unsafe key.withUnsafeBufferPointer { unsafe appendText(UnsafeRawBufferPointer($0)) }
        let row = rowCount
        rowCount += 1
        let start = unsafe rows + row * stride
        unsafe start[0] = reference.packed
        unsafe start[1] = hash & ~RowState.mask
        reset(row: row)
        enter(row: row, hash: hash)
        return row
    }

    /// Sets every column of a row to its default, or null.
    @usableFromInline
    func reset(row: Int) {
        let start = unsafe rows + row * stride + Self.headWords
        for (word, value) in layout.fresh.enumerated() { unsafe start[word] = value }
    }

    private func enter(row: Int, hash: UInt64) {
        var slot = Int(truncatingIfNeeded: hash >> 4) & slotMask
        while unsafe slots[slot] != 0 { slot = (slot + 1) & slotMask }
        unsafe slots[slot] = (hash >> 32 | 1) << 32 | UInt64(row + 1)
    }

    private func growIndex() {
        unsafe slots.deallocate()
        slotMask = (slotMask + 1) * 2 - 1
        unsafe slots = .allocate(capacity: slotMask + 1)
        unsafe slots.initialize(repeating: 0, count: slotMask + 1)
        for row in 0..<rowCount {
            let kept = unsafe rows[row * stride + 1] & ~RowState.mask
            enter(row: row, hash: kept)
        }
    }

    private func growRows() {
        let larger = rowCapacity * 2
        unsafe rows = ByteMemory.resize(rows, to: larger * stride)
        rowCapacity = larger
    }

    // MARK: Text

    /// Adds bytes to the text. They must not be part of this table's own text.
    @inlinable
    func appendText(_ bytes: UnsafeRawBufferPointer) -> TextReference {
        let size = bytes.count
        if textCount + size > textCapacity { growText(by: size) }
        if let start = bytes.baseAddress { unsafe UnsafeMutableRawPointer(text + textCount).copyMemory(from: start, byteCount: size) }
        let reference = TextReference(offset: textCount, count: size)
        textCount += size
        return reference
    }

    /// Like ``appendText(_:)``, but a short text that the dictionary holds or takes uses no memory here.
    @inlinable
    func internText(_ bytes: UnsafeRawBufferPointer, column: Int) -> TextReference {
        if bytes.count <= TextDictionary.longest, bytes.count > 0, let dictionary,
            let shared = unsafe dictionary.reference(to: bytes, column: column)
        {
            return shared
        }
        return unsafe appendText(bytes)
    }

    /// The address of the bytes of a reference.
    @inlinable
    func address(of reference: TextReference) -> UnsafeMutablePointer<UInt8> {
        if reference.offset < TextDictionary.base {
            precondition(reference.offset + reference.count <= textCount)
            return unsafe text + reference.offset
        }
        let offset = reference.offset - TextDictionary.base
        guard let dictionary, offset + reference.count <= dictionary.textCount else { preconditionFailure() }
        return unsafe dictionary.text + offset
    }

    @usableFromInline
    func growText(by size: Int) {
        let larger = max(textCapacity * 3 / 2, textCount + size)
        unsafe text = ByteMemory.resize(text, to: larger)
        textCapacity = larger
    }
}

/// The state bits of a row, in the low bits of its hash word.
@usableFromInline
enum RowState {
    /// The row exists: a handler wrote it, or it was loaded.
    @usableFromInline static let present: UInt64 = 1
    /// The row was written or deleted since it was loaded.
    @usableFromInline static let touched: UInt64 = 2
    /// The read model had the row when the run loaded it.
    @usableFromInline static let stored: UInt64 = 4
    /// The read model was asked for the row.
    @usableFromInline static let lookedUp: UInt64 = 8
    @usableFromInline static let mask: UInt64 = 15
}
