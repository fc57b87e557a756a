import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Tests that are typed beside a report")
struct WhereTextTests {
    private typealias Row = [InMemorySnapshot.Cell]
    private static let lines = #"{from: "sales", rows: ["key", "currency", {month: "sold_at"}], measures: {n: {count: "*"}, s: {sum: "amount"}}}"#

    private static func read(_ texts: [String], _ definition: String = lines) -> (plan: ReportPlan?, faults: [String]) {
        do {
            let tests = try texts.map { try WhereText($0, at: .named("--where '\($0)'")) }
            let read = ReportPlan.read(definition.utf8, file: "r.report.json5", name: "sales/r", readModels: ["sales": Sample.schema], where: tests)
            return (read.plan, read.faults.map(\.description))
        } catch {
            return (nil, [(error as? RefoldError)?.description ?? ""])
        }
    }

    private static func text(_ row: Row, _ name: String) -> String? { SlowReport.text(SlowReport.cell(row, name)) }
    private static func units(_ row: Row, _ name: String) -> Int128? { SlowReport.units(SlowReport.cell(row, name)) }

    /// Minor units of ten whole ones of the row's currency.
    private static func ten(_ row: Row) -> Int128 {
        switch text(row, "currency") {
        case "EUR": 1_000
        case "JPY": 10
        default: 10_000
        }
    }

    private static var known: [(texts: [String], holds: (Row) -> Bool)] { [
        (["shop=Rome"], { text($0, "shop") == "Rome" }), (["shop = Rome"], { text($0, "shop") == "Rome" }),
        (["shop=\"Rome \""], { text($0, "shop") == "Rome " }), (["shop!=Rome"], { text($0, "shop") != "Rome" }),
        (["shop=\"\""], { text($0, "shop") == "" }), (["shop=null"], { text($0, "shop") == nil }), (["shop!=null"], { text($0, "shop") != nil }),
        (["shop=\"null\""], { _ in false }), (["shop<Rome"], { text($0, "shop").map { $0.utf8.lexicographicallyPrecedes("Rome".utf8) } ?? false }),
        (["quantity>=3"], { units($0, "quantity").map { $0 >= 3 } ?? false }), (["quantity<3"], { units($0, "quantity").map { $0 < 3 } ?? false }),
        (["price>12.5"], { units($0, "price").map { $0 > 1250 } ?? false }), (["price<=-0.005"], { units($0, "price").map { $0 <= -1 } ?? false }),
        (["quantity!=3"], { units($0, "quantity") != 3 }), (["quantity>1", "quantity<=4"], { units($0, "quantity").map { $0 > 1 && $0 <= 4 } ?? false }),
        (["amount>=10", "currency=EUR"], { text($0, "currency") == "EUR" && units($0, "amount").map { $0 >= 1000 } ?? false }),
        (["amount<10"], { row in units(row, "amount").map { $0 < ten(row) } ?? false }),
        (["sold_at>=2024-06-01T00:00:00Z"], { units($0, "sold_at").map { $0 >= 1_717_200_000_000_000 } ?? false }),
        (["sold_at<@as_of"], { units($0, "sold_at").map { $0 < 1_717_200_000_000_000 } ?? false }),
    ] }

    @Test("Random rows give what plain Swift gives, whatever the definition chooses besides, at any block size", arguments: 1...6)
    func random(seed: Int) throws {
        let rows = ReportReferenceTests.rows([1, 60, 300][seed % 3], seed: UInt64(seed))
        let moment = try #require(Timestamp("2024-06-01T00:00:00Z"))
        for (own, keeps) in [("", { (_: Row) in true }), ("where: {quantity: {not: 2}}, ", { Self.units($0, "quantity") != 2 })] {
            for (texts, holds) in Self.known {
                let read = Self.read(texts, "{\(own)" + Self.lines.dropFirst())
                #expect(read.faults == [], "\(texts)")
                guard let plan = read.plan else { continue }
                let keys = rows.filter { keeps($0) && holds($0) }.compactMap { Self.text($0, "key") }
                for blockSize in [1, 7, 1000] {
                    let table = try plan.at(moment).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
                    #expect(Set((0..<table.rowCount).map { table.row($0).first?.plain ?? "" }) == Set(keys), "\(own)\(texts)")
                    #expect(table.rowCount == keys.count && table.typedTests == texts)
                }
            }
        }
    }

    @Test("One fixes the currency of another, and that of a measure")
    func currency() {
        #expect(Self.read(["fee>1"]).faults == ["--where 'fee>1': amounts of several currencies would meet in \"fee\"; expected its currency among rows, or fixed to one in where; add the test 'fee_currency=EUR'"])
        #expect(Self.read(["fee>1", "fee_currency=EUR"]).faults == [])
        #expect(Self.read(["fee>0"]).faults == [])
    }

    @Test(
        "What does not fit is found, at its own place",
        arguments: [
            ("shop", "there is no operator in it; expected a column, an operator and a value, such as country=Italy or amount>=100; write the test in single quotes, since the shell takes > and < outside quotes for itself"),
            ("shop==Rome", "\"==\" is no operator; expected \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\"; write \"=\", or put the text in double quotes if it begins with a sign"),
            ("quantity=>3", "\"=>\" is no operator; expected \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\"; write \">=\", or put the text in double quotes if it begins with a sign"),
            ("shop!Rome", "\"!\" is no operator; expected \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\""),
            ("=Rome", "no column stands before \"=\"; expected a column, an operator and a value, such as country=Italy or amount>=100"),
            ("shop=", "no value stands behind \"=\"; expected a column, an operator and a value, such as country=Italy or amount>=100; write shop=\"\" for the empty text, shop=null for null"),
            ("price<null", "nothing is ordered against null; expected a value; write price=null or price!=null, or put the text in double quotes"),
            ("shop=\"Rome", "the quotes do not enclose a text as JSON writes it; expected a text such as \"null\"; write the text without quotes, or as JSON writes it"),
            ("month=2024-09", "\"month\" is a column of the lines, made from \"sold_at\", and rows are chosen by their own columns; expected \(names); test sold_at, or choose with --period"),
            ("n>1", "\"n\" is a measure of the lines, and rows are chosen by their own columns; expected \(names)"),
            ("shp=Rome", "there is no column \"shp\"; expected \(names); did you mean \"shop\"?"),
            ("price=cheap", "found a text; expected a number"), ("is_online=yes", "found a text; expected true or false"),
            ("is_online<true", "the column is boolean and has no order; expected a value, a list, not or null"),
            ("sold_at>=2024-09-01", "found a text; expected a time such as \"2024-03-01T09:30:00Z\""), ("note={}", "found a text; expected null: nothing else can be asked of JSON"),
        ])
    func faults(test: String, fault: String) {
        #expect(Self.read([test]).faults == ["--where '\(test)': \(fault)"])
    }

    private static let names = Sample.schema.allColumns.map { "\"\($0.name)\"" }.joined(separator: ", ").replacing(", \"target\"", with: " or \"target\"")

    @Test("All that is wrong is found at once, beside what is wrong in the definition")
    func together() {
        let faults = Self.read(["price=a", "shop=b", "due_on=c"], #"{from: "sales", rows: ["shpo"], measures: {n: {count: "*"}}}"#).faults
        #expect(faults.count == 3 && faults.contains { $0.hasPrefix("r.report.json5:1: rows[0]") })
    }

    @Test("A label of a column that there is none of is found; a label and a description are read back from JSON")
    func labels() throws {
        let text = #"{from: "sales", description: "Net\nof returns", labels: {n: "How many", shop: "Shop\u0007"}, rows: ["shop"], measures: {n: {count: "*"}}}"#
        let table = try Sample.plan(text).run(on: InMemorySnapshot(Sample.schema, rows: [Sample.row("a", ["shop": .text("Rome")])]), period: nil)
        #expect(try table.text() == "sales/r\nNet\nof returns\n\nShop\\u{7}  How many\n---------  --------\nRome              1\n")
        #expect(String(decoding: try table.bytes(as: CSVFormat()), as: UTF8.self) == "shop,n\nRome,1\n")
        let bytes = try table.bytes(as: JSONFormat())
        #expect(String(decoding: bytes, as: UTF8.self).contains(#""description":"Net\nof returns""#))
        #expect(String(decoding: bytes, as: UTF8.self).contains(#"{"name":"n","label":"How many","type":"integer"}"#))
        #expect(try JSONReportReader.table(of: bytes, rowColumns: 1, at: .nowhere) == table)
        #expect(Sample.faults(#"{from: "sales", labels: {nn: "N"}, measures: {n: {count: "*"}}}"#) == ["r.report.json5:1: labels.nn: there is no column \"nn\"; expected \"n\""])
    }
}
