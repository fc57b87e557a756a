import RefoldCore
import RefoldTables
import RefoldValues

/// Reads the cells of single rows that come out of a fold, with the key parts encoded and the columns after them.
///
/// Not for whole read models: ``RowExport`` writes those without creating a value per cell.
public struct RowValues: Sendable {
    /// The parts of the key, then the columns.
    public let columns: [ColumnSchema]
    private let keyCount: Int

    public init(of schema: ReadModelSchema) {
        columns = schema.allColumns
        keyCount = schema.key.count
    }

    /// The values of a row, one per column of ``columns``; JSON is returned as text.
    ///
    /// - Throws: `.failed` for an amount without a known currency, or a time outside the calendar.
    public func read(_ row: Int, of block: RowBlock) throws(RefoldError) -> [TableValue] {
        var texts: [String?] = Array(repeating: nil, count: columns.count)
        var numbers: [Int128?] = Array(repeating: nil, count: columns.count)
        block.withKey(row) { key in
            var index = 0
            var text: [UInt8] = []
            for (part, column) in columns.prefix(keyCount).enumerated() {
                let number = KeyEncoding.read(column.type, from: key, at: &index, isOnlyPart: keyCount == 1, text: &text)
                if column.type.isBytes { texts[part] = String(decoding: text, as: UTF8.self) } else { numbers[part] = Int128(number) }
            }
        }
        for (place, column) in columns.enumerated().dropFirst(keyCount) where !block.isNull(row, place - keyCount) {
            if column.type.content.slot == .text {
                texts[place] = block.withBytes(row, place - keyCount) { bytes in
                    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                }
            } else {
                numbers[place] = block.units(row, place - keyCount, isWide: column.type.isWide)
            }
        }
        var values: [TableValue] = []
        for (place, column) in columns.enumerated() {
            if let number = numbers[place] {
                values.append(try TableValue(units: number, column.type, minorDigits: digits(of: column, texts)))
            } else {
                values.append(texts[place].map { .text($0) } ?? .null)
            }
        }
        return values
    }

    private func digits(of column: ColumnSchema, _ texts: [String?]) -> Int? {
        guard let currency = column.type.currency, let place = columns.firstIndex(where: { $0.name == currency }) else { return nil }
        return texts[place].flatMap { Currency(code: $0)?.minorDigits }
    }
}
