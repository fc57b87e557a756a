import RefoldCore
import RefoldValues
import Synchronization

/// The keys of rows that are not to be compared, as 8 bytes each. Two keys that fall on one number leave out a row more, which is counted.
final class KeySet: Sendable {
    private let hashes = Mutex<Set<UInt64>>([])

    /// Adds an encoded key.
    func insert(_ key: [UInt8]) {
        let hash = key.span.stableHash
        hashes.withLock { _ = $0.insert(hash) }
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
        let hash = key.span.stableHash
        return hashes.withLock { $0.contains(hash) }
    }
}
