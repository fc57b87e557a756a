import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Running a report")
struct ReportRunTests {
    private static func sales() throws -> [[InMemorySnapshot.Cell]] {
        [
            Sample.row("a", ["shop": .text("Rome"), "quantity": .units(2), "price": .units(1999), "sold_at": try micros("2024-01-31T23:30:00Z"),
                "amount": .units(1050), "currency": .text("EUR"), "is_online": .units(1)]),
            Sample.row("b", ["shop": .text("Rome"), "quantity": .units(-5), "price": .units(1), "sold_at": try micros("2024-02-01T00:00:00Z"),
                "amount": .units(300), "currency": .text("JPY"), "is_online": .units(0)]),
            Sample.row("c", ["shop": .text("Ämtli"), "price": .units(500), "sold_at": try micros("2024-02-29T12:00:00Z"),
                "amount": .units(7), "currency": .text("EUR")]),
            Sample.row("d", ["quantity": .units(9), "sold_at": try micros("2024-03-01T00:00:00Z")]),
        ]
    }

    @Test("Every aggregate skips nulls, and the totals are computed over all rows")
    func aggregates() throws {
        let text = """
            {from: "sales", rows: ["shop"], totals: true, measures: {
              rows: {count: "*"}, quantities: {count: "quantity"}, total: {sum: "quantity"}, price: {sum: "price"},
              mean: {average: "price", scale: 3}, low: {min: "price"}, high: {max: "price"}, shops: {distinct: "shop"},
              half: {percentile: "price", at: 0.5}, first: {min: "shop"}, last: {max: "sold_at"}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == """
                shop,rows,quantities,total,price,mean,low,high,shops,half,first,last
                ,1,1,9,,,,,0,,,2024-03-01T00:00:00Z
                Rome,2,2,-3,20.00,10.000,0.01,19.99,1,0.01,Rome,2024-02-01T00:00:00Z
                Ämtli,1,0,,5.00,5.000,5.00,5.00,1,5.00,Ämtli,2024-02-29T12:00:00Z
                total,4,3,6,25.00,8.333,0.01,19.99,2,5.00,Rome,2024-03-01T00:00:00Z

                """)
    }

    @Test("Amounts keep the decimals of their currency, and have no total over several")
    func amounts() throws {
        let text = """
            {from: "sales", rows: ["currency"], totals: true, where: {amount: {not: null}}, measures: {
              amount: {sum: "amount"}, mean: {average: "amount"}, fine: {average: "amount", scale: 4}, n: {count: "*"},
              tax: {multiply: ["amount", 0.22]}, rounded: {multiply: ["amount", 0.22], scale: 2}, ratio: {divide: ["amount", "mean"], scale: 1}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == """
                currency,amount,mean,fine,n,tax,rounded,ratio
                EUR,10.57,5.28,5.2850,2,2.3254,2.33,2.0
                JPY,300,300,300.0000,1,66.00,66.00,1.0
                total,,,,3,,,

                """)
    }

    @Test("If the currency is fixed there is a total")
    func fixedCurrency() throws {
        let text = """
            {from: "sales", rows: [{month: "sold_at"}], totals: true, where: {currency: "EUR"}, measures: {amount: {sum: "amount"}}}
            """
        #expect(try Sample.csv(text, Self.sales()) == "month,amount\n2024-01,10.50\n2024-02,0.07\ntotal,10.57\n")
    }

    @Test("A report without row columns has one line, even over no rows")
    func oneLine() throws {
        let text = "{from: \"sales\", measures: {n: {count: \"*\"}, s: {sum: \"quantity\"}, d: {distinct: \"shop\"}}}"
        #expect(try Sample.csv(text, []) == "n,s,d\n0,,0\n")
        #expect(try Sample.csv(text, Self.sales()) == "n,s,d\n4,6,2\n")
    }

    @Test("A report with row columns over no rows has a header and totals")
    func noRows() throws {
        let text = "{from: \"sales\", rows: [\"shop\"], totals: true, measures: {n: {count: \"*\"}, p: {percentile: \"price\", at: 1}}}"
        #expect(try Sample.csv(text, []) == "shop,n,p\ntotal,0,\n")
    }

    @Test("Months are truncated in the zone of the period, unless another is given")
    func zones() throws {
        let text = """
            {from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"},
             rows: [{month: "sold_at"}, {day: "sold_at", timeZone: "UTC", as: "utc_day"}, {year: "sold_at"}], measures: {n: {count: "*"}}}
            """
        let period = try Period("2024-02", today: day("2024-05-05"))
        #expect(
            try Sample.csv(text, Self.sales(), period: period) == """
                month,utc_day,year,n
                2024-02,2024-01-31,2024,1
                2024-02,2024-02-01,2024,1
                2024-02,2024-02-29,2024,1

                """)
    }

    @Test("Lines come in the stated order, then by the row columns, nulls first or, descending, last")
    func order() throws {
        let text = "{from: \"sales\", rows: [\"shop\"], order: [\"-n\", \"-shop\"], measures: {n: {count: \"*\"}}}"
        #expect(try Sample.csv(text, Self.sales()) == "shop,n\nRome,2\nÄmtli,1\n,1\n")
    }

    @Test("Sums beyond 64 bits are exact")
    func largeSums() throws {
        let rows = (0..<5).map { Sample.row("\($0)", ["quantity": .units(.max), "price": .units(.min)]) }
        let text = "{from: \"sales\", measures: {s: {sum: \"quantity\"}, p: {sum: \"price\"}, a: {average: \"price\", scale: 2}}}"
        #expect(try Sample.csv(text, rows) == "s,p,a\n46116860184273879035,-461168601842738790.40,-92233720368547758.08\n")
    }

    @Test("Dividing by zero or by nothing gives null")
    func divisionByZero() throws {
        let text = """
            {from: "sales", rows: ["key"], measures: {q: {sum: "quantity"}, z: {subtract: ["q", "q"]}, by_zero: {divide: ["q", "z"], scale: 2},
             third: {divide: ["q", 3], scale: 2}}}
            """
        #expect(
            try Sample.csv(text, Self.sales()) == "key,q,z,by_zero,third\na,2,0,,0.67\nb,-5,0,,-1.67\nc,,,,\nd,9,0,,3.00\n")
    }

    @Test("A product out of range ends the report with status 1")
    func overflow() throws {
        let rows = [Sample.row("a", ["quantity": .units(.max)])]
        let plan = try Sample.plan(
            "{from: \"sales\", measures: {a: {sum: \"quantity\"}, b: {multiply: [\"a\", \"a\"]}, c: {multiply: [\"b\", \"b\"]}}}")
        #expect(throws: RefoldError(
            .failed, "the measure \"c\" cannot be worked out: the number is too large", at: .named("report sales/r"), remedy: "give it a smaller scale")
        ) { try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
    }

    @Test("An amount without a known currency ends the report with status 1")
    func unknownCurrency() throws {
        let rows = [Sample.row("a", ["amount": .units(1), "currency": .text("QQQ")])]
        let plan = try Sample.plan("{from: \"sales\", rows: [\"currency\"], measures: {a: {sum: \"amount\"}}}")
        #expect(throws: RefoldError.self) { try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
    }

    @Test("Times and days outside the calendar end the report with status 1, they do not trap")
    func outsideTheCalendar() throws {
        for (column, cut) in [("sold_at", "day"), ("sold_at", "month"), ("due_on", "year"), ("due_on", "day")] {
            for value in [Int64.min, .max] {
                let rows = [Sample.row("a", [column: .units(value)])]
                let plan = try Sample.plan("{from: \"sales\", rows: [{\(cut): \"\(column)\"}], measures: {a: {max: \"\(column)\"}}}")
                #expect(throws: RefoldError.self) { try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
            }
        }
    }

    @Test("Rows of another shape than the projection declares are refused")
    func otherShape() throws {
        let plan = try Sample.plan("{from: \"sales\", measures: {a: {sum: \"quantity\"}}}")
        var other = Sample.schema
        other.columns[1].type = .decimal(scale: 1)
        #expect(throws: RefoldError.self) { try plan.run(on: InMemorySnapshot(other, rows: []), period: nil) }
    }

    @Test("A period for a report that takes none is refused with status 2")
    func noPeriod() throws {
        let plan = try Sample.plan("{from: \"sales\", measures: {a: {sum: \"quantity\"}}}")
        let period = try Period("2024", today: day("2024-05-05"))
        let error = #expect(throws: RefoldError.self) { try plan.interval(of: period) }
        #expect(error?.status == .usage)
    }
}
