import RefoldValues

@testable import RefoldTables

extension XLSXWorld {
    /// A table made of random columns, lines, subtotals and totals.
    static func random(_ seed: UInt64) -> FigureTable {
        var numbers = SeededNumbers(seed)
        let types: [TableType] = [
            .text, .integer, .decimal(scale: Int.random(in: 0...38, using: &numbers)), .money(.fixed(currency("EUR"))), .money(.fixed(currency("CLF"))),
            .money(.column("c0")), .boolean, .timestamp, .date, .json,
        ]
        let rowColumns = Int.random(in: 0...4, using: &numbers)
        let count = max(1, rowColumns + Int.random(in: 0...6, using: &numbers))
        let columns = (0..<count).map { place in
            let type = place == 0 ? .text : types[Int.random(in: 0..<types.count, using: &numbers)]
            let label = Bool.random(using: &numbers) ? texts.randomElement(using: &numbers) : nil
            return TableColumn("c\(place)", type, isRowColumn: place < rowColumns, label: label)
        }
        let title = texts.randomElement(using: &numbers) ?? ""
        var table = FigureTable(TableHead(name: "random/t\(seed)", title: title, bound: Int64(seed), columns: columns), cells: [])
        if Bool.random(using: &numbers) { table.head.zone = berlin }
        let lines = [0, 1, 2, 50, 1_200].randomElement(using: &numbers) ?? 0
        for _ in 0..<lines { table.cells += columns.map { value($0.type, &numbers) } }
        if lines > 2, Bool.random(using: &numbers) { table.head.others = [1, lines - 1] }
        var after = 0
        while rowColumns > 0, after < lines, table.subtotals.count < 40 {
            after += Int.random(in: 1...lines, using: &numbers)
            let agreeing = Array(0..<Int.random(in: 0..<rowColumns, using: &numbers))
            let values = columns.indices.map { $0 < rowColumns && !agreeing.contains($0) ? .null : value(columns[$0].type, &numbers) }
            table.subtotals.append(FigureTable.Subtotal(after: min(after, lines), agreeing: agreeing, values: values))
        }
        if Bool.random(using: &numbers) { table.totals = columns.map { $0.isRowColumn ? .null : value($0.type, &numbers) } }
        return table
    }

    private static func value(_ type: TableType, _ numbers: inout SeededNumbers) -> TableValue {
        if Int.random(in: 0..<8, using: &numbers) == 0 { return .null }
        switch type {
        case .text:
            let (one, other) = (texts.randomElement(using: &numbers) ?? "", texts.randomElement(using: &numbers) ?? "")
            return .text(Bool.random(using: &numbers) ? one : one + other)
        case .json: return .text("{\"n\":\(Int.random(in: 0...9, using: &numbers)),\"t\":\"<&>\\u0001\"}")
        case .boolean: return .boolean(Bool.random(using: &numbers))
        case .date: return .date(CalendarDate(days: Int.random(in: -719_162...2_932_896, using: &numbers)) ?? .first)
        case .timestamp:
            let seconds = Int64.random(in: -62_135_596_800...253_402_300_799, using: &numbers) / (Bool.random(using: &numbers) ? 1 : 100)
            let micros = Bool.random(using: &numbers) ? 0 : Int64.random(in: 0..<1_000_000, using: &numbers)
            return .timestamp(Timestamp(microseconds: seconds * 1_000_000 + micros) ?? .first)
        case .integer: return .number(ExactDecimal(mantissa: mantissa(&numbers), scale: 0) ?? .zero)
        case .decimal(let scale): return .number(ExactDecimal(mantissa: mantissa(&numbers), scale: scale) ?? .zero)
        case .money(.fixed(let currency)): return .number(ExactDecimal(mantissa: mantissa(&numbers), scale: currency.minorDigits) ?? .zero)
        case .money(.column): return .number(ExactDecimal(mantissa: mantissa(&numbers), scale: [0, 2, 3].randomElement(using: &numbers) ?? 0) ?? .zero)
        }
    }

    /// Of 1 to 127 bits.
    private static func mantissa(_ numbers: inout SeededNumbers) -> Int128 {
        let bits = Int128(truncatingIfNeeded: UInt128(numbers.next()) << 64 | UInt128(numbers.next()))
        return bits >> Int128(Int.random(in: 0..<127, using: &numbers))
    }
}
