import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Which lines a report shows")
struct ShapeTests {
    private static func sales() throws -> [[InMemorySnapshot.Cell]] {
        func row(_ key: String, _ shop: String?, _ time: String, _ amount: Int64, _ currency: String) throws -> [InMemorySnapshot.Cell] {
            Sample.row(key, [
                "shop": shop.map { .text($0) } ?? .null, "sold_at": try micros(time), "amount": .units(amount), "currency": .text(currency), "quantity": .units(amount % 7),
            ])
        }
        return [
            try row("a", "Rome", "2024-01-10T00:00:00Z", 1000, "EUR"), try row("b", "Rome", "2024-02-10T00:00:00Z", 3000, "EUR"),
            try row("c", "Ostia", "2024-02-11T00:00:00Z", 500, "EUR"), try row("d", "Ostia", "2024-04-01T00:00:00Z", 700, "JPY"),
            try row("e", nil, "2024-04-02T00:00:00Z", 100, "EUR"), try row("f", "Bari", "2024-04-03T00:00:00Z", 100, "EUR"),
        ]
    }

    @Test("Lines are chosen by their figures after shares and ranks were worked out over all lines")
    func having() throws {
        let text = """
            {from: "sales", where: {currency: "EUR"}, rows: ["shop"], having: {amount: {above: 2}, shop: {not: null}}, order: ["-amount"], totals: true,
             measures: {amount: {sum: "amount"}, part: {share: "amount", scale: 2}, place: {rank: "amount"}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == """
                shop,amount,part,place
                Rome,40.00,0.85,1
                Ostia,5.00,0.11,2
                total,45.00,0.96,

                """)
    }

    @Test("A limit leaves one line for the others, and a currency its own")
    func others() throws {
        let text = """
            {from: "sales", rows: ["shop", "currency"], limit: 1, others: true, order: ["-amount"], totals: true,
             measures: {amount: {sum: "amount"}, n: {count: "*"}, part: {share: "amount", scale: 4}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == """
                shop,currency,amount,n,part
                Rome,EUR,40.00,2,0.8511
                (others),EUR,7.00,3,0.1489
                Ostia,JPY,700,1,1.0000
                total,,,6,

                """)
    }

    @Test("A pivot makes a column for each value that occurs, or that is stated")
    func pivot() throws {
        let text = """
            {from: "sales", where: {currency: "EUR"}, rows: [{month: "sold_at"}, "shop"], pivot: {column: "shop"VALUES}, totals: true,
             measures: {amount: {sum: "amount"}, n: {count: "*"}}CHECKS}
            """
        let all = text.replacing("VALUES", with: "").replacing("CHECKS", with: "")
        #expect(
            try Sample.csv(all, Self.sales()) == """
                month,(null)_amount,(null)_n,Bari_amount,Bari_n,Ostia_amount,Ostia_n,Rome_amount,Rome_n
                2024-01,,0,,0,,0,10.00,1
                2024-02,,0,,0,5.00,1,30.00,1
                2024-04,1.00,1,1.00,1,,0,,0
                total,1.00,1,1.00,1,5.00,1,40.00,2

                """)
        let some = text.replacing("VALUES", with: #", values: ["Rome", null]"#).replacing("CHECKS", with: "")
        #expect(
            try Sample.csv(some, Self.sales()) == """
                month,Rome_amount,Rome_n,(null)_amount,(null)_n
                2024-01,10.00,1,,0
                2024-02,30.00,1,,0
                2024-04,,0,1.00,1
                total,40.00,2,1.00,1

                """)
        let checked = text.replacing("VALUES", with: #", values: ["Rome", "Ostia"]"#).replacing("CHECKS", with: #", checks: ["Rome_n >= Ostia_n", "Rome_amount <= 20"]"#)
        let plan = try Sample.plan(checked)
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: Self.sales(), blockSize: 10), period: nil)
        #expect(plan.failedChecks(of: table) == [FailedCheck("Rome_amount <= 20", lines: [2])])
        #expect(plan.findings(in: table).map(\.what) == [#"the check "Rome_amount <= 20" fails in line 2: Rome_amount is 30.00"#])
    }

    @Test("What a limit or having leaves out of a pivot is empty, and not that of no rows")
    func pivotOfSome() throws {
        let text = """
            {from: "sales", where: {currency: "EUR"}, rows: [{month: "sold_at"}, "shop"], pivot: {column: "shop"}, having: {amount: {above: 2}},
             measures: {amount: {sum: "amount"}, n: {count: "*"}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == """
                month,Ostia_amount,Ostia_n,Rome_amount,Rome_n
                2024-01,,0,10.00,1
                2024-02,5.00,1,30.00,1

                """)
        let limited = text.replacing("having: {amount: {above: 2}}", with: #"order: ["-amount"], limit: 1, others: true"#)
        #expect(
            try Sample.csv(limited, Self.sales()) == """
                month,(null)_amount,(null)_n,Bari_amount,Bari_n,Ostia_amount,Ostia_n,Rome_amount,Rome_n
                2024-02,,0,,0,,,30.00,1
                (others),1.00,1,1.00,1,5.00,1,10.00,1

                """)
    }

    @Test("Null and the text that stands for it are two values of a pivot")
    func nullInPivot() throws {
        let rows = try Self.sales() + [Sample.row("g", ["shop": .text("(null)"), "quantity": .units(9)])]
        let text = #"{from: "sales", rows: [{month: "sold_at"}, "shop"], pivot: {column: "shop"VALUES}, measures: {n: {count: "*"}}}"#
        let plan = try Sample.plan(text.replacing("VALUES", with: ""))
        let error = #expect(throws: RefoldError.self) { try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: 10), period: nil) }
        #expect(error?.description.contains("two columns of one name") == true)
        #expect(
            try Sample.csv(text.replacing("VALUES", with: ", values: [null]"), rows) == """
                month,(null)_n
                ,0
                2024-01,0
                2024-02,0
                2024-04,1

                """)
        #expect(Sample.faults(text.replacing("VALUES", with: #", values: [null, "(null)"]"#)).map { $0.contains("two values give columns of one name") } == [true])
    }

    @Test("Values of a pivot are read as the column's type, and those that it cannot have are refused")
    func pivotValues() throws {
        let rows = try Self.sales()
        let text = #"{from: "sales", rows: ["currency", "quantity"], pivot: {column: "quantity", values: VALUES}, measures: {n: {count: "*"}}}"#
        #expect(try Sample.csv(text.replacing("VALUES", with: #"["6", 2.0]"#), rows).hasPrefix("currency,6_n,2_n\n"))
        #expect(Sample.faults(text.replacing("VALUES", with: #"["many"]"#)).map { $0.contains("cannot have") } == [true])
    }

    @Test("Cuts whose texts have another order than they are not ordered in having")
    func havingOfCuts() throws {
        let text = #"{from: "sales", rows: [{CUT}], having: {c: TEST}, measures: {n: {count: "*"}}}"#
        func faults(_ cut: String, _ test: String) -> Int { Sample.faults(text.replacing("CUT", with: cut).replacing("TEST", with: test)).count }
        #expect(faults(#"hour: "sold_at", as: "c""#, #"{above: "2024-01-01T00Z"}"#) == 1)
        #expect(faults(#"bands: "quantity", at: [1], as: "c""#, #"{below: "x"}"#) == 1)
        #expect(faults(#"bands: "quantity", at: [1], as: "c""#, #""below 1""#) == 0)
        #expect(faults(#"month: "sold_at", as: "c""#, #"{above: "2024-01"}"#) == 0)
    }

    @Test("Rows in any order give the same lines in the same order")
    func anyOrder() throws {
        let text = #"{from: "sales", rows: ["shop", "currency"], limit: 1, others: true, order: ["shop"], pivot: {column: "shop"}, totals: true, measures: {n: {count: "*"}, a: {sum: "amount"}}}"#
        let plain = #"{from: "sales", rows: ["shop", "currency"], limit: 1, others: true, totals: true, measures: {n: {count: "*"}, a: {sum: "amount"}}}"#
        let rows = try Self.sales()
        for definition in [text, plain] { #expect(try Sample.csv(definition, rows) == Sample.csv(definition, rows.reversed())) }
    }

    @Test("A pivot by the currency has amounts of one currency in each column")
    func currencies() throws {
        let text = #"{from: "sales", rows: ["shop", "currency"], pivot: {column: "currency"}, totals: true, measures: {amount: {sum: "amount"}}}"#
        #expect(
            try Sample.csv(text, Self.sales()) == """
                shop,EUR_amount,JPY_amount
                ,1.00,
                Bari,1.00,
                Ostia,5.00,700
                Rome,40.00,
                total,47.00,700

                """)
        let table = try Sample.plan(text).run(on: InMemorySnapshot(Sample.schema, rows: Self.sales(), blockSize: 10), period: nil)
        #expect(table.columns[2].type == .money(.fixed(try #require(Currency(code: "JPY")))))
    }

    @Test("Subtotals stand after their lines in tables for people, and are not in CSV")
    func subtotals() throws {
        let text = """
            {from: "sales", title: "Shops", where: {currency: "EUR", shop: {not: null}}, rows: ["shop", {month: "sold_at"}], subtotals: ["shop"], totals: true,
             measures: {amount: {sum: "amount"}}}
            """
        let table = try Sample.plan(text).run(on: InMemorySnapshot(Sample.schema, rows: Self.sales(), blockSize: 10), period: nil)
        #expect(
            try table.text() == """
                Shops

                shop   month     amount
                -----  --------  ------
                Bari   2024-04     1.00
                Bari   subtotal    1.00
                Ostia  2024-02     5.00
                Ostia  subtotal    5.00
                Rome   2024-01    10.00
                Rome   2024-02    30.00
                Rome   subtotal   40.00
                -----  --------  ------
                total             46.00

                """)
        #expect(!String(decoding: try table.bytes(as: CSVFormat()), as: UTF8.self).contains("subtotal"))
        let bytes = try table.bytes(as: JSONFormat())
        #expect(String(decoding: bytes, as: UTF8.self).contains(#"{"shop":"Rome","amount":"40.00"}"#))
        #expect(try JSONReportReader.table(of: bytes, rowColumns: 2, at: .nowhere) == table)
    }

    @Test("Amounts of two currencies are never ordered among each other")
    func order() throws {
        let text = #"{from: "sales", rows: ["shop", "currency"], order: ["-amount"], measures: {amount: {sum: "amount"}}}"#
        #expect(
            try Sample.csv(text, Self.sales()) == """
                shop,currency,amount
                Rome,EUR,40.00
                Ostia,EUR,5.00
                ,EUR,1.00
                Bari,EUR,1.00
                Ostia,JPY,700

                """)
    }

    @Test("Lines without rows are made between the first cut and the last one")
    func fill() throws {
        let text = #"{from: "sales", where: {currency: "EUR"}, rows: [{month: "sold_at"}], fill: ["month"], measures: {n: {count: "*"}, amount: {sum: "amount"}, hi: {max: "amount"}, old: {previous: "n", along: "month"}}}"#
        #expect(
            try Sample.csv(text, Self.sales()) == """
                month,n,amount,hi,old
                2024-01,1,10.00,10.00,
                2024-02,2,35.00,30.00,1
                2024-03,0,0.00,,2
                2024-04,2,2.00,1.00,0

                """)
    }

    @Test("Subtotals of every line, and lines of one year with the months of another, are refused")
    func pointless() {
        let subtotals = #"{from: "sales", rows: ["shop", {month: "sold_at"}], pivot: {column: "month"}, subtotals: ["shop"], measures: {n: {count: "*"}}}"#
        #expect(Sample.faults(subtotals).map { $0.contains("every line is its own subtotal") } == [true])
        let fill = #"{from: "sales", rows: [{year: "sold_at"}, {month: "sold_at"}], fill: ["month"], measures: {n: {count: "*"}}}"#
        #expect(Sample.faults(fill).map { $0.contains("\"month\" and \"year\" cut one column") } == [true])
    }

    @Test("Every fault of these words is found at once, with a remedy")
    func faults() {
        let text = """
            {from: "sales", rows: ["shop", {month: "sold_at"}], others: true, fill: ["shop"], subtotals: ["month"], pivot: {column: "shpo", values: ["a", "a"]},
             having: {amout: {above: 1}, n: {above: "x"}}, measures: {n: {count: "*"}, a: {average: "quantity", scale: 1},
              r: {running: "n"}, q: {running: "n", along: "shop"}, g: {growth: "n", along: "month"}, m: {moving: "n", along: "month", last: 1, scale: 2},
              s: {share: "a", scale: 2}, w: {share: "n", within: ["n"], scale: 2}, x: {rank: "y"}, y: {sum: "quantity", stock: "opened"},
              o: {running: "a", along: "month"}, z: {sum: "quantity", stock: "opening"}, v: {previous: "n", along: "month", where: {shop: "a"}}, t: {max: "shop"}, c: {change: "t", along: "month"}}}
            """
        let faults = Sample.faults(text)
        for expected in [
            "no line is left out", "\"shop\", whose values do not follow each other", "do not stand together", "there is no row column \"shpo\"", "did you mean \"shop\"",
            "two values give columns of one name", "there is no column \"amout\"", "the key \"along\" is missing", "found 1; expected a whole number from 2 to 1000",
            "does not add up over lines", "\"n\" is a measure", "stands below this one", "there is no kind of stock \"opened\"",
            "is a stock, and the report has no period", "a measure of lines has no rows to choose from", "the measure \"t\" is text",
        ] {
            #expect(faults.contains { $0.contains(expected) }, "\(expected) in\n\(faults.joined(separator: "\n"))")
        }
    }
}
