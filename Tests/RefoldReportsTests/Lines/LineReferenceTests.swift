import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Measures of lines compared with a slow reference")
struct LineReferenceTests {
    /// Rows of a few months, with gaps.
    static func rows(_ count: Int, seed: UInt64) -> [[InMemorySnapshot.Cell]] {
        var random = SeededNumbers(seed)
        let months: [Int64] = [1_704_067_200, 1_706_745_600, 1_709_251_200, 1_714_521_600, 1_717_200_000, 1_719_792_000]
        return (0..<count).map { number in
            var cells: [String: InMemorySnapshot.Cell] = [:]
            func maybe(_ name: String, _ cell: InMemorySnapshot.Cell) { if Int.random(in: 0..<9, using: &random) > 0 { cells[name] = cell } }
            maybe("shop", .text(["Rome", "Ämtli", "東京"].randomElement(using: &random) ?? ""))
            maybe("sold_at", .units(((months.randomElement(using: &random) ?? 0) + .random(in: 0..<2_000_000, using: &random)) * 1_000_000))
            let currency = ["EUR", "JPY", "BHD"].randomElement(using: &random) ?? "EUR"
            cells["currency"] = .text(currency)
            maybe("amount", .units(.random(in: -500...900, using: &random)))
            maybe("quantity", .units(.random(in: 0...9, using: &random)))
            return Sample.row("\(number)", cells)
        }
    }

    private static let text = """
        {from: "sales", rows: [{month: "sold_at"}, "shop", "currency"], measures: {
          n: {count: "*"}, s: {sum: "amount"},
          run: {running: "s", along: "month"}, old: {previous: "s", along: "month"}, older: {previous: "n", along: "month", by: 2},
          d: {change: "s", along: "month"}, g: {growth: "s", along: "month", scale: 4}, m: {moving: "s", along: "month", last: 2, scale: 4},
          part: {share: "s", scale: 4}, own: {share: "n", within: ["month"], scale: 4}, place: {rank: "s"}}}
        """

    @Test("Random rows give what plain arithmetic gives, at any block size", arguments: 1...12)
    func random(seed: Int) throws {
        let rows = Self.rows([0, 1, 9, 60, 400][seed % 5], seed: UInt64(seed))
        let slow = SlowLines(rows)
        var expected: [[String]] = []
        for key in slow.rows.keys {
            let digits = SlowLines.digits(key.currency)
            func at(_ steps: Int) -> SlowLines.Key? {
                guard let month = key.month else { return nil }
                let other = SlowLines.Key(month: SlowLines.month(month, before: steps), shop: key.shop, currency: key.currency)
                return slow.rows[other] == nil ? nil : other
            }
            let s = slow.sum([key])
            let upTo = slow.rows.keys.filter { other in
                guard let own = key.month, let month = other.month else { return false }
                return month <= own && other.shop == key.shop && other.currency == key.currency
            }
            let before = at(1).flatMap { slow.sum([$0]) }
            let moving: Int128? = if let s, let before { SlowLines.ratio(s + before, 2) } else { nil }
            let whole = slow.sum(slow.rows.keys.filter { $0.currency == key.currency })
            let inMonth = slow.rows.keys.filter { $0.month == key.month }.reduce(0) { $0 + slow.count($1) }
            let larger = slow.rows.keys.filter { other in
                guard other.currency == key.currency, let s, let value = slow.sum([other]) else { return false }
                return value > s
            }.count
            let growth: Int128? = if let s, let before, before != 0 { SlowLines.ratio(s - before, before) } else { nil }
            let share: Int128? = if let s, let whole, whole != 0 { SlowLines.ratio(s, whole) } else { nil }
            expected.append([
                key.month ?? "", key.shop ?? "", key.currency ?? "", "\(slow.count(key))", SlowReport.decimal(s, digits),
                SlowReport.decimal(key.month == nil ? nil : slow.sum(upTo), digits), SlowReport.decimal(before, digits),
                at(2).map { "\(slow.count($0))" } ?? "", SlowReport.decimal(s.flatMap { own in before.map { own - $0 } }, digits),
                SlowReport.decimal(growth, 4), moving.map { Self.scaled($0, digits) } ?? "", SlowReport.decimal(share, 4),
                SlowReport.decimal(SlowLines.ratio(Int128(slow.count(key)), Int128(inMonth)), 4), s == nil ? "" : "\(larger + 1)",
            ])
        }
        expected.sort { a, b in
            for (left, right) in zip(a, b) where left != right { return left.utf8.lexicographicallyPrecedes(right.utf8) }
            return false
        }
        let plan = try Sample.plan(Self.text)
        for size in [1, 13, 1000] {
            let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: size), period: nil)
            let lines = (0..<table.rowCount).map { table.row($0).map { $0.isNull ? "" : $0.plain } }
            #expect(lines == expected)
        }
    }

    /// Four decimals of a quotient of units: those of the currency come on top, and the figure is rounded to four.
    private static func scaled(_ quotient: Int128, _ digits: Int) -> String {
        let exact = ExactDecimal(mantissa: quotient, scale: 4 + digits)
        return (try? exact?.rescaled(to: 4, rounding: .halfEven))?.description ?? ""
    }
}
