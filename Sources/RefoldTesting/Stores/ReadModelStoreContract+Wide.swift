import RefoldCore
import RefoldStores
import RefoldValues

extension ReadModelStoreContract {
    private typealias Cell = InMemorySnapshot.Cell

    /// Numbers of up to 38 digits.
    static let wides: [ReadModelCheck] = [
        ReadModelCheck("Numbers of up to 38 digits are read back unchanged, from a scan and by key") { store in
            try Currency.add("ETH", minorDigits: 18)
            let rows = wideRows(of: numbers)
            let generation = try ServedRows.serve(rows, of: shape, in: store)
            try expect(generation.schema, shape, "shape")
            try expect(scanned(in: store), rows, "rows")
            try expect(loaded(rows, of: generation, in: store), rows, "looked up")
        },
        ReadModelCheck("A catch-up replaces numbers of up to 38 digits") { store in
            let generation = try ServedRows.serve(wideRows(of: numbers), of: shape, in: store)
            let others = wideRows(of: numbers.reversed())
            try ServedRows.replace(others, of: generation, in: store, at: 2)
            try expect(scanned(in: store), others, "rows")
        },
    ]

    private static let shape = ReadModelSchema(
        name: "wide", key: [ColumnSchema("key", .integer), ColumnSchema("of_key", .text)],
        columns: [
            ColumnSchema("whole", .wideDecimal(scale: 0)), ColumnSchema("currency", .text), ColumnSchema("wei", .wideDecimal(scale: 18)),
            ColumnSchema("amount", .wideMoney(currency: "currency")), ColumnSchema("text", .text), ColumnSchema("debt", .wideMoney(currency: "of_key")),
        ])

    private static let most = (0..<38).reduce(1 as Int128) { power, _ in power * 10 } - 1

    /// Those with zeros at either end of a group of four digits, and the last of their kind.
    private static let numbers: [Int128] =
        [0, 1, -1, most, -most, Int128(Int64.max), Int128(Int64.min) - 1]
        + (0..<38).flatMap { place -> [Int128] in
            let power = (0..<place).reduce(1 as Int128) { power, _ in power * 10 }
            return [power, -power, power - 1, power + 1]
        }

    private static func wideRows(of numbers: [Int128]) -> [[Cell]] {
        numbers.enumerated().map { place, number in
            let currency = ["EUR", "JPY", "ETH", "CLF"][place % 4]
            return [
                .units(Int64(place)), .text(currency), .wide(number), .text(currency), place % 5 == 4 ? .null : .wide(number), .wide(-number),
                .text("\(place)"), place % 7 == 6 ? .null : .wide(number),
            ]
        }
    }

    private static func scanned(in store: any ReadModelStore) throws -> [[Cell]] {
        guard let snapshot = try store.snapshot(of: shape.name) else { throw ContractBroken(description: "nothing is served") }
        var rows: [[Cell]] = []
        try snapshot.rows(columns: Array(shape.allColumns.indices), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            rows += ServedRows.cells(of: block, shape.allColumns)
        }
        return rows
    }

    private static func loaded(_ rows: [[Cell]], of generation: Generation, in store: any ReadModelStore) throws -> [[Cell]] {
        let keys = RowBlock(columnCount: 0)
        for row in rows { keys.beginRow(key: ServedRows.key(of: row, shape).span) }
        let found = RowBlock(columnCount: shape.columns.count)
        try store.update(generation).load(keys: keys, into: found)
        var cells: [[UInt8]: [Cell]] = [:]
        for (row, values) in ServedRows.cells(of: found, shape.columns).enumerated() {
            cells[found.withKey(row) { bytes in bytes.indices.map { bytes[$0] } }] = values
        }
        return rows.map { row in row.prefix(2) + (cells[ServedRows.key(of: row, shape)] ?? []) }
    }
}
