import RefoldCore
import RefoldValues

/// The keys of rows that are not to be compared, as 8 bytes each. Two keys that fall on one number leave out a row more, which is counted.
final class KeySet {
    private var hashes: Set<UInt64> = []

    /// Adds an encoded key.
    func insert(_ key: [UInt8]) { hashes.insert(key.span.stableHash) }

    var count: Int { hashes.count }

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
