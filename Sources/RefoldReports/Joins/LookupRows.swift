import RefoldCore

/// The rows of a read model by their keys, with the columns that a report looks up.
final class LookupRows {
    /// The columns of the read model that are kept, by their places in a block as it is read; the first are the parts of the key.
    private let columns: [ColumnSchema]
    private let keyCount: Int
    /// The keys, numbered as the rows of ``values``.
    private var keys = TextPool()
    /// The rows, with the columns of a block as it is read.
    private(set) var values: RowBlock
    private var key: [UInt8] = []

    init(_ source: JoinSource) {
        columns = source.schema
        keyCount = source.keyCount
        values = RowBlock(columnCount: source.schema.count, capacity: 1 << 16)
    }

    /// Takes in rows; no key comes twice.
    func add(_ block: RowBlock) {
        let none: [UInt8] = []
        let places = Array(0..<keyCount)
        for row in 0..<block.count {
            key.removeAll(keepingCapacity: true)
            KeyEncoding.append(places, of: block, row, columns, to: &key)
            guard keys.number(of: key.span) == values.count else { continue }
            values.beginRow(key: none.span)
            for (place, column) in columns.enumerated() { values.set(place, to: place, of: block, row, isBytes: column.type.isBytes) }
        }
    }

    /// The numbers of the rows whose keys rows of a block give; -1 where there is none, or a part is null.
    ///
    /// - Parameter places: the columns of the block that give the parts of the key.
    func find(_ rows: [Int32], of block: RowBlock, at places: [Int]) -> [Int32] {
        var found: [Int32] = []
        found.reserveCapacity(rows.count)
        var key: [UInt8] = []
        let isText = places.count == 1 && columns[0].type.isBytes
        for row in rows {
            let row = Int(row)
            if places.contains(where: { block.isNull(row, $0) }) {
                found.append(-1)
            } else if isText {
                // A key of one text is that text.
                found.append(block.withBytes(row, places[0]) { Int32(truncatingIfNeeded: keys.known($0) ?? -1) })
            } else {
                key.removeAll(keepingCapacity: true)
                KeyEncoding.append(places, of: block, row, columns, to: &key)
                found.append(Int32(truncatingIfNeeded: keys.known(key.span) ?? -1))
            }
        }
        return found
    }
}

extension KeyEncoding {
    /// Appends a whole key.
    ///
    /// - Parameters:
    ///   - places: the columns of the block that give its parts.
    ///   - parts: the parts of the key, then perhaps other columns.
    fileprivate static func append(_ places: [Int], of block: RowBlock, _ row: Int, _ parts: [ColumnSchema], to key: inout [UInt8]) {
        for (part, place) in places.enumerated() {
            if parts[part].type.isBytes {
                block.withBytes(row, place) { append($0, isOnlyPart: places.count == 1, to: &key) }
            } else {
                append(block.integer(row, place), to: &key)
            }
        }
    }
}
