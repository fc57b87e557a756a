import Foundation
import RefoldCore
import RefoldTesting
import RefoldValues
import Testing

@Suite("Stated readings, compiled")
struct CompileReadingTests {
    private func text(_ expression: String, _ type: String = "'text'") -> String {
        "{name: 'p', version: 1, key: '@stream', columns: {cur: 'text', c: \(type)}, on: {X: {cur: '$.cur', c: \(expression)}}}"
    }

    private func value(_ expression: String, _ data: String) throws -> String? { try value(expression, "'text'", data) }

    private func reason(_ expression: String, _ data: String) throws -> FoldError.Reason? { try reason(expression, "'text'", data) }

    private func value(_ expression: String, _ type: String, _ data: String) throws -> String? {
        try scenario(text(expression, type)).given("X", data).rows().first?["c"]
    }

    private func reason(_ expression: String, _ type: String, _ data: String) throws -> FoldError.Reason? {
        guard case .refused(_, let reason, _)? = try scenario(text(expression, type)).given("X", data).failure() else { return nil }
        return reason
    }

    private func decimal(_ scale: Int) -> String { "{type: 'decimal', scale: \(scale)}" }

    private let money = "{type: 'money', currency: 'cur'}"

    // MARK: The table of the reference

    /// The rows of the table of readings: the reading, and its cells of values.
    private func table() throws -> [(reading: String, cells: [[String]])] {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let page = try String(contentsOf: root.deletingLastPathComponent().appending(path: "Reports/README.md"), encoding: .utf8)
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false).drop { $0 != "| reading | takes | as | refuses |" }
        return lines.dropFirst(2).prefix { $0.hasPrefix("|") }.map { line in
            let cells = line.split(separator: "|").map { cell in
                cell.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }
            }
            return (cells[0][0], Array(cells.dropFirst()))
        }
    }

    @Test("Every value in the table of the reference is taken or refused as the table says")
    func documented() throws {
        let table = try table()
        #expect(table.count >= 17)
        for (reading, cells) in table {
            let expression = "{concat: [\(reading.replacing(": v", with: ": '$.v'"))]}"
            #expect(cells[0].count == cells[1].count, "\(reading)")
            for (json, read) in zip(cells[0], cells[1]) {
                #expect(try value(expression, #"{"v": \#(json)}"#) == read, "\(reading) of \(json)")
            }
            for json in cells[2] { #expect(try reason(expression, #"{"v": \#(json)}"#) != nil, "\(reading) of \(json)") }
            #expect(try value(expression, "{}") == nil && value(expression, #"{"v": null}"#) == nil, "\(reading)")
        }
    }

    // MARK: Where readings stand

    @Test("A reading goes into columns of its type, into arithmetic, changes, choices and computed columns")
    func places() throws {
        let number = "{number: '$.v', decimal: ',', group: '.'}"
        let data = #"{"v": "1.234,56", "w": "2,5"}"#
        #expect(try value(number, decimal(2), data) == "1234.56")
        #expect(try value("{add: \(number)}", decimal(2), data) == "1234.56")
        #expect(try value("{min: \(number)}", decimal(2), data) == "1234.56")
        #expect(try value("{sum: [\(number), {number: '$.w', decimal: ','}, 1]}", decimal(2), data) == "1238.06")
        #expect(try value("{multiply: [\(number), 0.1], scale: 2, rounding: 'half-up'}", decimal(2), data) == "123.46")
        #expect(try value("{coalesce: [{number: '$.none', decimal: ','}, \(number)]}", decimal(2), data) == "1234.56")
        #expect(try value("{case: [{when: {'$.w': {read: 'number', decimal: ',', above: 2}}, then: 'more'}], else: 'less'}", data) == "more")
        #expect(try value("{day: {time: '$.t', unit: 'ms'}, timeZone: 'Asia/Tokyo'}", "'date'", #"{"t": 1709222400000}"#) == "2024-03-01")
        #expect(try value("{days: [{date: '$.a', form: 'D.M.YYYY'}, {date: '$.b', form: 'YYYYMMDD'}]}", "'integer'", #"{"a": "1.3.2024", "b": 20240305}"#) == "4")
        let computed = """
            {name: 'p', version: 1, key: '@stream', columns: {t: 'text'}, on: {X: {t: '$.t'}},
             computed: {n: {sum: [{number: 't', decimal: ','}], scale: 2}, at: {time: {trim: 't'}, unit: 's'}}}
            """
        #expect(try scenario(computed).given("X", #"{"t": "-0"}"#).rows() == [["key": "s", "t": "-0", "n": "0.00", "at": "1970-01-01T00:00:00Z"]])
    }

    @Test("A key may be a day or a time in a reading")
    func keys() throws {
        let definition = """
            {name: 'p', version: 1, key: [{date: '$.day', form: 'DD/MM/YYYY', as: 'day'}, {time: '$.at', timeZone: 'Europe/Rome', as: 'at'}],
             columns: {n: {type: 'integer', default: 0}}, on: {X: {n: {add: 1}}}}
            """
        let rows = try scenario(definition).given("X", #"{"day": "01/03/2024", "at": "2024-03-01 10:00"}"#).rows()
        #expect(rows == [["day": "2024-03-01", "at": "2024-03-01T09:00:00Z", "n": "1"]])
    }

    @Test("Tests compare what is read with columns, literals and other readings, as numbers and times")
    func tests() throws {
        func holds(_ test: String, _ data: String) throws -> Bool {
            let definition = """
                {name: 'p', version: 1, key: '@stream', columns: {limit: {type: 'decimal', scale: 1}, c: 'text'},
                 on: {X: [{limit: 99.5}, {when: \(test), set: {c: 'yes'}}]}}
                """
            return try scenario(definition).given("X", data).rows().first?["c"] == "yes"
        }
        let data = #"{"v": "1.099,50", "w": "99,5", "at": 1709285400, "day": "02/03/2024"}"#
        #expect(try holds("{'$.v': {read: 'number', decimal: ',', group: '.', above: 1099, below: 1100}}", data))
        #expect(try holds("{'$.w': {read: 'number', decimal: ',', atLeast: {column: 'limit'}, atMost: {column: 'limit'}}}", data))
        #expect(try holds("{limit: {number: '$.w', decimal: ','}}", data))
        #expect(try holds("{'$.w': {read: 'number', decimal: ',', not: 99}}", data))
        #expect(try !holds("{'$.w': {read: 'number', decimal: ',', not: [99.5, 1]}}", data))
        #expect(try holds("{'$.at': {read: 'time', unit: 's', atLeast: '2024-03-01T09:30:00Z', below: {time: '2024-03-01 10:30:01', timeZone: 'Europe/Rome'}}}", data))
        #expect(try holds("{'$.day': {read: 'date', form: 'DD/MM/YYYY', above: '2024-03-01'}}", data))
    }

    @Test("Minor units have the decimals of the currency of the column that is set, or of the one that is stated")
    func minorUnits() throws {
        let plain = "{money: '$.v', unit: 'minor'}"
        for (currency, text) in [("JPY", "2500"), ("EUR", "25.00"), ("KWD", "2.500"), ("CLF", "0.2500"), ("ITL", "2500")] {
            #expect(try value(plain, money, #"{"v": 2500, "cur": "\#(currency)"}"#) == text)
            #expect(try value("{add: {money: '$.v', unit: 'minor', currency: '$.cur'}}", money, #"{"v": "2500", "cur": "\#(currency)"}"#) == text)
        }
        let stated = "{money: '$.v', unit: 'minor', currency: '$.other'}"
        #expect(try value(stated, decimal(3), #"{"v": 1234, "other": "KWD"}"#) == "1.234")
        #expect(try reason(stated, money, #"{"v": 1, "cur": "EUR", "other": "JPY"}"#) == .mixedCurrencies)
        #expect(try reason(stated, decimal(3), #"{"v": 1, "other": "EURO"}"#) == .unknownCurrency)
        #expect(try reason(stated, decimal(3), #"{"v": 1}"#) == .missingCurrency)
        #expect(try reason(plain, money, #"{"v": 1}"#) == .missingCurrency)
        #expect(try reason(plain, money, #"{"v": 0.5, "cur": "JPY"}"#) == .inexact)
        #expect(try value("{sum: [\(plain)], rounding: 'half-up'}", money, #"{"v": 0.5, "cur": "JPY"}"#) == "1")
    }

    /// A number with so many decimals at most, and the same moved to the left by `places`, both by moving the point in its text.
    private func moved(by places: Int, _ random: inout SeededNumbers) -> (text: String, units: String, decimals: Int) {
        let whole = String(Int.random(in: 0...9_999_999_999, using: &random) >> Int.random(in: 0...33, using: &random))
        let fraction = String((0..<Int.random(in: 0...7, using: &random)).map { _ in Array("0123456789").randomElement(using: &random) ?? "0" })
        let kept = fraction.reversed().drop { $0 == "0" }.reversed()
        let sign = whole == "0" && kept.isEmpty || Bool.random(using: &random) ? "" : "-"
        let digits = whole + String(kept) + String(repeating: "0", count: max(places - kept.count, 0))
        return (sign + whole + (fraction.isEmpty ? "" : "." + fraction), sign + digits, kept.count)
    }

    @Test("Times since 1970 are what moving the point in their text gives", arguments: [("s", 6), ("ms", 3), ("us", 0)])
    func unitsBesideText(unit: String, places: Int) throws {
        var random = SeededNumbers(UInt64(81 + places))
        var taken = 0
        for turn in 0..<120 {
            let (text, units, decimals) = moved(by: places, &random)
            let json = turn % 2 == 0 ? text : "\"\(text)\""
            let time = decimals > places ? nil : Int64(units).flatMap { Timestamp(microseconds: $0) }
            let expression = "{time: '$.v', unit: '\(unit)'}"
            if let time { #expect(try value(expression, "'timestamp'", #"{"v": \#(json)}"#) == time.description, "\(json)") } else { #expect(try reason(expression, "'timestamp'", #"{"v": \#(json)}"#) == (decimals > places ? .tooFine : .timeOutOfRange), "\(json)") }
            taken += time == nil ? 0 : 1
        }
        #expect(taken > 10)
    }

    @Test("Minor units are what moving the point in their text gives", arguments: ["JPY", "EUR", "KWD", "CLF"])
    func minorUnitsBesideText(code: String) throws {
        let places = ["JPY": 0, "EUR": 2, "KWD": 3, "CLF": 4][code] ?? 0
        var random = SeededNumbers(UInt64(91 + places))
        for _ in 0..<100 {
            let (text, _, decimals) = moved(by: 0, &random)
            let digits = text.drop { $0 == "-" }.prefix { $0 != "." }
            let padded = String(repeating: "0", count: max(places + 1 - digits.count, 0)) + digits
            let amount = (text.hasPrefix("-") ? "-" : "") + (places == 0 ? padded : padded.dropLast(places) + "." + padded.suffix(places))
            let data = #"{"v": "\#(text)", "cur": "\#(code)"}"#
            if decimals == 0 { #expect(try value("{money: '$.v', unit: 'minor'}", money, data) == amount, "\(text) \(code)") } else { #expect(try reason("{money: '$.v', unit: 'minor'}", money, data) == .inexact, "\(text) \(code)") }
        }
    }

    // MARK: Numbers of any length

    @Test("Numbers of any length are read exactly and rounded once, as is stated")
    func anyLength() throws {
        let nines = "0.00" + String(repeating: "4", count: 300) + "9"
        let tie = "0.005" + String(repeating: "0", count: 300) + "1"
        for (json, even, up, down) in [
            (nines, "0.00", "0.00", "0.00"), (tie, "0.01", "0.01", "0.00"), ("\"\(tie)\"", "0.01", "0.01", "0.00"), ("1e-400", "0.00", "0.00", "0.00"),
            ("-1e-400000000000", "0.00", "0.00", "0.00"), ("5e-3", "0.00", "0.01", "0.00"), ("0.1e-400", "0.00", "0.00", "0.00"),
            ("1" + String(repeating: "0", count: 300) + "e-298", "100.00", "100.00", "100.00"), ("0e400000000000", "0.00", "0.00", "0.00"),
            ("1234567890123456." + String(repeating: "9", count: 60), "1234567890123457.00", "1234567890123457.00", "1234567890123456.99"),
        ] {
            for (rounding, expected) in [("half-even", even), ("half-up", up), ("down", down)] {
                #expect(try value("{sum: ['$.v'], rounding: '\(rounding)'}", decimal(2), #"{"v": \#(json)}"#) == expected, "\(json) \(rounding)")
                #expect(try value("{sum: [{number: '$.v'}], scale: 2, rounding: '\(rounding)'}", decimal(2), #"{"v": \#(json)}"#) == expected)
            }
        }
        #expect(try value("{sum: ['$.v', '$.w'], rounding: 'half-even'}", decimal(2), #"{"v": \#(tie), "w": -1e-304}"#) == "0.00")
        #expect(try value("{multiply: ['$.v', '$.w', '$.w'], rounding: 'half-even'}", decimal(2), #"{"v": 1e-400, "w": 1e200}"#) == "1.00")
        #expect(try reason("{multiply: ['$.v', '$.w']}", decimal(0), #"{"v": \#(String(repeating: "3", count: 60))e-60, "w": 3}"#) == .inexact)
        #expect(try value("'$.v'", decimal(2), #"{"v": 12.5\#(String(repeating: "0", count: 200))}"#) == "12.50")
        #expect(try value("'$.v'", "'integer'", #"{"v": 1\#(String(repeating: "0", count: 100))e-99}"#) == "10")
    }

    @Test("A number that does not fit without rounding, or not at all, is refused at once for its own reason")
    func tooLong() throws {
        let third = "0." + String(repeating: "3", count: 100)
        #expect(try reason("'$.v'", decimal(2), #"{"v": \#(third)}"#) == .tooManyDecimals(scale: 2))
        #expect(try reason("{sum: ['$.v']}", decimal(2), #"{"v": \#(third)}"#) == .inexact)
        for json in ["1e400", "0.1e400000000000", "-9e99999999999999999999", "1" + String(repeating: "0", count: 5_000)] {
            #expect(try reason("'$.v'", decimal(2), #"{"v": \#(json)}"#) == .overflow, "\(json)")
            #expect(try reason("{sum: ['$.v'], rounding: 'half-even'}", decimal(2), #"{"v": \#(json)}"#) == .overflow, "\(json)")
            #expect(try reason("'$.v'", money, #"{"v": \#(json), "cur": "EUR"}"#) == .overflow, "\(json)")
        }
        #expect(try reason("{sum: ['$.v', 1], rounding: 'half-even'}", decimal(2), #"{"v": 1e-400000000000}"#) == .tooManyDigits)
        #expect(try reason("{multiply: ['$.v', '$.v'], rounding: 'down'}", decimal(2), #"{"v": 1e400000000000}"#) == .overflow)
    }

    @Test("Beside a null, an operand that is no number is refused, whether the other one is long or not")
    func nullBesideLong() throws {
        for number in ["1", "1." + String(repeating: "0", count: 100) + "1"] {
            let sum = "{sum: ['$.none', '$.v', '$.bad'], scale: 2, rounding: 'down'}"
            #expect(throws: (any Error).self) { try value(sum, decimal(2), #"{"none": null, "v": \#(number), "bad": "x"}"#) }
            #expect(try value(sum, decimal(2), #"{"none": null, "v": \#(number), "bad": "2"}"#) == nil)
        }
    }

    @Test("Numbers of any length compare as numbers, and are texts of all their digits")
    func longComparisons() throws {
        func holds(_ test: String, _ data: String) throws -> Bool {
            try value("{case: [{when: \(test), then: 'yes'}], else: 'no'}", data) == "yes"
        }
        let long = "1." + String(repeating: "0", count: 100) + "1"
        #expect(try holds("{'$.v': {above: 1}}", #"{"v": \#(long)}"#))
        #expect(try holds("{'$.v': {below: {number: '$.w'}}}", #"{"v": \#(long), "w": "\#(long)1"}"#))
        #expect(try !holds("{'$.v': {above: 0}}", #"{"v": -1e-400}"#))
        #expect(try holds("{'$.v': {above: 0}}", #"{"v": 1e-400000000000}"#))
        #expect(try value("{concat: [{number: '$.v'}]}", #"{"v": "\#(long)"}"#) == long)
        #expect(try value("{number: '$.v', decimal: ','}", #"{"v": "1,\#(String(repeating: "0", count: 50))2-"}"#) == "-1." + String(repeating: "0", count: 50) + "2")
    }

    // MARK: Messages

    @Test(
        "A value that no plain reading takes is refused with a reading that takes it",
        arguments: [
            ("decimal", #""1,234.56""#, ["{number: …, decimal: \".\", group: \",\"}"]), ("decimal", #""1.234,56""#, ["{number: …, decimal: \",\", group: \".\"}"]),
            ("decimal", #""12,50""#, ["{number: …, decimal: \",\"}"]), ("decimal", #"" 5-""#, ["{number: …}"]),
            ("decimal", #""1,234""#, ["{number: …, decimal: \".\", group: \",\"}", "{number: …, decimal: \",\"}"]),
            ("integer", #""1'234""#, ["{number: …, decimal: \".\", group: \"'\"}", "{number: …, decimal: \",\", group: \"'\"}"]),
            ("timestamp", "1709285400", ["{time: …, unit: \"s\"}"]), ("timestamp", #""1709285400250""#, ["{time: …, unit: \"ms\"}"]),
            ("timestamp", "1709285400000001", ["{time: …, unit: \"us\"}"]), ("timestamp", #""2024-03-01 09:30:00""#, ["{time: …, timeZone: \"Europe/Rome\"}"]),
            ("date", #""13/03/2024""#, ["{date: …, form: \"DD/MM/YYYY\"}"]),
            ("date", #""01/03/2024""#, ["{date: …, form: \"DD/MM/YYYY\"}", "{date: …, form: \"MM/DD/YYYY\"}"]), ("date", "20240301", ["{date: …, form: \"YYYYMMDD\"}"]),
        ] as [(String, String, [String])])
    func hints(type: String, json: String, readings: [String]) throws {
        let column = type == "decimal" ? decimal(3) : "'\(type)'"
        let reason = try #require(try reason("'$.v'", column, #"{"v": \#(json)}"#))
        let names = reason.remedy.replacing("say in the definition how the value is written: ", with: "")
        #expect(names == readings.joined(separator: " or ") + "; a stored event is never changed")
        #expect(!reason.what.contains(json) && !reason.remedy.contains(json))
        for reading in readings {
            let followed = try value(reading.replacing("…", with: "'$.v'"), column, #"{"v": \#(json)}"#)
            #expect(followed != nil, "\(reading) of \(json)")
        }
    }

    @Test("A test on a value that is written otherwise names the reading, and works with it")
    func testHints() throws {
        func test(_ reading: String) -> String { "{case: [{when: {'$.v': {\(reading)above: 1000}}, then: 'yes'}]}" }
        let data = #"{"v": "1.234,56"}"#
        let reason = try #require(try reason(test(""), data))
        #expect(reason.what == FoldError.Reason.notComparable.what)
        let named = "read: \"number\", decimal: \",\", group: \".\""
        #expect(reason.remedy == "say in the test how the value is written: \(named); a stored event is never changed")
        #expect(try value(test(named + ", "), data) == "yes")
    }

    @Test("A value that nothing reads keeps the plain message")
    func noHint() throws {
        for (type, json) in [(decimal(2), #""12 EUR""#), ("'timestamp'", #""yesterday""#), ("'date'", #""March""#), ("'timestamp'", "true")] {
            #expect(try reason("'$.v'", type, #"{"v": \#(json)}"#)?.remedy.hasPrefix("correct the definition's handler") == true, "\(json)")
        }
    }
}
