import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Statistics compared with a slow reference")
struct StatisticsTests {
    private static let text = """
        {from: "sales", rows: ["currency"], totals: true, measures: {
         med: {median: "price"}, dev: {deviation: "price", scale: 4}, money: {deviation: "amount"},
         first: {first: "shop", by: "sold_at"}, last: {last: "price", by: "sold_at"}, least: {first: "sold_at", by: "price"}, by_text: {last: "amount", by: "shop"},
         w: {weighted: "price", by: "amount", scale: 3}, mean: {weighted: "amount", by: "price"}, pairs: {distinct: ["shop", "price"]},
         few: {last: "shop", by: "price", where: {price: {below: 0}}}, listed: {distinct: ["amount", "currency"]}}}
        """

    @Test("Every kind gives what its definition says over random rows, at any block size and in any order of the rows", arguments: 1...10)
    func random(seed: Int) throws {
        var rows = ReportReferenceTests.rows([1, 2, 9, 60, 300][seed % 5], seed: UInt64(seed)).map { row in
            var row = row
            // The same times and prices again and again, so that ties occur.
            for name in ["sold_at", "price"] {
                if let units = SlowReport.units(SlowReport.cell(row, name)) { row[Sample.column(name)] = .units(Int64(units / 7 % 20)) }
            }
            return row
        }
        let plan = try Sample.plan(Self.text)
        let expected = ["BHD", "EUR", "JPY"].compactMap { currency -> [String]? in
            let own = rows.filter { SlowReport.text(SlowReport.cell($0, "currency")) == currency }
            return own.isEmpty ? nil : Self.line(currency, own)
        }
        var random = SeededNumbers(UInt64(seed))
        for blockSize in [1, 7, 1000] {
            let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
            #expect((0..<table.rowCount).map { table.row($0).map { $0.isNull ? "" : $0.plain } } == expected)
            // Amounts of several currencies are neither compared nor added.
            let totals = try #require(table.totals).map(\.isNull)
            #expect(totals[3] && totals[6...9].contains(true) && !totals[10])
            rows.shuffle(using: &random)
        }
    }

    private static func line(_ currency: String, _ rows: [[InMemorySnapshot.Cell]]) -> [String] {
        let digits = ["EUR": 2, "JPY": 0, "BHD": 3][currency] ?? 0
        func units(_ row: [InMemorySnapshot.Cell], _ name: String) -> Int128? { SlowReport.units(SlowReport.cell(row, name)) }
        func shop(_ row: [InMemorySnapshot.Cell]) -> ExactText? { SlowReport.text(SlowReport.cell(row, "shop")).map { ExactText($0) } }
        func pairs<By, Value>(_ by: ([InMemorySnapshot.Cell]) -> By?, _ value: ([InMemorySnapshot.Cell]) -> Value?) -> [(by: By, value: Value)] {
            rows.compactMap { row in by(row).flatMap { by in value(row).map { (by, $0) } } }
        }
        let (prices, amounts) = (rows.compactMap { units($0, "price") }, rows.compactMap { units($0, "amount") })
        let weighed = pairs({ units($0, "amount") }, { units($0, "price") })
        let (products, weights) = (weighed.map { $0.by * $0.value }.reduce(0, +), weighed.map(\.by).reduce(0, +))
        let priceSum = weighed.map(\.value).reduce(0, +)
        let first = SlowReport.edge(pairs({ units($0, "sold_at") }, shop), isLast: false).min()
        let least = SlowReport.edge(pairs({ units($0, "price") }, { units($0, "sold_at") }), isLast: false).min()
        let few = rows.filter { units($0, "price").map { $0 < 0 } ?? false }
        let fewest = SlowReport.edge(few.compactMap { row in units(row, "price").flatMap { by in shop(row).map { (by, $0) } } }, isLast: true).max()
        return [
            currency, SlowReport.decimal(SlowReport.percentile(prices, hundredths: 50), 2), SlowReport.decimal(SlowReport.deviation(prices, decimals: 2), 4),
            SlowReport.decimal(SlowReport.deviation(amounts, decimals: 0), digits), first?.text ?? "",
            SlowReport.decimal(SlowReport.edge(pairs({ units($0, "sold_at") }, { units($0, "price") }), isLast: true).max(), 2),
            least.flatMap { Timestamp(microseconds: Int64($0)) }?.description ?? "",
            SlowReport.decimal(SlowReport.edge(pairs(shop, { units($0, "amount") }), isLast: true).max(), digits),
            SlowReport.decimal(weights == 0 ? nil : SlowReport.quotient(products * 10, weights), 3),
            SlowReport.decimal(priceSum == 0 ? nil : SlowReport.quotient(products, priceSum), digits),
            "\(Set(pairs(shop, { units($0, "price") }).map { "\($0.by.text)\u{1}\($0.value)" }.map { ExactText($0) }).count)", fewest?.text ?? "", "\(Set(amounts).count)",
        ]
    }

    @Test("Deviations and weighted averages are exact at the largest numbers")
    func largest() throws {
        let rows = [Int64.min, .max].enumerated().map { Sample.row("\($0.offset)", ["quantity": .units($0.element), "price": .units($0.element), "shop": .text("a")]) }
        let text = #"{from: "sales", measures: {d: {deviation: "quantity", scale: 18}, u: {deviation: "quantity", scale: 0, rounding: "half-up"}, c: {deviation: "quantity", scale: 0, rounding: "down"}}}"#
        #expect(try Sample.csv(text, rows).split(separator: "\n").last == "13043817825332782211.642465025065960844,13043817825332782212,13043817825332782211")
        let one = try Sample.csv(text, Array(rows.prefix(1)))
        #expect(one == "d,u,c\n,,\n")
        let weighted = #"{from: "sales", measures: {w: {weighted: "quantity", by: "quantity", scale: 2}}}"#
        #expect(try Sample.csv(weighted, Array(rows.prefix(1))) == "w\n-9223372036854775808.00\n")
        // The sum of the products has 39 digits.
        let error = #expect(throws: RefoldError.self) { try Sample.csv(weighted, rows) }
        #expect(error?.description.contains("more than 38 digits") == true)
    }

    @Test("Distances that lie in the middle go to the even neighbour, or as the definition says")
    func rounding() throws {
        // The deviation of 0 and 1 by twos: the values 0, 3 and 0 have the variance 3, and 0, 0, 0, 5 the variance 6.25.
        func csv(_ values: [Int64], _ rounding: String) throws -> Substring? {
            let rows = values.enumerated().map { Sample.row("\($0.offset)", ["quantity": .units($0.element)]) }
            return try Sample.csv("{from: \"sales\", measures: {d: {deviation: \"quantity\", scale: 0, rounding: \"\(rounding)\"}}}", rows).split(separator: "\n").last
        }
        #expect(try csv([0, 0, 0, 5], "half-even") == "2")
        #expect(try csv([0, 0, 0, 5], "half-up") == "3")
        #expect(try csv([0, 0, 0, 5], "down") == "2")
        #expect(try csv([0, 0, 0, 7], "half-even") == "4")
        #expect(try csv([0, 0, 0, 7], "down") == "3")
        #expect(try csv([4, 4], "half-up") == "0")
    }

    @Test("A column that does not fit, a missing key and money of an unknown currency are told together")
    func faults() {
        let faults = Sample.faults(
            """
            {from: "sales", measures: {
              a: {first: "note", by: "sold_at"},
              b: {last: "shop", by: "is_online"},
              c: {weighted: "price", by: "shop", scale: 2},
              d: {deviation: "price"},
              e: {first: "price"},
              f: {last: "price", by: "amount"},
              g: {distinct: []},
              h: {distinct: ["shop", "shop"]},
              i: {distinct: ["shop", "amount"]},
              j: {weighted: "price", by: "quantty", scale: 2},
              k: {median: ["price"]},
            }}
            """)
        #expect(faults.count == 11)
        for (fault, words) in zip(faults, ["JSON has no order", "is boolean", "\"shop\" is", "a standard deviation has no end of decimals", "by", "currency", "an empty list", "stands twice", "currency", "did you mean \"quantity\"", "median"]) {
            #expect(fault.contains(words), "\(fault)")
        }
    }

    @Test("The rows behind a first or last value come in their order, and the rule names the columns")
    func explained() throws {
        let rows = [(3, 10), (1, 20), (1, 5), (2, 99)].enumerated().map { Sample.row("\($0.offset)", ["quantity": .units(Int64($0.element.0)), "price": .units(Int64($0.element.1))]) }
            + [Sample.row("x", ["price": .units(1)])]
        let plan = try Sample.plan(
            #"{from: "sales", measures: {f: {first: "price", by: "quantity"}, l: {last: "price", by: "quantity"}, w: {weighted: "price", by: "quantity", scale: 2}, d: {distinct: ["quantity", "price"]}, m: {median: "price"}, s: {deviation: "price", scale: 2}}}"#)
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows)
        func figure(_ measure: Int) throws -> ExplainedFigure { try plan.explain(measure, of: nil, on: snapshot, period: nil, limit: 9) }
        #expect(try figure(0).rows.map(\.value.plain) == ["0.05", "0.20", "0.99", "0.10"])
        #expect(try figure(0).rule == #"the value in the row with the smallest "quantity", of 4 values, and the smallest value of several such rows: 0.05"#)
        #expect(try figure(1).rows.map(\.value.plain) == ["0.10", "0.99", "0.20", "0.05"])
        #expect(try figure(2).rule == #"the sum of "price" × "quantity" divided by the sum of "quantity", of 4 values, rounded half-even to 2 decimals: 0.36"#)
        #expect(try figure(3).rows.map(\.value.plain) == ["3, 0.10", "2, 0.99", "1, 0.20", "1, 0.05"])
        #expect(try figure(3).rule == "the number of different combinations of values among 4 rows in which none is null: 4")
        #expect(try figure(4).rule == "the median of 5 values by nearest rank, number 3 in ascending order: 0.10")
        #expect(try figure(5).rule == "the sample standard deviation of 5 values, rounded half-even to 2 decimals: 0.41")
    }
}
