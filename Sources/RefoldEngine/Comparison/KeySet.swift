import RefoldCore
import RefoldValues

/// The keys of rows that are not to be compared, as numbers of 64 bits. Two keys that fall on one number leave out a row more, which is
/// counted.
struct KeySet {
    private var hashes: Set<UInt64> = []
    private let limit: Int

    /// - Parameter memory: about how many bytes it may take.
    init(memory: Int) { limit = memory / Self.bytesPerKey }

    /// What a set takes for a number while it grows.
    private static let bytesPerKey = 32

    /// Whether there were more keys than the memory holds; then it does not have all of them.
    var isOverfull: Bool { hashes.count > limit }

    /// Adds an encoded key.
    mutating func insert(_ key: [UInt8]) {
        if !isOverfull { hashes.insert(key.span.stableHash) }
    }

    /// Whether it holds the key of a row whose first columns are the parts.
    func contains(_ row: Int, of block: RowBlock, _ parts: ArraySlice<ColumnSchema>) -> Bool {
        var key: [UInt8] = []
        for (part, column) in parts.enumerated() {
            if column.type.isBytes {
                block.withBytes(row, part) { KeyEncoding.append($0, isOnlyPart: parts.count == 1, to: &key) }
            } else {
                KeyEncoding.append(block.integer(row, part), to: &key)
            }
        }
        return hashes.contains(key.span.stableHash)
    }
}
