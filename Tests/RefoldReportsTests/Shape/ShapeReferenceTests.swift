import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Lines that stand for several, compared with reports of their own")
struct ShapeReferenceTests {
    private func table(_ text: String, _ rows: [[InMemorySnapshot.Cell]], _ period: Period? = nil) throws -> FigureTable {
        try Sample.plan(text).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: 17), period: period)
    }

    private func lines(_ table: FigureTable) -> [[String]] { (0..<table.rowCount).map { table.row($0).map { $0.isNull ? "" : $0.plain } } }

    private static let measures = #"measures: {n: {count: "*"}, s: {sum: "amount"}, d: {distinct: "quantity"}, p: {percentile: "quantity", at: 0.5}}"#

    @Test("Others and the lines shown are made of all rows, for each currency", arguments: 1...6)
    func others(seed: Int) throws {
        let rows = LineReferenceTests.rows(200, seed: UInt64(seed))
        let top = try table(#"{from: "sales", rows: ["shop", {month: "sold_at"}, "currency"], limit: 3, others: true, order: ["-s"], \#(Self.measures)}"#, rows)
        let all = try table(#"{from: "sales", rows: ["shop", {month: "sold_at"}, "currency"], order: ["-s"], \#(Self.measures)}"#, rows)
        for currency in ["EUR", "JPY", "BHD"] {
            let own = lines(all).filter { $0[2] == currency }
            #expect(lines(top).enumerated().filter { $1[2] == currency && !top.others.contains($0) }.map(\.1) == Array(own.prefix(3)))
            // The rows past the limit, as a report of their own that leaves the shown lines out by their keys.
            let shown = Set(own.prefix(3).map { $0.prefix(2).joined(separator: "|") })
            let left = rows.filter { row in
                let name = (SlowReport.text(SlowReport.cell(row, "shop")) ?? "") + "|" + (SlowLines.month(row) ?? "")
                return SlowReport.text(SlowReport.cell(row, "currency")) == currency && !shown.contains(name)
            }
            let rest = try table(#"{from: "sales", rows: ["currency"], \#(Self.measures)}"#, left)
            let others = lines(top).enumerated().filter { $1[2] == currency && top.others.contains($0) }.map(\.1)
            #expect(others.map { Array($0.dropFirst(2)) } == lines(rest))
            #expect(others.allSatisfy { $0[0] == "(others)" && $0[1].isEmpty })
        }
    }

    @Test("Subtotals are the lines of a report with fewer row columns", arguments: 1...6)
    func subtotals(seed: Int) throws {
        let rows = LineReferenceTests.rows(150, seed: UInt64(seed))
        let whole = try table(
            #"{from: "sales", rows: ["shop", {month: "sold_at"}, "is_online", "currency"], subtotals: ["shop", "month"], \#(Self.measures)}"#, rows)
        let outer = try table(#"{from: "sales", rows: ["shop", "currency"], \#(Self.measures)}"#, rows)
        let inner = try table(#"{from: "sales", rows: ["shop", {month: "sold_at"}, "currency"], \#(Self.measures)}"#, rows)
        func found(_ agreeing: [Int]) -> [[String]] {
            whole.subtotals.filter { $0.agreeing == agreeing }.map { subtotal in
                (agreeing + [4, 5, 6, 7]).map { subtotal.values[$0].isNull ? "" : subtotal.values[$0].plain }
            }
        }
        func sorted(_ lines: [[String]]) -> [String] { lines.map { $0.joined(separator: "|") }.sorted() }
        #expect(sorted(found([0, 3])) == sorted(lines(outer)))
        #expect(sorted(found([0, 1, 3])) == sorted(lines(inner)))
        // Each stands right after the last of its lines.
        for subtotal in whole.subtotals {
            func agrees(_ line: Int) -> Bool {
                guard line < whole.rowCount else { return false }
                let cells = Array(whole.row(line))
                return subtotal.agreeing.filter { $0 != 3 }.allSatisfy { cells[$0] == subtotal.values[$0] }
            }
            #expect(agrees(subtotal.after - 1) && !agrees(subtotal.after))
        }
    }

    @Test("A pivot shows what the lines show", arguments: 1...6)
    func pivot(seed: Int) throws {
        let rows = LineReferenceTests.rows(150, seed: UInt64(seed))
        let long = try table(#"{from: "sales", rows: [{month: "sold_at"}, "shop", "currency"], totals: true, \#(Self.measures)}"#, rows)
        let wide = try table(#"{from: "sales", rows: [{month: "sold_at"}, "shop", "currency"], totals: true, pivot: {column: "shop"}, \#(Self.measures)}"#, rows)
        var cells: [String: String] = [:]
        for line in lines(long) {
            for (name, value) in zip(["n", "s", "d", "p"], line.dropFirst(3)) where value != "" {
                cells["\(line[0])|\(line[2])|\(line[1].isEmpty ? "(null)" : line[1])_\(name)"] = value
            }
        }
        var found: [String: String] = [:]
        for line in lines(wide) {
            for (column, value) in zip(wide.columns, line).dropFirst(2) where value != "" && !(value == "0" && cells["\(line[0])|\(line[1])|\(column.name)"] == nil) {
                found["\(line[0])|\(line[1])|\(column.name)"] = value
            }
        }
        #expect(found == cells)
        #expect(wide.columns.map(\.name).prefix(2) == ["month", "currency"])
        let counts = wide.columns.indices.filter { wide.columns[$0].name.hasSuffix("_n") }.compactMap { wide.totals?[$0].number }
        #expect(try counts.reduce(ExactDecimal.zero) { try $0.adding($1) } == long.totals?[3].number)
    }

    @Test("What was there before, and what came, is what is there at the end", arguments: 1...8)
    func stock(seed: Int) throws {
        let rows = LineReferenceTests.rows(150, seed: UInt64(seed))
        let text = #"""
            {from: "sales", period: {column: "sold_at"}, rows: ["shop", "currency"], measures: {
              opening: {sum: "amount", stock: "opening"}, movement: {sum: "amount"}, closing: {sum: "amount", stock: "closing"},
              before: {count: "*", stock: "opening"}, n: {count: "*"}, after: {count: "*", stock: "closing"}}}
            """#
        let plain = #"{from: "sales", period: {column: "sold_at"}, rows: ["shop", "currency"], measures: {s: {sum: "amount"}, n: {count: "*"}}}"#
        let period = try #require(Period(from: try day("2024-02-10"), to: try day("2024-06-03")))
        let stock = try table(text, rows, period)
        func figures(_ from: String, _ to: String) throws -> [String: [String]] {
            let period = try #require(Period(from: try day(from), to: try day(to)))
            let lines = lines(try table(plain, rows, period))
            return Dictionary(uniqueKeysWithValues: lines.map { ("\($0[0])|\($0[1])", Array($0.dropFirst(2))) })
        }
        let (before, own, after) = (try figures("0001-01-01", "2024-02-10"), try figures("2024-02-10", "2024-06-03"), try figures("0001-01-01", "2024-06-03"))
        #expect(stock.rowCount == after.count)
        for line in lines(stock) {
            let key = "\(line[0])|\(line[1])"
            for (place, known) in [(2, before), (3, own), (4, after)] {
                let sum = known[key]?[0] ?? ""
                #expect(ExactDecimal(line[place]) == ExactDecimal(sum.isEmpty ? "0" : sum))
                #expect(line[place + 3] == known[key]?[1] ?? "0")
            }
        }
        // Without a period nothing was there before.
        for line in lines(try table(text, rows)) { #expect(ExactDecimal(line[2]) == .zero && line[3] == line[4] && line[5] == "0" && line[6] == line[7]) }
    }

    @Test("Each cut of the period has a line for each combination", arguments: 1...4)
    func fill(seed: Int) throws {
        let rows = LineReferenceTests.rows(40, seed: UInt64(seed))
        let text = #"{from: "sales", period: {column: "sold_at"}, rows: ["shop", {month: "sold_at"}, "currency"], fill: ["month"], measures: {n: {count: "*"}, s: {sum: "amount"}, run: {running: "s", along: "month"}, lo: {min: "amount"}}}"#
        let bare = #"{from: "sales", period: {column: "sold_at"}, rows: ["shop", {month: "sold_at"}, "currency"], measures: {n: {count: "*"}, s: {sum: "amount"}, lo: {min: "amount"}}}"#
        let period = try #require(Period(from: try day("2023-11-15"), to: try day("2024-08-02")))
        let (filled, plain) = (lines(try table(text, rows, period)), lines(try table(bare, rows, period)))
        let months = ["2023-11", "2023-12"] + (1...8).map { "2024-0\($0)" }
        let combinations = Set(plain.map { [$0[0], $0[2]] })
        #expect(filled.count == combinations.count * months.count)
        for combination in combinations {
            let own = filled.filter { $0[0] == combination[0] && $0[2] == combination[1] }
            #expect(own.map { $0[1] } == months)
            var sum = ExactDecimal.zero
            for line in own {
                let known = plain.first { $0[0] == line[0] && $0[1] == line[1] && $0[2] == line[2] }
                let s = known?[4] ?? "0"
                #expect([line[3], line[6]] == [known?[3] ?? "0", known?[5] ?? ""])
                if known == nil { #expect(ExactDecimal(line[4]) == .zero) } else { #expect(line[4] == s) }
                if let value = ExactDecimal(s) { sum = try sum.adding(value) }
                #expect((ExactDecimal(line[5]) ?? .zero) == sum)
            }
        }
    }
}
