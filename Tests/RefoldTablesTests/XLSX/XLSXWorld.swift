import Foundation
import RefoldValues

@testable import RefoldTables

/// Numbers that are the same in every run.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

/// Tables that sheets may get wrong.
enum XLSXWorld {
    /// Central European time around its changes of 2024.
    static let berlin: TimeZoneRules = {
        let changes = [("2024-03-31T01:00:00Z", 7200), ("2024-10-27T01:00:00Z", 3600)].map { (at: Timestamp($0.0) ?? .first, offset: $0.1) }
        return TimeZoneRules(name: "Europe/Berlin", firstOffset: 3600, changes: changes)
    }()

    static let texts = [
        "", " ", "  two  spaces  ", "=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "\"double\"", "<b>bold</b>", "&amp; & &#65;", "]]>", "<![CDATA[x]]>",
        "\u{1F600}\u{1F3FD}", "\u{5D0}\u{5D1}\u{202E}abc", "tab\tand\nnew line", "\r\n", "\rx", "\u{0}\u{1}\u{8}\u{B}\u{C}\u{1F}\u{7F}\u{85}", "_x0041_",
        "_x0041_x0042_",
        "_x0041\u{1}_", "_x005F_x0041_", "__x000D_", "\u{FFFE}\u{FFFF}\u{FFFD}", "e\u{301}\u{E9}", "0012", "1e5", "2024-01-01", "TRUE", "#REF!",
        "\u{2028}\u{FEFF}x", " leading", "trailing ", "\n", "{{x}}", "javascript:alert(1)",
    ]

    /// As many UTF-16 units as a cell holds.
    static let longest = String(repeating: "long & wide ", count: 2730) + "1234567"

    static let numbers = [
        "0", "-0.05", "0.000", "748957.020", "-1", "999999999999999", "-999999999999999", "1000000000000000", "123456789012345.00", "1234567890123456",
        "12345678901234.567", "170141183460469231731687303715884105727", "-170141183460469231731687303715884105728", "0.00000000000000000000000000000000000001",
        "0.000000000000000000000000000001", "1.00000000000000000000000000000000000000", "12345678901234567890123456789012345678", "-12.5", "1000",
    ]

    static let times = [
        "0001-01-01T00:00:00Z", "1899-12-31T23:00:00Z", "1900-02-27T23:00:00Z", "1900-02-28T22:59:59.999999Z", "1900-02-28T23:00:00Z", "1970-01-01T00:00:00Z",
        "2024-03-31T00:59:59.999999Z", "2024-03-31T01:00:00Z", "2024-03-31T01:00:00.000001Z", "2024-10-27T00:30:00.123456Z", "2024-10-27T01:30:00.5Z",
        "2024-10-27T22:59:59.999999Z", "2024-06-30T22:00:00Z", "2024-06-30T10:00:00Z", "2079-06-05T23:59:59.999999Z", "9999-12-31T22:59:59.999999Z",
        "9999-12-31T22:59:59.999Z", "9999-12-31T23:00:00Z", "9999-12-31T23:59:59.999999Z",
    ]

    static let days = [
        "0001-01-01", "1899-12-29", "1899-12-30", "1899-12-31", "1900-01-01", "1900-02-28", "1900-03-01", "1970-01-01", "2024-02-29", "9999-12-31",
    ]

    /// A table with all types, and lines of all kinds.
    static func everything() -> FigureTable {
        let columns = [
            TableColumn("group", .text, isRowColumn: true, label: "Group & \"co\" <of> _x0041_"), TableColumn("day", .date, isRowColumn: true),
            TableColumn("at", .timestamp, isRowColumn: true), TableColumn("text", .text, isRowColumn: true), TableColumn("json", .json, isRowColumn: true),
            TableColumn("flag", .boolean, isRowColumn: true), TableColumn("count", .integer, isRowColumn: false),
            TableColumn("ratio", .decimal(scale: 3), isRowColumn: false, label: "A heading of more than the sixty characters that a column has at most"),
            TableColumn("euros", .money(.fixed(currency("EUR"))), isRowColumn: false), TableColumn("yen", .money(.fixed(currency("JPY"))), isRowColumn: false),
            TableColumn("dinars", .money(.fixed(currency("KWD"))), isRowColumn: false), TableColumn("code", .text, isRowColumn: false),
            TableColumn("any", .money(.column("code")), isRowColumn: false),
        ]
        var table = FigureTable(TableHead(name: "odd/everything", title: "Everything: [all] types?", bound: 12_345, columns: columns), cells: [])
        table.head.zone = berlin
        table.head.description = "Says what\nit says & more.\u{1}"
        table.head.interval = TableInterval(from: .date(days[7].date), to: .date(days[8].date), timeZone: "Europe/Berlin")
        table.head.typedTests = ["amount > 10"]
        table.head.behind = 7
        table.head.isIncomplete = true
        table.head.failedChecks = [FailedCheck("euros >= 0", lines: [2, 3])]
        table.head.facts = [TableFact("Definition", "odd/everything, SHA-256 5b1f")]
        let texts = texts + [longest]
        for index in texts.indices {
            let number = ExactDecimal(numbers[index % numbers.count]) ?? .zero
            table.cells += [
                .text("g\(index / 10)"), .date(days[index % days.count].date), .timestamp(times[index % times.count].time), .text(texts[index]),
                index % 3 == 0 ? .null : .text("{\"a\":[1,2.50,\"\(index)\"]}"), index % 4 == 0 ? .null : .boolean(index % 2 == 0),
                index % 5 == 0 ? .null : .number(ExactDecimal(Int64(index * index * 1_000_003) * (index % 2 == 0 ? -1 : 1))), .number(number),
                .number(ExactDecimal(units: Int64(index) * 123_456_789 - 1_000_000, scale: 2)), .number(ExactDecimal(Int64(index) * 4711)),
                .number(ExactDecimal(units: -Int64(index) * 1234, scale: 3)), .text(["EUR", "JPY", "KWD"][index % 3]),
                .number(ExactDecimal(units: Int64(index) * 99_999, scale: [2, 0, 3][index % 3])),
            ]
        }
        table.head.others = [9, 19]
        let figures: [TableValue] = [
            .number(ExactDecimal(3)), .null, .number(ExactDecimal(units: 12_345, scale: 2)), .number(ExactDecimal(5)),
            .number(ExactDecimal(units: 7, scale: 3)), .null, .null,
        ]
        table.subtotals = [
            FigureTable.Subtotal(after: 10, agreeing: [0], values: [.text("g0"), .null, .null, .null, .null, .null] + figures),
            FigureTable.Subtotal(after: 20, agreeing: [], values: [.null, .null, .null, .null, .null, .null] + figures),
        ]
        table.totals = [.null, .null, .null, .null, .null, .null] + figures
        return table
    }

    static func currency(_ code: String) -> Currency { Currency(code: code) ?? Currency.all[0] }
}

extension String {
    var date: CalendarDate { CalendarDate(self) ?? .first }
    var time: Timestamp { Timestamp(self) ?? .first }
}
