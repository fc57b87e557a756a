import Testing
@testable import RefoldCore

@Suite("A dictionary of texts")
struct TextDictionaryTests {
    private static let layout = RowLayout(columns: [ColumnSchema("few", .text), ColumnSchema("many", .text), ColumnSchema("changing", .text)])

    /// Few values of all lengths, one that never repeats, and one that occurs exactly twice.
    private func texts(_ number: Int) -> [[UInt8]] {
        [[UInt8](repeating: UInt8(ascii: "f"), count: number % 29), Array("many-\(number)".utf8), Array("changing-with-time-\(10_000 + number / 2)".utf8)]
    }

    @Test("Tables that share one read every text as it was written, even when it is full")
    func sharing() throws {
        let count = 7_000
        let dictionary = TextDictionary(columnCount: Self.layout.columns.count, textCapacity: 64 << 10)
        let tables = [RowTable(Self.layout, dictionary: dictionary), RowTable(Self.layout, dictionary: dictionary)]
        for number in 0..<count {
            let key = Array("\(number)".utf8)
            let table = tables[number & 1]
            var row = Row(table.row(forKey: key.span, hash: key.span.stableHash).row, of: table)
            for (column, text) in zip(Self.layout.columns, texts(number)) { try row.set(column, copying: text.span) }
        }
        var wrong = 0
        for number in 0..<count {
            let row = Row(number / 2, of: tables[number & 1])
            for (column, text) in zip(Self.layout.columns, texts(number)) {
                let isSame = row.withText(row.reference(column)) { $0.isEqual(to: text.span) }
                if !isSame { wrong += 1 }
            }
        }
        #expect(wrong == 0)
        #expect(dictionary.textCount > dictionary.textCapacity - 100 && dictionary.textCount <= dictionary.textCapacity)
        let (one, other) = (Row(2, of: tables[1]).reference(Self.layout.columns[0]), Row(17, of: tables[0]).reference(Self.layout.columns[0]))
        #expect(one == other, "Events 5 and 34 have the same short text")
    }
}
