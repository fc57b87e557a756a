import RefoldValues

/// Where the currencies of a read model's amounts stand, for those that write rows.
public struct AmountDecimals: Sendable {
    @usableFromInline
    enum Currencies: Sendable {
        case none
        case column(Int)
        case key(Int)
    }

    /// For each column where its currency stands.
    @usableFromInline let currencies: [Currencies]
    private let key: [ColumnSchema]

    public init(_ schema: ReadModelSchema) {
        key = schema.key
        currencies = schema.columns.map { column in
            guard let name = column.type.currency else { return .none }
            if let index = schema.columns.firstIndex(where: { $0.name == name }) { return .column(index) }
            return schema.key.firstIndex { $0.name == name }.map { .key($0) } ?? .none
        }
    }

    /// The decimals of an amount; 0 if its currency is unknown, so that the integer is shown unchanged.
    ///
    /// - Parameter number: the column, among those after the key.
    @inlinable @inline(__always)
    public func minorDigits(_ number: Int, of index: Int, of rows: RowBlock) -> Int {
        switch currencies[number] {
        case .none: 0
        case .key(let part): minorDigits(part: part, ofKey: index, of: rows)
        case .column(let column):
            rows.isNull(index, column) ? 0 : rows.withBytes(index, column) { Currency(code: $0)?.minorDigits } ?? 0
        }
    }

    @usableFromInline
    func minorDigits(part wanted: Int, ofKey index: Int, of rows: RowBlock) -> Int {
        var code: [UInt8] = []
        var offset = 0
        rows.withKey(index) { bytes in
            for part in key.prefix(wanted + 1) {
                _ = KeyEncoding.read(part.type, from: bytes, at: &offset, isOnlyPart: key.count == 1, text: &code)
            }
        }
        return Currency(code: code.span)?.minorDigits ?? 0
    }
}
