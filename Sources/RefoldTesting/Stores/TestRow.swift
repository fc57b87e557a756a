import RefoldCore

/// A row of ``ReadModelStoreContract``'s read model, as plain values.
struct TestRow: Hashable, Sendable, Comparable {
    enum Cell: Hashable, Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
        case text(String)
        case integer(Int64)

        init(stringLiteral text: String) { self = .text(text) }
        init(integerLiteral value: Int64) { self = .integer(value) }
    }

    var group: String
    var day: Int64
    var number: Int64
    var cells: [Cell?]

    /// The encoded key.
    var key: [UInt8] {
        var key: [UInt8] = []
        let text = Array(group.utf8)
        KeyEncoding.append(text.span, isOnlyPart: false, to: &key)
        KeyEncoding.append(day, to: &key)
        KeyEncoding.append(number, to: &key)
        return key
    }

    static func < (a: TestRow, b: TestRow) -> Bool { a.key.lexicographicallyPrecedes(b.key) }

    func fill(_ row: inout Row) {
        for (column, cell) in zip(RowLayout(columns: ReadModelStoreContract.schema.columns).columns, cells) {
            switch cell {
            case nil: row.setNull(column)
            case .integer(let value): row.set(column, to: value)
            case .text(let text):
                let bytes = Array(text.utf8)
                if let reference = try? row.add(bytes.span) { try? row.set(column, to: reference) }
            }
        }
    }

    /// Rows from blocks with the folded columns and encoded keys.
    static func read(_ block: RowBlock) -> [TestRow] {
        (0..<block.count).map { index in
            var offset = 0
            var text: [UInt8] = []
            return block.withKey(index) { key in
                _ = KeyEncoding.read(.text, from: key, at: &offset, isOnlyPart: false, text: &text)
                let group = String(decoding: text, as: UTF8.self)
                let day = KeyEncoding.read(.date, from: key, at: &offset, isOnlyPart: false, text: &text)
                let number = KeyEncoding.read(.integer, from: key, at: &offset, isOnlyPart: false, text: &text)
                return TestRow(group: group, day: day, number: number, cells: cells(of: block, index, from: 0))
            }
        }
    }

    /// Rows from blocks with all columns, the key's parts first.
    static func readAll(_ block: RowBlock) -> [TestRow] {
        (0..<block.count).map { index in
            TestRow(
                group: text(of: block, index, 0), day: block.integer(index, 1), number: block.integer(index, 2),
                cells: cells(of: block, index, from: 3))
        }
    }

    private static func cells(of block: RowBlock, _ index: Int, from first: Int) -> [Cell?] {
        ReadModelStoreContract.schema.columns.enumerated().map { number, column in
            if block.isNull(index, first + number) { return nil }
            return column.type.isBytes ? .text(text(of: block, index, first + number)) : .integer(block.integer(index, first + number))
        }
    }

    private static func text(of block: RowBlock, _ index: Int, _ column: Int) -> String {
        block.withBytes(index, column) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }
    }
}
