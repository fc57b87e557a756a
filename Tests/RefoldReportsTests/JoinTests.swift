import RefoldCore
import RefoldStores
import RefoldTables
import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("Columns that are looked up or converted, compared with a slow reference")
struct JoinTests {
    private typealias Cell = InMemorySnapshot.Cell

    static let shops = ReadModelSchema(
        name: "shops", key: [ColumnSchema("shop", .text)],
        columns: [
            ColumnSchema("city", .text), ColumnSchema("rent", .money(currency: "currency")), ColumnSchema("currency", .text),
            ColumnSchema("opened", .date), ColumnSchema("wei", .wideDecimal(scale: 18)),
        ])
    static let items = ReadModelSchema(
        name: "items", key: [ColumnSchema("shop", .text), ColumnSchema("number", .integer)], columns: [ColumnSchema("label", .text)])
    static let ecb = ReadModelSchema(
        name: "ecb", key: [ColumnSchema("currency", .text), ColumnSchema("day", .date)], columns: [ColumnSchema("rate", .decimal(scale: 6))])
    static let readModels: [String: ReadModelSchema?] = ["sales": Sample.schema, "shops": shops, "items": items, "ecb": ecb, "broken": nil]

    private static let lookup = """
        lookup: {
         city: {from: "shops", key: "shop", column: "city"}, rent: {from: "shops", key: ["shop"], column: "rent"},
         rent_currency: {from: "shops", key: ["shop"], column: "currency"}, wei: {from: "shops", key: "shop", column: "wei"},
         name: {from: "shops", key: "shop", column: "shop"}, label: {from: "items", key: ["shop", "quantity"], column: "label"}},
        columns: {
         eur: {convert: "amount", to: "EUR", rates: "ecb", at: "sold_at"},
         rent_jpy: {convert: "rent", to: "JPY", rates: "ecb", at: "due_on", rounding: "half-up"},
         twice: {sum: ["eur", "eur"]},
         where_at: {concat: ["city", {text: "/"}, "label"]},
         fee_eur: {convert: "fee", to: "EUR", rates: "ecb", at: "sold_at"},
         both: {sum: ["twice", "fee_eur"]}},
        """

    private static let added = [
        ColumnSchema("city", .text), ColumnSchema("rent", .money(currency: "rent_currency")), ColumnSchema("rent_currency", .text),
        ColumnSchema("wei", .wideDecimal(scale: 18)), ColumnSchema("name", .text), ColumnSchema("label", .text),
        ColumnSchema("eur", .money(currency: "euro")), ColumnSchema("rent_jpy", .money(currency: "yen")), ColumnSchema("twice", .money(currency: "euro")),
        ColumnSchema("where_at", .text), ColumnSchema("fee_eur", .money(currency: "euro")), ColumnSchema("both", .money(currency: "euro")),
        ColumnSchema("euro", .text), ColumnSchema("yen", .text),
    ]

    private static let use = """
        period: {column: "sold_at", timeZone: "Europe/Rome"},
        where: {sold_at: {not: null}, due_on: {not: null}, city: {not: "Oslo"}, label: {not: "none"}FIXED},
        rows: ["city", "label", "rent_currency"],
        measures: {
         n: {count: "*"}, e: {sum: "eur"}, r: {sum: "rent"}, j: {sum: "rent_jpy"}, t: {max: "twice"}, d: {distinct: "where_at"}, w: {sum: "wei"},
         b: {sum: "both"}, big: {sum: "eur", where: {eur: {above: 5}, name: {not: null}}}, diff: {subtract: ["b", "e"]}},
        totals: true}
        """

    /// Rounds a quotient half to even, or half away from zero.
    private static func rounded(_ number: Int128, by divisor: Int128, up: Bool) -> Int64 {
        let (whole, rest) = number.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let isUp = rest * 2 > divisor.magnitude || rest * 2 == divisor.magnitude && (up || whole % 2 == 1)
        let result = Int64(whole) + (isUp ? 1 : 0)
        return number < 0 ? -result : result
    }

    private struct World {
        var sales: [[Cell]] = []
        var shops: [[Cell]] = []
        var items: [[Cell]] = []
        var ecb: [[Cell]] = []

        init(_ count: Int, seed: UInt64) {
            var random = SeededNumbers(seed)
            let names = ["Rome", "", "東京", "a\u{0}b", "Zürich"]
            let codes = ["EUR", "JPY", "BHD"]
            for name in names where Int.random(in: 0..<5, using: &random) > 0 {
                let city = ["Italy", "Oslo", "", "\u{1F600}"].randomElement(using: &random) ?? ""
                shops.append([
                    .text(name), Int.random(in: 0..<4, using: &random) == 0 ? .null : .text(city),
                    Int.random(in: 0..<4, using: &random) == 0 ? .null : .units(.random(in: -9999...9999, using: &random)),
                    .text(codes.randomElement(using: &random) ?? "EUR"), .null, .wide(Int128(Int64.random(in: .min ... .max, using: &random)) * 1_000_000_000_000),
                ])
                for number in 0..<3 where Bool.random(using: &random) { items.append([.text(name), .units(Int64(number)), .text(["a", "none", "b"][number])]) }
            }
            for code in ["JPY", "BHD", "USD"] {
                for day in 19_700..<20_100 where day == 19_700 || Int.random(in: 0..<9, using: &random) == 0 {
                    ecb.append([.text(code), .units(Int64(day)), day > 19_700 && Int.random(in: 0..<9, using: &random) == 0 ? .null : .units(.random(in: 1...9_000_000, using: &random))])
                }
            }
            // From EUR to JPY.
            ecb.append([.text("EUR"), .units(19_000), .units(162_350_000)])
            for index in 0..<count {
                var cells: [String: Cell] = [
                    "currency": .text(codes.randomElement(using: &random) ?? ""), "fee_currency": .text(codes.randomElement(using: &random) ?? ""),
                ]
                func maybe(_ name: String, _ cell: Cell) { if Int.random(in: 0..<6, using: &random) > 0 { cells[name] = cell } }
                maybe("shop", .text(names.randomElement(using: &random) ?? ""))
                maybe("amount", .units(.random(in: -5000...5000, using: &random)))
                maybe("fee", .units(.random(in: -50...50, using: &random)))
                maybe("quantity", .units(.random(in: 0...3, using: &random)))
                maybe("sold_at", .units((1_711_846_800 + .random(in: -190_000...190_000, using: &random)) * 1_000_000))
                maybe("due_on", .units(.random(in: 19_800...20_030, using: &random)))
                sales.append(Sample.row("k\(index)", cells))
            }
        }

        func snapshots(blockSize: Int) -> [any ReadModelSnapshot] {
            // In another order, which must not matter.
            [
                InMemorySnapshot(JoinTests.ecb, rows: blockSize == 1 ? ecb.reversed() : ecb, blockSize: blockSize),
                InMemorySnapshot(JoinTests.shops, rows: blockSize == 1 ? shops.reversed() : shops, blockSize: blockSize),
                InMemorySnapshot(JoinTests.items, rows: items, blockSize: blockSize),
            ]
        }

        private static let digits = ["EUR": 2, "JPY": 0, "BHD": 3]

        private func converted(_ amount: Cell, _ code: Cell, to target: String, on day: Int64?, up: Bool) -> Int64? {
            guard case .units(let units) = amount, case .text(let from) = code, let day else { return nil }
            if from == target { return units }
            let rates = ecb.compactMap { row -> (Int64, Int64)? in
                guard case .units(let at) = row[1], case .units(let rate) = row[2], row[0] == .text(from), at <= day else { return nil }
                return (at, rate)
            }
            guard let rate = rates.max(by: { $0.0 < $1.0 })?.1 else { return nil }
            let power = (Self.digits[from] ?? 0) + 6 - (Self.digits[target] ?? 0)
            return JoinTests.rounded(Int128(units) * Int128(rate), by: (0..<power).reduce(1 as Int128) { power, _ in power * 10 }, up: up)
        }

        /// What the report adds to a row, looked for one by one.
        func added(to row: [Cell], in zone: TimeZoneRules) -> [Cell] {
            func cell(_ name: String) -> Cell { row[Sample.column(name)] }
            func number(_ value: Int64?) -> Cell { value.map { .units($0) } ?? .null }
            let shop = cell("shop") == .null ? nil : shops.first { $0[0] == cell("shop") }
            let item = cell("shop") == .null || cell("quantity") == .null ? nil : items.first { $0[0] == cell("shop") && $0[1] == cell("quantity") }
            let sold: Int64? = if case .units(let time) = cell("sold_at") { Timestamp(microseconds: time).map { Int64(zone.date(of: $0).days) } } else { nil }
            let due: Int64? = if case .units(let day) = cell("due_on") { day } else { nil }
            let eur = converted(cell("amount"), cell("currency"), to: "EUR", on: sold, up: false)
            let fee = converted(cell("fee"), cell("fee_currency"), to: "EUR", on: sold, up: false)
            let rent = converted(shop?[2] ?? .null, shop?[3] ?? .null, to: "JPY", on: due, up: true)
            let label = item?[2] ?? .null
            var name: Cell = .null
            if case .text(let city)? = shop?[1], case .text(let label) = label { name = .text(city + "/" + label) }
            let both: Int64? = if let eur, let fee { eur * 2 + fee } else { nil }
            return [
                shop?[1] ?? .null, shop?[2] ?? .null, shop?[3] ?? .null, shop?[5] ?? .null, shop?[0] ?? .null, label, number(eur), number(rent), number(eur.map { $0 * 2 }),
                name, number(fee), number(both), .text("EUR"), .text("JPY"),
            ]
        }
    }

    private static func plan(_ text: String, _ readModels: [String: ReadModelSchema?] = readModels) throws -> ReportPlan {
        let read = ReportPlan.read(text.utf8, file: "r.report.json5", name: "sales/r", readModels: readModels)
        #expect(read.faults.isEmpty, "\(read.faults)")
        return try #require(read.plan)
    }

    @Test("Every use of them gives what the same report gives over rows that have them", arguments: 1...12)
    func random(seed: Int) throws {
        let zone = try TimeZoneRules(named: "Europe/Rome")
        let world = World([0, 1, 9, 80, 500][seed % 5], seed: UInt64(seed))
        let plan = try Self.plan("{from: \"sales\", \(Self.lookup) \(Self.use.replacing("FIXED", with: ""))")
        #expect(plan.furtherProjections == ["ecb", "items", "shops"])
        var wide = Sample.schema
        wide.columns += Self.added
        // What cannot be converted for want of a day is left out by where.
        let stored = world.sales.map { $0 + world.added(to: $0, in: zone) }
        let slow = try Self.plan("{from: \"sales\", \(Self.use.replacing("FIXED", with: ", euro: \"EUR\", yen: \"JPY\""))", ["sales": wide])
        for period in [nil, try Period("2024-03", today: .first, at: .named("test"))] {
            let expected = try slow.run(on: InMemorySnapshot(wide, rows: stored), period: period)
            for blockSize in [1, 7, 1000] {
                let table = try plan.reading(world.snapshots(blockSize: blockSize)).run(
                    on: InMemorySnapshot(Sample.schema, rows: blockSize == 7 ? world.sales.reversed() : world.sales, blockSize: blockSize), period: period)
                #expect((0..<table.rowCount).map { Array(table.row($0)) } == (0..<expected.rowCount).map { Array(expected.row($0)) })
                #expect(table.totals == expected.totals)
            }
        }
    }

    private static func csv(_ text: String, sales: [[Cell]], shops: [[Cell]] = [], ecb: [[Cell]] = []) throws -> String {
        let snapshots: [any ReadModelSnapshot] = [
            InMemorySnapshot(Self.shops, rows: shops), InMemorySnapshot(Self.items, rows: []), InMemorySnapshot(Self.ecb, rows: ecb),
        ]
        let table = try plan(text).reading(snapshots).run(on: InMemorySnapshot(Sample.schema, rows: sales), period: nil)
        return String(decoding: try table.bytes(as: CSVFormat(), TableStyle(csv: CSVStyle())), as: UTF8.self)
    }

    private static func sale(_ code: String, _ time: String) throws -> [Cell] {
        Sample.row("a", ["amount": .units(1000), "currency": .text(code), "sold_at": try micros(time)])
    }

    private static func rate(_ code: String, _ day: String, _ rate: Int64) throws -> [Cell] {
        [.text(code), .units(Int64(try #require(CalendarDate(day)).days)), .units(rate)]
    }

    private static let conversion = #"{from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"}, columns: {e: {convert: "amount", to: "EUR", rates: "ecb", at: "sold_at", maxAge: 7}}, where: {shop: null}, measures: {e: {sum: "e"}}}"#

    @Test("The rate of the local day counts, one of the age that is allowed too, and none beyond it: the message names currency and day")
    func age() throws {
        let rates = [try Self.rate("USD", "2024-03-01", 900_000), try Self.rate("USD", "2024-03-09", 800_000)]
        // 8 March in UTC, and the 9th in Rome.
        #expect(try Self.csv(Self.conversion, sales: [Self.sale("USD", "2024-03-08T23:30:00Z")], ecb: rates) == "e\n8.00\n")
        #expect(try Self.csv(Self.conversion, sales: [Self.sale("USD", "2024-03-08T22:30:00Z")], ecb: rates) == "e\n9.00\n")
        #expect(try Self.csv(Self.conversion, sales: [Self.sale("USD", "2024-03-16T12:00:00Z")], ecb: rates) == "e\n8.00\n")
        #expect(try Self.csv(Self.conversion, sales: [Self.sale("EUR", "0001-01-01T12:00:00Z")], ecb: []) == "e\n10.00\n")
        func message(_ code: String, _ time: String) throws -> String {
            let error = #expect(throws: RefoldError.self) { try Self.csv(Self.conversion, sales: [Self.sale(code, time), Self.sale("USD", "2024-03-30T12:00:00Z")], ecb: rates) }
            #expect(error?.status == .failed)
            return error?.faults.first?.description ?? ""
        }
        #expect(try message("USD", "2024-03-17T12:00:00Z") == "report sales/r: the column \"e\" cannot be worked out: the latest rate of USD for 2024-03-17 in \"ecb\" is that of 2024-03-09, 8 days before; expected a rate of USD on 2024-03-17 or at most 7 days before; record that rate, and run refold catch-up")
        #expect(try message("USD", "2024-02-29T12:00:00Z").contains("\"ecb\" has no rate of USD on or before 2024-02-29"))
        // The least currency and day of a block, in whatever order rows come.
        #expect(try message("GBP", "2024-03-17T12:00:00Z").contains("\"ecb\" has no rate of GBP on or before 2024-03-17"))
    }

    @Test("What where leaves out by columns of the read model, or by what is looked up, is not converted")
    func leftOut() throws {
        let rows = [Sample.row("a", ["amount": .units(1000), "currency": .text("USD"), "shop": .text("Rome")]), try Self.sale("EUR", "2024-03-01T00:00:00Z")]
        #expect(try Self.csv(Self.conversion, sales: rows) == "e\n10.00\n")
        let looked = Self.conversion.replacing("{shop: null}", with: "{city: null}").replacing("columns:", with: #"lookup: {city: {from: "shops", key: "shop", column: "city"}}, columns:"#)
        let shop: [Cell] = [.text("Rome"), .text("Rome"), .null, .null, .null, .null]
        #expect(try Self.csv(looked, sales: rows, shops: [shop]) == "e\n10.00\n")
        #expect(throws: RefoldError.self) { try Self.csv(looked, sales: rows) }
    }

    @Test("A rate that is not above 0, an amount without a day, and a result of too many digits are refused by name")
    func refusals() throws {
        func message(_ row: [Cell], _ rate: Int64) throws -> String {
            let error = #expect(throws: RefoldError.self) { try Self.csv(Self.conversion, sales: [row], ecb: [Self.rate("USD", "2024-03-01", rate)]) }
            return error?.faults.first?.what ?? ""
        }
        for rate in [0, -5] as [Int64] {
            #expect(try message(Self.sale("USD", "2024-03-01T12:00:00Z"), rate).hasSuffix("the rate of USD on 2024-03-01 in \"ecb\" is not above 0"))
        }
        #expect(try message(Sample.row("a", ["amount": .units(1), "currency": .text("USD")]), 1).hasSuffix("an amount in USD has no day, since \"sold_at\" is null"))
        let large = Sample.row("a", ["amount": .units(.max), "currency": .text("USD"), "sold_at": try micros("2024-03-01T12:00:00Z")])
        #expect(try message(large, .max).hasSuffix("an amount in EUR has too many digits"))
    }

    @Test("Amounts of up to 38 digits are converted exactly")
    func wide() throws {
        try Currency.add("ETH", minorDigits: 18)
        let schema = ReadModelSchema(
            name: "sales", key: [ColumnSchema("key", .text)],
            columns: [ColumnSchema("amount", .wideMoney(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("on", .date)])
        let text = #"{from: "sales", columns: {e: {convert: "amount", to: "EUR", rates: "ecb", at: "on"}, h: {convert: "amount", to: "ETH", rates: "ecb", at: "on"}}, measures: {e: {sum: "e"}, h: {sum: "h"}}}"#
        let most = (0..<30).reduce(1 as Int128) { power, _ in power * 10 } + 7
        let rates = [try Self.rate("ETH", "2024-01-01", 3_000_000_000), try Self.rate("EUR", "2024-01-01", 333)]
        let day = Cell.units(19_800)
        let plan = try Self.plan(text, ["sales": schema, "ecb": Self.ecb]).reading([InMemorySnapshot(Self.ecb, rows: rates)])
        let table = try plan.run(on: InMemorySnapshot(schema, rows: [[.text("a"), .wide(most), .text("ETH"), day], [.text("b"), .wide(100), .text("EUR"), day]]), period: nil)
        #expect(table.row(0).map(\.plain) == ["3000000000000001.00", "1000000000000.000333000000000007"])
    }

    @Test("A report without further read models takes in the blocks that are read; one with them asks for their rows")
    func without() throws {
        #expect(try Sample.plan("{from: \"sales\", measures: {n: {count: \"*\"}}}").furtherProjections == [])
        let plan = try Self.plan(Self.conversion)
        #expect(throws: RefoldError.self) { try plan.completed(RowBlock(columnCount: 3)) }
    }
}
