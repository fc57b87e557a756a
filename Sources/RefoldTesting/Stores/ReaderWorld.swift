import RefoldCore
import RefoldStores
import RefoldValues

/// Random rows of ``ReadModelReaderContract``'s read model, and random queries on them.
struct ReaderWorld {
    typealias Cell = InMemorySnapshot.Cell

    private static let texts = ["", "a", "A", "é", "e\u{301}", "quote \" ' ; \u{1F600}", "ä", "a\u{1}b", "\u{7F}", "z%_\\"]
    private static let columns = ReadModelReaderContract.schema.allColumns

    private var random: SeededNumbers

    init(seed: UInt64) { random = SeededNumbers(seed) }

    mutating func rows(_ count: Int) -> [[Cell]] {
        (0..<count).map { number in
            Self.columns.enumerated().map { index, column in
                if index == 1 { return .units(Int64(number) - 20) }
                return index > 0 && Int.random(in: 0..<4, using: &random) == 0 ? .null : cell(column.type)
            }
        }
    }

    private mutating func cell(_ type: ColumnType) -> Cell {
        switch type.content {
        case .text, .json: .text(Self.texts.randomElement(using: &random) ?? "")
        case .boolean: .units(Int64.random(in: 0...1, using: &random))
        case .timestamp: .units([.random(in: -3...3, using: &random), Timestamp.first.microseconds, Timestamp.last.microseconds].randomElement(using: &random) ?? 0)
        case .date: .units([.random(in: -3...3, using: &random), Int64(CalendarDate.first.days), Int64(CalendarDate.last.days)].randomElement(using: &random) ?? 0)
        case .integer, .decimal: .units([.random(in: -3...3, using: &random), .min, .max].randomElement(using: &random) ?? 0)
        case .money: .units(.random(in: -3...3, using: &random))
        case .wideDecimal, .wideMoney: .wide([-1, 0, 1, 1 << 126].randomElement(using: &random) ?? 0)
        }
    }

    static func value(_ cell: Cell) -> CellValue {
        switch cell {
        case .null, .wide: .integer(0)
        case .units(let value): .integer(value)
        case .text(let text): .text(text)
        }
    }

    /// A query whose values are taken from a row or are arbitrary.
    mutating func question(about rows: [[Cell]]) -> ReaderQuestion {
        let comparable = [0, 1, 2, 3, 5, 6, 7, 8].shuffled(using: &random)
        let equal = Array(comparable.prefix(Int.random(in: 0...2, using: &random)))
        let key = [0, 1].shuffled(using: &random)
        let order = Array(comparable.suffix(Int.random(in: 0...2, using: &random))).filter { !key.contains($0) } + key
        let bounds: RowSelection.Bounds = [.all, .after, .range, .afterWithin].randomElement(using: &random) ?? .all
        let wanted = Self.columns.indices.shuffled(using: &random).prefix(Int.random(in: 0...9, using: &random))
        let selection = RowSelection(
            wanted.map { Self.columns[$0] }, of: "select", equal: equal.map { Self.columns[$0].name },
            order: order.map { Self.columns[$0].name }, descends: Bool.random(using: &random), bounds: bounds)
        let like = rows.randomElement(using: &random) ?? []
        let compared = selection.compared.map { name in Self.columns.firstIndex { $0.name == name } ?? 0 }
        let values = compared.map { index in
            let isLike = Int.random(in: 0..<4, using: &random) > 0
            let cell = isLike && like[index] != .null ? like[index] : cell(Self.columns[index].type)
            let isExtreme = !Self.columns[index].type.isBytes && index != 5 && Int.random(in: 0..<20, using: &random) == 0
            return isExtreme ? .integer(Bool.random(using: &random) ? .min : .max) : Self.value(cell)
        }
        return ReaderQuestion(
            selection: selection, wanted: Array(wanted), values: values, limit: Int.random(in: 1...9, using: &random),
            offset: max(0, Int.random(in: -4...4, using: &random)))
    }
}

/// A query, and its answer computed in the simplest way.
struct ReaderQuestion: CustomStringConvertible {
    typealias Cell = InMemorySnapshot.Cell

    var selection: RowSelection
    var wanted: [Int]
    var values: [CellValue]
    var limit: Int
    var offset: Int

    var description: String {
        "equal \(selection.equal), order \(selection.order), descends \(selection.descends), \(selection.bounds), "
            + "values \(values), limit \(limit), offset \(offset)"
    }

    func slowAnswer(_ rows: [[Cell]]) -> [[Cell]] {
        let columns = ReadModelReaderContract.schema.allColumns
        func index(_ name: String) -> Int { columns.firstIndex { $0.name == name } ?? 0 }
        let order = selection.order.map(index)
        let borders = values.dropFirst(selection.equal.count).map { Self.bytes(ReaderWorld.cell($0)) }
        var kept = rows.filter { row in
            for (name, value) in zip(selection.equal, values) where Self.bytes(row[index(name)]) != Self.bytes(ReaderWorld.cell(value)) { return false }
            if order.contains(where: { row[$0] == .null }) { return false }
            let sortKey = order.map { Self.bytes(row[$0]) }
            switch selection.bounds {
            case .all: return true
            case .after: return selection.descends ? Self.isLess(sortKey, borders) : Self.isLess(borders, sortKey)
            case .range: return !Self.isLess([sortKey[0]], [borders[0]]) && Self.isLess([sortKey[0]], [borders[1]])
            case .afterWithin:
                let (row, end) = (Array(borders.dropLast()), borders.suffix(1).map(\.self))
                return selection.descends
                    ? Self.isLess(sortKey, row) && !Self.isLess([sortKey[0]], end) : Self.isLess(row, sortKey) && Self.isLess([sortKey[0]], end)
            }
        }
        kept.sort { a, b in
            let (a, b) = (order.map { Self.bytes(a[$0]) }, order.map { Self.bytes(b[$0]) })
            return selection.descends ? Self.isLess(b, a) : Self.isLess(a, b)
        }
        return kept.dropFirst(offset).prefix(limit).map { row in wanted.map { row[$0] } }
    }

    private static func isLess(_ a: [[UInt8]], _ b: [[UInt8]]) -> Bool {
        for (a, b) in zip(a, b) where a != b { return a.lexicographicallyPrecedes(b) }
        return false
    }

    /// Bytes that sort as the values do; those of null equal those of no value.
    private static func bytes(_ cell: Cell) -> [UInt8] {
        switch cell {
        case .null: return [0, 0, 0]
        case .wide(let value):
            let bytes = WideUnits.bytes(of: value)
            return bytes.indices.map { bytes[$0] }
        case .text(let text): return [1] + Array(text.utf8)
        case .units(let value):
            var bytes: [UInt8] = [2]
            KeyEncoding.append(value, to: &bytes)
            return bytes
        }
    }
}

extension ReaderWorld {
    static func cell(_ value: CellValue) -> Cell {
        switch value {
        case .text(let text): .text(text)
        case .integer(let value): .units(value)
        }
    }
}
