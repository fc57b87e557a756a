import Foundation
import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("The comparison of two generations")
struct ComparisonTests {
    typealias Cell = InMemorySnapshot.Cell

    /// Types that a column may have; a name may have another one in the other generation.
    private static let types: [ColumnType] = [
        .text, .integer, .decimal(scale: 0), .decimal(scale: 2), .decimal(scale: 12), .wideDecimal(scale: 2), .wideDecimal(scale: 18), .money(currency: "currency"), .wideMoney(currency: "currency"), .boolean, .timestamp, .date, .json,
    ]
    private static let keys: [[ColumnSchema]] = [
        [ColumnSchema("id", .text)], [ColumnSchema("day", .date), ColumnSchema("id", .text)], [ColumnSchema("id", .integer)],
    ]

    private static func side(like other: ReadModelSchema?, _ random: inout SeededNumbers) -> SlowComparison.Side {
        var columns = [ColumnSchema("currency", .text)]
        for name in ["a", "b", "c", "d"] where Int.random(in: 0..<4, using: &random) > 0 {
            let known = other?.columns.first { $0.name == name }
            let isKept = Int.random(in: 0..<3, using: &random) > 0
            columns.append(isKept ? known ?? ColumnSchema(name, types.randomElement(using: &random)!) : ColumnSchema(name, types.randomElement(using: &random)!))
        }
        if Bool.random(using: &random) { columns.shuffle(using: &random) }
        let isSameKey = Int.random(in: 0..<6, using: &random) > 0
        let key = isSameKey ? other?.key ?? keys.randomElement(using: &random)! : keys.randomElement(using: &random)!
        return SlowComparison.Side(schema: ReadModelSchema(name: "things", key: key, columns: columns), rows: [])
    }

    /// Amounts always have a currency.
    private static func cell(_ column: ColumnSchema, isKey: Bool, _ random: inout SeededNumbers) -> Cell {
        let type = column.type
        if !isKey, column.name != "currency", Int.random(in: 0..<5, using: &random) == 0 { return .null }
        switch type.content {
        case .text: return .text((isKey ? ["", "a", "a\u{1}", "\u{E9}", "e\u{301}", "zz"] : ["EUR", "JPY", "KWD"]).randomElement(using: &random)! + (isKey ? "\(Int.random(in: 0..<9, using: &random))" : ""))
        case .json: return .text(["{}", "[1]", "null"].randomElement(using: &random)!)
        case .boolean: return .units(Int64.random(in: 0...1, using: &random))
        case .timestamp, .date: return .units(Int64.random(in: -3...3, using: &random))
        case .wideDecimal, .wideMoney: return .wide([0, 1, 100, -1, 500, Int128(Int64.max), 1 << 110, -(1 << 110)].randomElement(using: &random)!)
        case .integer, .decimal, .money: return .units([0, 1, 100, -1, .max, .min, 500].randomElement(using: &random)!)
        }
    }

    private static func fill(_ side: inout SlowComparison.Side, like other: SlowComparison.Side?, _ random: inout SeededNumbers) {
        var rows: [[Cell]: [Cell]] = [:]
        for _ in 0..<Int.random(in: 0...40, using: &random) {
            let row = side.schema.allColumns.enumerated().map { cell($1, isKey: $0 < side.schema.key.count, &random) }
            rows[side.key(row)] = row
        }
        // Most rows of the other side are taken over, as far as the shape allows.
        for row in other?.rows ?? [] where other?.schema.key == side.schema.key && Int.random(in: 0..<8, using: &random) > 0 {
            let taken = side.schema.allColumns.map { column -> Cell in
                guard let known = other?.value(row, column.name), known.type == column.type, Int.random(in: 0..<12, using: &random) > 0 else {
                    return other?.schema.key.contains(column) == true ? other?.value(row, column.name)?.cell ?? .null : cell(column, isKey: false, &random)
                }
                return known.cell
            }
            rows[side.key(taken)] = taken
        }
        side.rows = Array(rows.values)
    }

    @Test("equals the slow one on random shapes and rows", arguments: 0..<400)
    func reference(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        var from = Self.side(like: nil, &random)
        Self.fill(&from, like: nil, &random)
        var to = seed % 3 == 0 ? from : Self.side(like: from.schema, &random)
        Self.fill(&to, like: from, &random)
        let blockSize = Int.random(in: 1...50, using: &random)
        let found = try GenerationComparer(
            from: InMemorySnapshot(from.schema, rows: from.rows, blockSize: blockSize),
            to: InMemorySnapshot(to.schema, rows: to.rows, blockSize: max(1, 50 - blockSize)), samples: 1000).run()
        let (quick, slow) = (SlowComparison.text(found), try SlowComparison(from: from, to: to).text())
        #expect(quick == slow, "\(quick)\n\(slow)")
        #expect(found.samples.count == Int(found.changed))
        #expect(found.isEqual == (found.changed == 0))
        for change in found.samples where change.change == .changed { #expect(!change.columns.isEmpty) }
    }

    private static let schema = ReadModelSchema(
        name: "things", key: [ColumnSchema("id", .text)],
        columns: [ColumnSchema("state", .text), ColumnSchema("amount", .money(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("at", .timestamp)])

    private func compare(_ from: [[Cell]], _ to: [[Cell]], samples: Int = 10) throws -> GenerationComparison {
        try GenerationComparer(
            from: InMemorySnapshot(Self.schema, rows: from), to: InMemorySnapshot(Self.schema, rows: to), samples: samples).run()
    }

    @Test("shows the first rows that differ in the order of the key, each column with both values as an export writes them")
    func samples() throws {
        let from: [[Cell]] = [
            [.text("a"), .text("open"), .units(1990), .text("EUR"), .units(0)], [.text("b"), .null, .null, .null, .null],
            [.text("c"), .text("open"), .units(1990), .text("JPY"), .units(0)], [.text("\u{E9}"), .text("same"), .units(1), .text("EUR"), .units(0)],
        ]
        let to: [[Cell]] = [
            [.text("A"), .text("new"), .units(-5), .text("KWD"), .null], [.text("a"), .text("paid"), .units(1990), .text("EUR"), .units(0)],
            [.text("c"), .text("open"), .units(1990), .text("EUR"), .units(0)], [.text("\u{E9}"), .text("same"), .units(1), .text("EUR"), .units(0)],
        ]
        let found = try compare(from, to)
        let lines = found.samples.map { sample in
            let columns = sample.columns.map { "\($0.name) \($0.from.json) \($0.to.json)" }.joined(separator: ", ")
            return "\(sample.change.rawValue) \(sample.key.map(\.value.json)): \(columns)"
        }
        #expect(lines == [
            #"added ["\"A\""]: state null "new", amount null "-0.005", currency null "KWD", at null null"#,
            #"changed ["\"a\""]: state "open" "paid""#,
            #"removed ["\"b\""]: state null null, amount null null, currency null null, at null null"#,
            #"changed ["\"c\""]: amount "1990" "19.90", currency "JPY" "EUR""#,
        ])
        #expect(try compare(from, to, samples: 2).samples == Array(found.samples.prefix(2)))
        #expect(try compare(from, to, samples: 0).samples == [])
    }

    @Test("adds up more than 64 bits, per currency")
    func sums() throws {
        let rows: [[Cell]] = (0..<3000).map { [.text("\($0)"), .null, .units(.max), .text($0 % 3 == 0 ? "JPY" : "EUR"), .null] }
        let found = try compare(rows, Array(rows.dropLast(2)))
        let amounts = found.columns.first { $0.name == "amount" }?.sums ?? []
        #expect(amounts.map(\.currency) == ["EUR", "JPY"])
        #expect(amounts.map(\.from?.description) == ["184467440737095516140.00", "9223372036854775807000"])
        #expect(amounts.map(\.to?.description) == ["184282973296358420623.86", "9223372036854775807000"])
    }

    @Test("adds up numbers of 38 digits in any order, and says of a sum of more than 128 bits that it is too large")
    func wideSums() throws {
        let schema = ReadModelSchema(name: "things", key: [ColumnSchema("id", .text)], columns: [ColumnSchema("coins", .wideDecimal(scale: 18))])
        let high = Int128(1) << 126
        func compare(_ from: [Int128], _ to: [Int128]) throws -> GenerationComparison.Sum? {
            let sides = [from, to].map { numbers in
                InMemorySnapshot(schema, rows: numbers.enumerated().map { [.text("\($0)"), .wide($1)] })
            }
            return try GenerationComparer(from: sides[0], to: sides[1]).run().columns[0].sums.first
        }
        let fits = try compare([high, high, high, -high, -high, -high, 5], [5, -high, -high, -high, high, high, high])
        #expect(fits?.from == ExactDecimal(mantissa: 5, scale: 18) && fits?.to == fits?.from && fits?.isTooLarge == false)
        let tooLarge = try compare([high, high], [1])
        #expect(tooLarge?.isTooLarge == true && tooLarge?.from == nil && tooLarge?.to == ExactDecimal(mantissa: 1, scale: 18))
    }

    @Test("of rows with keys of two shapes takes all of them as removed and added")
    func otherKey() throws {
        let other = ReadModelSchema(name: "things", key: [ColumnSchema("number", .integer)], columns: Self.schema.columns)
        let found = try GenerationComparer(
            from: InMemorySnapshot(Self.schema, rows: (0..<20).map { [.text("\($0)"), .null, .units(1), .text("EUR"), .null] }),
            to: InMemorySnapshot(other, rows: (0..<30).map { [.units($0), .null, .units(2), .text("EUR"), .null] }), samples: 4).run()
        #expect(!found.hasSameKey)
        #expect([found.onlyInFrom, found.onlyInTo, found.differing, found.equal] == [20, 30, 0, 0])
        #expect(found.samples.map(\.change) == [.removed, .removed, .added, .added])
        #expect(found.columns.first { $0.name == "amount" }?.sums.first?.to?.description == "0.60")
    }

    @Test("gives back the error of a snapshot, and ends when it is cancelled")
    func ends() throws {
        let rows: [[Cell]] = (0..<5000).map { [.text("\($0)"), .null, .null, .null, .null] }
        let broken = BrokenSnapshot(InMemorySnapshot(Self.schema, rows: rows))
        let error = #expect(throws: RefoldError.self) { _ = try GenerationComparer(from: InMemorySnapshot(Self.schema, rows: rows), to: broken).run() }
        #expect(error?.status == .failed)
        let cancelled = #expect(throws: RefoldError.self) {
            _ = try GenerationComparer(
                from: InMemorySnapshot(Self.schema, rows: rows), to: InMemorySnapshot(Self.schema, rows: rows), isCancelled: { true }).run()
        }
        #expect(cancelled?.status == .incomplete)
    }
}

/// A snapshot that fails after its first block.
private final class BrokenSnapshot: ReadModelSnapshot {
    private let whole: InMemorySnapshot

    func parked() throws(RefoldError) -> [ParkedEvent] { try whole.parked() }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { try whole.load(keys: keys, into: rows) }

    init(_ whole: InMemorySnapshot) { self.whole = whole }

    var generation: Generation { whole.generation }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var blocks = 0
        try whole.rows(columns: columns, where: range, inKeyOrder: inKeyOrder) { block throws(RefoldError) in
            if blocks == 1 { throw RefoldError(.failed, "the disk is broken") }
            blocks += 1
            try visit(block)
        }
    }
}
