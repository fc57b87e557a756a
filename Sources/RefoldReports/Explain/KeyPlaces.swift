import RefoldCore
import RefoldStores

/// Where the parts of a row's key are in blocks.
struct KeyPlaces {
    /// The place and the type of each part.
    private let parts: [(place: Int, isBytes: Bool)]

    /// - Parameter columns: those of the blocks, as indexes into the schema's `allColumns`; missing parts of the key are appended.
    init(_ schema: ReadModelSchema, in columns: inout [Int]) {
        var parts: [(Int, Bool)] = []
        for (part, column) in schema.key.enumerated() {
            let known = columns.firstIndex(of: part)
            if known == nil { columns.append(part) }
            parts.append((known ?? columns.count - 1, column.type.isBytes))
        }
        self.parts = parts
    }

    /// The encoded key of a row.
    func key(of row: Int, in block: RowBlock) -> [UInt8] {
        var key: [UInt8] = []
        for (place, isBytes) in parts {
            if isBytes {
                block.withBytes(row, place) { KeyEncoding.append($0, isOnlyPart: parts.count == 1, to: &key) }
            } else {
                KeyEncoding.append(block.integer(row, place), to: &key)
            }
        }
        return key
    }
}
