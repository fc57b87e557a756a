import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Values of reports")
struct ReportValueTests {
    private static let values: [TableValue] = [
        .null, .text(""), .text("é"), .text("e\u{301}"), .text("a"), .boolean(false), .boolean(true), .number(ExactDecimal(0)),
        .number(ExactDecimal(1)), .timestamp(.first), .date(Timestamp.first.utcDate),
    ]

    @Test("are equal if they are of one kind and order, texts by their bytes")
    func equality() throws {
        for (one, a) in Self.values.enumerated() {
            for (other, b) in Self.values.enumerated() {
                #expect((a == b) == (one == other))
                #expect((a == b) == (TableValue.order(a, b) == 0))
            }
        }
        #expect(Set(Self.values).count == Self.values.count)
        let written = try [#require(ExactDecimal("1.50")), #require(ExactDecimal("1.5"))].map { TableValue.number($0) }
        #expect(written[0] == written[1])
        #expect(Set(written).count == 1)
        #expect(TableValue.null.isNull && !TableValue.text("").isNull)
    }

    @Test("are grouped, counted and selected by the bytes of their texts")
    func groups() throws {
        let rows = ["é", "e\u{301}", "é"].enumerated().map { Sample.row("k\($0.offset)", ["shop": .text($0.element)]) }
        #expect(
            try Sample.csv(#"{title: "T", from: "sales", rows: ["shop"], measures: {n: {count: "*"}}}"#, rows)
                == "shop,n\ne\u{301},1\né,2\n")
        #expect(
            try Sample.csv(#"{title: "T", from: "sales", measures: {d: {distinct: "shop"}}}"#, rows) == "d\n2\n")
        #expect(
            try Sample.csv(##"{title: "T", from: "sales", where: {shop: "é"}, measures: {n: {count: "*"}}}"##, rows) == "n\n2\n")
    }
}
