import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Writing reports and rows")
struct WriterTests {
    private static func table() throws -> FigureTable {
        let columns = [
            TableColumn("label", .text, isRowColumn: true), TableColumn("on", .date, isRowColumn: true), TableColumn("n", .integer, isRowColumn: false),
            TableColumn("share", .decimal(scale: 3), isRowColumn: false), TableColumn("amount", .money(.column("currency")), isRowColumn: false),
            TableColumn("fee", .money(.fixed(try #require(Currency(code: "JPY")))), isRowColumn: false), TableColumn("flag", .boolean, isRowColumn: false),
            TableColumn("at", .timestamp, isRowColumn: false),
        ]
        func number(_ text: String) throws -> TableValue { .number(try #require(ExactDecimal(text))) }
        let cells: [TableValue] = [
            .text("a,\"b\"\r\nc"), .date(try day("2024-02-29")), try number("-170141183460469231731687303715884105728"), try number("-0.050"),
            try number("12.30"), try number("7"), .boolean(true), .timestamp(try #require(Timestamp("2024-03-01T09:30:00.250Z"))),
            .text(""), .null, try number("0"), .null, .null, .null, .boolean(false), .null,
        ]
        return FigureTable(
            name: "fines/by-month", title: "Fines \"by\" month",
            interval: TableInterval(
                from: .timestamp(try #require(Timestamp("2024-01-31T23:00:00Z"))), to: .timestamp(try #require(Timestamp("2024-02-29T23:00:00Z"))),
                timeZone: "Europe/Rome"),
            bound: 42, columns: columns, cells: cells, totals: [.null, .null, try number("3"), .null, .null, .null, .null, .null])
    }

    @Test("CSV is exact, quoted where it must be, and has totals only if they are asked for")
    func csv() throws {
        let lines =
            "label,on,n,share,amount,fee,flag,at\n"
            + "\"a,\"\"b\"\"\r\nc\",2024-02-29,-170141183460469231731687303715884105728,-0.050,12.30,7,true,2024-03-01T09:30:00.25Z\n"
            + "\"\",,0,,,,false,\n"
        #expect(String(decoding: try Self.table().bytes(as: CSVFormat()), as: UTF8.self) == lines)
        var format = CSVStyle()
        format.hasTotals = true
        #expect(String(decoding: try Self.table().bytes(as: CSVFormat(), TableStyle(csv: format)), as: UTF8.self) == lines + "total,,3,,,,,\n")
    }

    @Test("CSV for a spreadsheet has its own delimiter, decimal comma, mark and guard; numbers stay numbers")
    func spreadsheet() throws {
        let columns = [TableColumn("who", .text, isRowColumn: true), TableColumn("n", .decimal(scale: 2), isRowColumn: false)]
        let texts = ["Müller €", "=1+1", "+x", "-x", "@x", "\tx", "\rx", "a;b", "a,b", "=\"a\"", ""]
        let amount = try #require(ExactDecimal("-1.50"))
        let cells = texts.flatMap { [TableValue.text($0), .number(amount)] }
        let table = FigureTable(
            name: "r", title: "r", interval: TableInterval(from: .null, to: .null, timeZone: "UTC"), bound: 0, columns: columns, cells: cells, totals: nil)
        var format = CSVOptions.format([nil])
        (format.delimiter, format.decimal, format.hasMark, format.isGuarded) = (UInt8(ascii: ";"), UInt8(ascii: ","), true, true)
        let expected = ["Müller €", "'=1+1", "'+x", "'-x", "'@x", "'\tx", "\"'\rx\"", "\"a;b\"", "a,b", "\"'=\"\"a\"\"\"", "\"\""]
        let lines = "who;n\n" + expected.map { "\($0);-1,50\n" }.joined()
        #expect(try table.bytes(as: CSVFormat(), TableStyle(csv: format)) == [0xEF, 0xBB, 0xBF] + Array(lines.utf8))
        format.delimiter = UInt8(ascii: ",")
        #expect(String(decoding: try table.bytes(as: CSVFormat(), TableStyle(csv: format)), as: UTF8.self).contains("Müller €,\"-1,50\"\n"))
    }

    @Test("JSON has the documented shape, decimals as strings, keys in the order of the columns")
    func json() throws {
        #expect(
            String(decoding: try Self.table().bytes(as: JSONFormat()), as: UTF8.self) == #"""
                {"report":"fines/by-month","title":"Fines \"by\" month","period":{"from":"2024-01-31T23:00:00Z","to":"2024-02-29T23:00:00Z","time_zone":"Europe/Rome"},"bound":42,
                "columns":[
                {"name":"label","type":"text"},
                {"name":"on","type":"date"},
                {"name":"n","type":"integer"},
                {"name":"share","type":"decimal","scale":3},
                {"name":"amount","type":"money","currency_column":"currency"},
                {"name":"fee","type":"money","currency":"JPY"},
                {"name":"flag","type":"boolean"},
                {"name":"at","type":"timestamp"}
                ],
                "rows":[
                {"label":"a,\"b\"\r\nc","on":"2024-02-29","n":-170141183460469231731687303715884105728,"share":"-0.050","amount":"12.30","fee":"7","flag":true,"at":"2024-03-01T09:30:00.25Z"},
                {"label":"","on":null,"n":0,"share":null,"amount":null,"fee":null,"flag":false,"at":null}
                ],
                "totals":{"label":null,"on":null,"n":3,"share":null,"amount":null,"fee":null,"flag":null,"at":null}}

                """#)
    }

    @Test("A report without rows, period and totals is complete JSON")
    func emptyJSON() throws {
        let table = FigureTable(
            name: "r", title: "r", interval: TableInterval(from: .null, to: .null, timeZone: "UTC"), bound: 0,
            columns: [TableColumn("n", .integer, isRowColumn: false)], cells: [], totals: nil)
        #expect(
            String(decoding: try table.bytes(as: JSONFormat()), as: UTF8.self) == #"""
                {"report":"r","title":"r","period":{"from":null,"to":null,"time_zone":"UTC"},"bound":0,
                "columns":[
                {"name":"n","type":"integer"}
                ],
                "rows":[]}

                """#)
    }

    @Test("Every ASCII character survives CSV, even one that a spreadsheet takes for a formula")
    func everyCharacter() {
        for scalar in (0..<128).compactMap(UnicodeScalar.init) + ["é", "東", "\u{2028}"] {
            let text = "\(scalar)1"
            var bytes = CSVStyle().line([text])
            bytes.removeLast()
            let isQuoted = ["\"", ",", "\n", "\r"].contains(scalar)
            let inner = scalar == "\"" ? "\"\"1" : text
            #expect(Array(String(decoding: bytes, as: UTF8.self).utf8) == Array((isQuoted ? "\"\(inner)\"" : inner).utf8))
        }
    }

    @Test("A line with a single null is not blank, because readers skip blank lines")
    func noBlankLine() throws {
        #expect(try Sample.csv("{from: \"sales\", measures: {s: {sum: \"quantity\"}}}", []) == "s\n\"\"\n")
    }

    @Test("The table for people aligns numbers to the right and cannot control a terminal")
    func table() throws {
        let columns = [TableColumn("shop", .text, isRowColumn: true), TableColumn("n", .integer, isRowColumn: false)]
        let table = FigureTable(
            name: "r", title: "Sales", interval: TableInterval(from: .date(try day("2024-01-01")), to: .date(try day("2024-02-01")), timeZone: "UTC"),
            bound: 1, columns: columns, cells: [.text("a\u{1B}[31m"), .number(ExactDecimal(5)), .null, .number(ExactDecimal(1234))],
            totals: [.null, .number(ExactDecimal(1239))])
        #expect(
            try table.text() == #"""
                Sales
                from 2024-01-01 to before 2024-02-01, UTC

                shop            n
                -----------  ----
                a\u{1B}[31m     5
                             1234
                -----------  ----
                total        1239

                """#)
    }

    // MARK: Rows of a read model

    private static func rows() throws -> [[InMemorySnapshot.Cell]] {
        [
            Sample.row("k2", ["shop": .text("=1+1"), "quantity": .units(.min), "price": .units(-5), "amount": .units(1050), "currency": .text("EUR"),
                "is_online": .units(1), "sold_at": try micros("2024-01-31T23:30:00Z"), "due_on": .units(0), "note": .text("{\"a\":\r\n [1, \"x,y\"]}")]),
            Sample.row("k1", ["amount": .units(1050), "currency": .text("JPY"), "note": .text("\"é\\n\""), "shop": .text("")]),
        ]
    }

    private static func export(_ format: any TableFormat, _ rows: [[InMemorySnapshot.Cell]]) throws -> String {
        var bytes: [UInt8] = []
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows, blockSize: 1)
        let count = try RowExport(format, of: Sample.schema).run(on: snapshot) { (piece: [UInt8]) throws(RefoldError) in bytes += piece }
        #expect(count == rows.count)
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test("Rows are exported as CSV in the order of their keys")
    func rowsAsCSV() throws {
        #expect(
            try Self.export(CSVFormat(), Self.rows())
                == "key,shop,quantity,price,amount,currency,is_online,sold_at,due_on,note,fee,fee_currency,target\n"
                + "k1,\"\",,,1050,JPY,,,,\"\"\"é\\n\"\"\",,,\n"
                + "k2,=1+1,-9223372036854775808,-0.05,10.50,EUR,true,2024-01-31T23:30:00Z,1970-01-01,\"{\"\"a\"\":\r\n [1, \"\"x,y\"\"]}\",,,\n")
        #expect(try Self.export(CSVFormat(), []) == "key,shop,quantity,price,amount,currency,is_online,sold_at,due_on,note,fee,fee_currency,target\n")
    }

    @Test("Rows are exported as NDJSON, one line each, JSON columns as JSON")
    func rowsAsNDJSON() throws {
        #expect(
            try Self.export(NDJSONFormat(), Self.rows()) == #"""
                {"key":"k1","shop":"","quantity":null,"price":null,"amount":"1050","currency":"JPY","is_online":null,"sold_at":null,"due_on":null,"note":"é\n","fee":null,"fee_currency":null,"target":null}
                {"key":"k2","shop":"=1+1","quantity":-9223372036854775808,"price":"-0.05","amount":"10.50","currency":"EUR","is_online":true,"sold_at":"2024-01-31T23:30:00Z","due_on":"1970-01-01","note":{"a": [1, "x,y"]},"fee":null,"fee_currency":null,"target":null}

                """#)
        #expect(try Self.export(NDJSONFormat(), []) == "")
    }

    @Test("An amount without a known currency stops an export")
    func exportWithoutCurrency() {
        #expect(throws: RefoldError.self) { try Self.export(CSVFormat(), [Sample.row("a", ["amount": .units(1)])]) }
    }
}
