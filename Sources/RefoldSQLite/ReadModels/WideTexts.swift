import RefoldCore
import RefoldValues

/// Numbers of up to 38 digits as SQLite keeps them: as plain decimals in texts, since its own numbers have 64 bits.
struct WideTexts {
    private let projection: String
    private let scales: [Int?]
    private let amounts: AmountDecimals

    init(_ schema: ReadModelSchema) {
        projection = schema.name
        scales = schema.columns.map(\.type.declaredScale)
        amounts = AmountDecimals(schema)
    }

    /// The text of a number that is not null, with the decimals of its column or of its currency.
    func text(_ column: Int, of index: Int, of rows: RowBlock) -> [UInt8] {
        let scale = scales[column] ?? amounts.minorDigits(column, of: index, of: rows)
        var text: [UInt8] = []
        ExactDecimal(mantissa: rows.wide(index, column), scale: scale)?.appendText(to: &text)
        return text
    }

    /// Refuses rows, as ``requireNumbers(in:_:of:)``.
    func requireNumbers(in rows: RowBlock, _ columns: [ColumnSchema]) throws(RefoldError) {
        try Self.requireNumbers(in: rows, columns, of: projection)
    }

    /// Refuses rows with a text that is none of ``text(_:of:of:)``.
    ///
    /// - Throws: `.failed`.
    static func requireNumbers(in rows: RowBlock, _ columns: [ColumnSchema], of projection: String) throws(RefoldError) {
        for (number, column) in columns.enumerated() where column.type.isWide {
            for index in 0..<rows.count where !rows.isNull(index, number) && !WideUnits.fits(rows.wide(index, number)) {
                throw RefoldError(
                    .failed, "a row holds a value in column \"\(column.name)\" that Refold never writes", at: .named("projection \"\(projection)\""),
                    expected: "a decimal of at most \(WideUnits.digits) digits", remedy: "run refold rebuild \(projection)")
            }
        }
    }
}
