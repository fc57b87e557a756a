import RefoldTables
import RefoldValues
import Testing

@Suite("The formats of tables")
struct FormatTests {
    @Test("No two built-in formats have the same word or the same ending of file names")
    func names() {
        let formats = TableFormats()
        #expect(Set(formats.words).count == formats.all.count)
        #expect(Set(formats.all.map(\.fileEnding)).count == formats.all.count)
        for format in formats.all {
            #expect(formats[format.word]?.word == format.word)
            #expect(formats.format(ofFile: "by-month." + format.fileEnding)?.word == format.word)
            #expect(format.summary.count <= 50)
        }
        let bank = TableFormats(and: [BankFormat()])
        #expect(bank.format(ofFile: "a.bank.csv")?.word == "bank" && bank.format(ofFile: "a.csv")?.word == "csv")
        #expect(formats["odt"] == nil && formats.format(ofFile: "csv") == nil)
    }

    @Test("A total without a label is left out for people, and not for programs")
    func unlabelledTotals() throws {
        let head = TableHead(name: "r", title: "T", bound: 1, columns: [TableColumn("n", .integer, isRowColumn: false)])
        let five = TableValue.number(ExactDecimal(5))
        let (with, without) = (FigureTable(head, cells: [five], totals: [five]), FigureTable(head, cells: [five]))
        let formats: [any TableFormat] = [TextFormat(), MarkdownFormat(), XLSXFormat(), HTMLFormat()]
        for format in formats { #expect(try with.bytes(as: format) == without.bytes(as: format), "\(format.word)") }
        #expect(String(decoding: try with.bytes(as: JSONFormat()), as: UTF8.self).contains("\"totals\":{\"n\":5}"))
    }
}

/// A format whose ending ends with that of another.
private struct BankFormat: TableFormat {
    let word = "bank"
    let fileEnding = "bank.csv"
    let summary = "for a bank"

    func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { CSVFormat().writer(of: head, as: style) }
}
