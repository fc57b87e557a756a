import RefoldValues

/// The parameters of one statement, mostly arrays, in binary format.
struct BinaryArrays: ~Copyable {
    private(set) var buffer: BinaryBuffer
    /// The range of each parameter in the buffer.
    private(set) var ranges: [Range<Int>] = []

    init(capacity: Int = 64 << 10) { buffer = BinaryBuffer(capacity: capacity) }

    mutating func removeAll() {
        buffer.removeAll()
        ranges.removeAll(keepingCapacity: true)
    }

    /// Adds a parameter of `count` elements.
    ///
    /// - Parameters:
    ///   - type: the elements' type.
    ///   - append: appends one element as a field: a length and its bytes.
    mutating func add(
        _ count: Int, of type: ColumnStorage, _ append: (Int, inout BinaryBuffer) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let start = buffer.count
        // The number of dimensions, whether there may be nulls, the type; then the size and the lower bound of the one dimension.
        buffer.append(Int32(count == 0 ? 0 : 1))
        buffer.append(1 as Int32)
        buffer.append(type.number)
        if count > 0 {
            buffer.append(Int32(truncatingIfNeeded: count))
            buffer.append(1 as Int32)
        }
        for index in 0..<count { try append(index, &buffer) }
        ranges.append(start..<buffer.count)
    }

    /// Adds a parameter that is one value: `append` appends it as a field, a length and its bytes.
    mutating func add(_ append: (inout BinaryBuffer) -> Void) {
        let start = buffer.count
        append(&buffer)
        ranges.append(start + MemoryLayout<Int32>.size..<buffer.count)
    }
}
