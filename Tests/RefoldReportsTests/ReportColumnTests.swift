import RefoldCore
import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("Columns that a report works out, compared with a slow reference")
struct ReportColumnTests {
    private typealias Cell = InMemorySnapshot.Cell

    /// Of every kind of value, from columns, key parts, columns above and the moment.
    private static let columns = """
        columns: {
         left: {subtract: ["price", "target"]},
         age: {days: ["sold_at", "@as_of"]},
         late: {case: [{when: {due_on: null}, then: "none"}, {when: {due_on: {below: {day: "@as_of", timeZone: "Asia/Tokyo"}}, age: {not: {above: 40}}}, then: "late"}], else: "open"},
         gross: {multiply: ["amount", 1.5], rounding: "half-up"},
         since: {coalesce: ["sold_at", "@as_of"]},
         code: {concat: ["key", {text: "/"}, "late"]},
         is_big: {case: [{when: {gross: {above: {column: "amount"}}, left: {above: 0}}, then: true}], else: false},
        },
        """

    private static let derived = [
        ColumnSchema("left", .decimal(scale: 3)), ColumnSchema("age", .integer), ColumnSchema("late", .text),
        ColumnSchema("gross", .money(currency: "currency")), ColumnSchema("since", .timestamp), ColumnSchema("code", .text),
        ColumnSchema("is_big", .boolean),
    ]

    /// The cells of the columns of a row, by plain arithmetic.
    private static func derived(_ row: [Cell], at moment: Timestamp, _ report: TimeZoneRules, _ other: TimeZoneRules) -> [Cell] {
        func units(_ name: String) -> Int64? { SlowReport.units(SlowReport.cell(row, name)).map { Int64($0) } }
        func cell(_ value: Int64?) -> Cell { value.map { .units($0) } ?? .null }
        let price = units("price"), target = units("target"), amount = units("amount")
        let left: Int64? = if let price, let target { price * 10 - target } else { nil }
        let sold = units("sold_at").flatMap { Timestamp(microseconds: $0) }
        let age = sold.map { Int64(report.date(of: moment).days) - Int64(report.date(of: $0).days) }
        let due = units("due_on")
        let isLate = due.map { $0 < Int64(other.date(of: moment).days) } ?? false
        let late = due == nil ? "none" : isLate && !(age.map { $0 > 40 } ?? false) ? "late" : "open"
        // Three halves, and half a unit away from zero.
        let gross = amount.map { amount in (amount.magnitude * 3 + 1) / 2 }.map { amount.map { $0 < 0 } == true ? -Int64($0) : Int64($0) }
        let isBig = if let gross, let amount, let left { gross > amount && left > 0 } else { false }
        return [
            cell(left), cell(age), .text(late), cell(gross), cell((sold ?? moment).microseconds),
            .text((SlowReport.text(row[0]) ?? "") + "/" + late), .units(isBig ? 1 : 0),
        ]
    }

    private static func rows(_ count: Int, seed: UInt64) -> [[Cell]] {
        var random = SeededNumbers(seed)
        return (0..<count).map { index in
            var cells: [String: Cell] = ["currency": .text(["EUR", "JPY", "BHD"].randomElement(using: &random) ?? "EUR")]
            func maybe(_ name: String, _ cell: Cell) { if Int.random(in: 0..<6, using: &random) > 0 { cells[name] = cell } }
            maybe("shop", .text(["Rome", "", "東京", "Zürich"].randomElement(using: &random) ?? ""))
            maybe("price", .units(.random(in: -1000...1000, using: &random)))
            maybe("target", .units(.random(in: -10_000...10_000, using: &random)))
            maybe("amount", .units(.random(in: -50...50, using: &random)))
            maybe("quantity", .units(.random(in: 0...3, using: &random)))
            // Around both changes of the clocks of 2024.
            let instants: [Int64] = [1_711_846_800, 1_729_990_800]
            maybe("sold_at", .units(((instants.randomElement(using: &random) ?? 0) + .random(in: -190_000...190_000, using: &random)) * 1_000_000))
            maybe("due_on", .units(.random(in: 19_800...20_030, using: &random)))
            return Sample.row("k\(index)", cells)
        }
    }

    @Test("Every use of them gives what the same report gives over rows that have them", arguments: 1...12)
    func random(seed: Int) throws {
        let (zone, other) = (try TimeZoneRules(named: "Europe/Rome"), try TimeZoneRules(named: "Asia/Tokyo"))
        let rows = Self.rows([0, 1, 7, 60, 400][seed % 5], seed: UInt64(seed))
        let moments = ["2024-03-31T22:00:00Z", "2024-10-27T00:30:00Z", "2024-10-26T21:59:59.999999Z", "9999-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z"]
        let rest = """
            period: {column: "sold_at", timeZone: "Europe/Rome"},
            where: {left: {not: {above: 15}}, shop: {not: "Rome"}, code: {not: ["k3/late", "k4/open"]}, age: {not: [2, 3]}},
            rows: ["late", "currency", {month: "since"}, "is_big"],
            measures: {
             n: {count: "*"}, s: {sum: "gross"}, m: {average: "left", scale: 4}, p: {percentile: "left", at: 0.9}, lo: {min: "age"}, hi: {max: "code"},
             d: {distinct: "code"}, few: {sum: "amount", where: {gross: {below: {column: "amount"}}, age: {atLeast: -3}}}, c: {count: "left"},
             before: {count: "*", where: {sold_at: {below: "@as_of"}}}, due: {count: "*", where: {due_on: {atMost: {day: "@as_of", timeZone: "Asia/Tokyo"}}}},
             at: {max: "since", where: {since: {not: ["@as_of", "2024-01-01T00:00:00Z"]}}}},
            totals: true}
            """
        let plan = try Sample.plan("{from: \"sales\", \(Self.columns) \(rest)")
        #expect(plan.usesMoment && plan.moment == nil)
        var wide = Sample.schema
        wide.columns += Self.derived
        for text in moments {
            let moment = try #require(Timestamp(text))
            let stored = rows.map { $0 + Self.derived($0, at: moment, zone, other) }
            let literal = rest.replacing("{day: \"@as_of\", timeZone: \"Asia/Tokyo\"}", with: "\"\(other.date(of: moment))\"").replacing("@as_of", with: text)
            let read = ReportPlan.read("{from: \"sales\", \(literal)".utf8, file: "r", name: "sales/r", readModels: ["sales": wide])
            #expect(read.faults.isEmpty, "\(read.faults)")
            for period in [nil, try Period("2024-03", today: .first, at: .named("test"))] {
                let expected = try #require(read.plan).run(on: InMemorySnapshot(wide, rows: stored), period: period)
                for blockSize in [1, 7, 1000] {
                    // From one moment to the next, and back.
                    let table = try plan.at(.last).at(moment).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: period)
                    #expect(table == expected)
                }
            }
        }
    }

    @Test("Amounts and decimals of up to 38 digits are worked out exactly")
    func wide() throws {
        try Currency.add("ETH", minorDigits: 18)
        let schema = ReadModelSchema(
            name: "sales", key: [ColumnSchema("key", .text)],
            columns: [ColumnSchema("amount", .wideMoney(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("wei", .wideDecimal(scale: 18))])
        let text = """
            {from: "sales", columns: {twice: {sum: ["amount", "amount"]}, third: {multiply: ["wei", 3]}, same: {column: "twice"}}, rows: ["currency"],
             measures: {t: {sum: "twice"}, u: {max: "third"}, s: {min: "same"}}}
            """
        let read = ReportPlan.read(text.utf8, file: "r", name: "r", readModels: ["sales": schema])
        #expect(read.faults.isEmpty, "\(read.faults)")
        let most = (0..<36).reduce(1 as Int128) { power, _ in power * 10 } + 7
        let rows: [[Cell]] = [
            [.text("a"), .wide(most), .text("ETH"), .wide(most)], [.text("b"), .wide(-1), .text("ETH"), .null], [.text("c"), .wide(-5), .text("EUR"), .wide(-1)],
        ]
        let table = try #require(read.plan).run(on: InMemorySnapshot(schema, rows: rows), period: nil)
        #expect((0..<2).map { table.row($0).map(\.plain) } == [
            ["ETH", "2000000000000000000.000000000000000012", "3000000000000000000.000000000000000021", "-0.000000000000000002"],
            ["EUR", "-0.10", "-0.000000000000000003", "-0.10"],
        ])
    }

    @Test("More columns than one word of bits counts are kept apart, with the amounts and the currency past them")
    func many() throws {
        let columns = (0..<150).map { "c\($0): {sum: [\"quantity\", \($0)]}" } + ["d: {multiply: [\"amount\", 2]}", "e: {multiply: [\"target\", \"target\", \"target\", \"target\", \"target\"]}"]
        let measures = (0..<150).map { "c\($0): {sum: \"c\($0)\"}" } + ["d: {sum: \"d\"}", "e: {sum: \"e\"}"]
        let text = "{from: \"sales\", columns: {\(columns.joined(separator: ", "))}, rows: [\"currency\"], measures: {\(measures.joined(separator: ", "))}}"
        let rows = [
            Sample.row("a", ["quantity": .units(1000), "amount": .units(5), "currency": .text("EUR"), "target": .units(1_001)]),
            Sample.row("b", ["amount": .units(7), "currency": .text("JPY")]),
        ]
        let table = try Sample.plan(text).run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
        #expect(table.row(0).map(\.plain) == ["EUR"] + (0..<150).map { "\(1000 + $0)" } + ["0.10", "1.005010010005001"])
        #expect(table.row(1).map { $0.isNull ? "" : $0.plain } == ["JPY"] + (0..<150).map { _ in "" } + ["14", ""])
    }

    @Test("A report without columns takes in the blocks that are read, and needs no moment")
    func without() throws {
        let plan = try Sample.plan("{from: \"sales\", measures: {n: {sum: \"quantity\"}}}")
        let block = RowBlock(columnCount: 1)
        #expect(try plan.completed(block) === block)
        #expect(!plan.usesMoment)
    }

    @Test("The rows of a complete block keep their numbers and keys; nothing is worked out for those that where leaves out by columns of the read model")
    func complete() throws {
        let plan = try Sample.plan(
            #"{from: "sales", columns: {twice: {multiply: ["quantity", 2]}}, where: {shop: "a", twice: {below: 100}}, measures: {n: {sum: "twice"}}}"#)
        let block = RowBlock(columnCount: plan.scanned.count + 1)
        let shop = try #require(plan.scanned.firstIndex { $0.column.name == "shop" })
        for (key, text) in [("k0", "a"), ("k1", "b"), ("k2", "a")] {
            block.beginRow(key: Array(key.utf8).span)
            block.set(1 - shop, to: 60)
            block.set(shop, copying: Array(text.utf8).span)
            block.set(2, to: 99)
        }
        func shown(_ block: RowBlock) -> [String] {
            (0..<block.count).map { row in
                let key = block.withKey(row) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
                return "\(key) \(block.optionalInteger(row, 0).map { "\($0)" } ?? "null") \(block.text(row, 1 + shop) ?? "null")"
            }
        }
        #expect(shown(try plan.completed(block)) == ["k0 120 a", "k1 null b", "k2 120 a"])
        #expect(shown(try plan.completed(block, only: [2])) == ["k0 null a", "k1 null b", "k2 120 a"])
    }

    @Test(
        "A column that cannot be worked out for a row says which and what to do, without values; rows that where leaves out do no harm",
        arguments: [
            (#"{multiply: ["quantity", 9223372036854775807]}"#, #"quantity: {below: 2}"#, "the result does not fit in 64 bits of last places", "leave such rows out with where, by a column of the read model"),
            (#"{multiply: ["amount", 2]}"#, #"currency: "EUR""#, "the currency is neither a code of ISO 4217 nor one of the added currencies", "leave such rows out with where, by a column of the read model"),
            (#"{multiply: ["amount", -1]}"#, #"currency: {not: null}"#, "an amount has no currency beside it", "leave such rows out with where, by a column of the read model"),
            (#"{sum: ["target"], scale: 2}"#, #"target: 10"#, "the result needs rounding", #"name a rounding in the column: rounding: "half-even""#),
            (#"{number: "shop"}"#, #"shop: null"#, "the value is not a decimal number", "leave such rows out with where, by a column of the read model"),
        ])
    func failures(column: String, filter: String, what: String, remedy: String) throws {
        let column = column.hasPrefix("{number") ? "{sum: [\(column)], scale: 2}" : column
        let rows = [
            Sample.row("a", ["quantity": .units(1), "amount": .units(5), "currency": .text("EUR"), "target": .units(10_000)]),
            what.contains("beside it")
                ? Sample.row("b", ["amount": .units(5), "shop": .text("x")])
                : Sample.row("b", ["quantity": .units(2), "amount": .units(5), "currency": .text("secret"), "target": .units(777), "shop": .text("secret")]),
        ]
        let definition = #"{from: "sales", columns: {fine: {text: "x"}, c: \#(column)}, measures: {n: {count: "c"}}"#
        let failure = RefoldError(.failed, "the column \"c\" cannot be worked out for a row: \(what)", at: .named("report sales/r"), remedy: remedy)
        #expect(throws: failure) { try Sample.plan(definition + "}").run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
        #expect(throws: failure) { try Sample.plan(definition + ", where: {fine: \"y\"}}").run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil) }
        let table = try Sample.plan(definition + ", where: {\(filter)}}").run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
        #expect(table.rowCount == 1)
    }
}
