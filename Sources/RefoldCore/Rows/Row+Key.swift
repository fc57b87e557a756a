import RefoldValues

extension Row {
    /// Where the encoded key lies in the text of the row's table: where its only part is a text, that text itself.
    public var keyReference: TextReference { table.keyReference(of: number) }

    /// Reads a part of the row's key; the layout was made with the key's types.
    ///
    /// - Parameters:
    ///   - part: its number among the parts.
    ///   - text: receives the bytes of a text part.
    /// - Returns: the value of a part that is no text, else 0.
    /// - Complexity: O(length of the key).
    public func keyPart(_ part: Int, text: inout [UInt8]) -> Int64 {
        let types = table.layout.keyTypes
        var value: Int64 = 0
        withKey { key in
            var index = 0
            for type in types.prefix(part + 1) {
                value = KeyEncoding.read(type, from: key, at: &index, isOnlyPart: types.count == 1, text: &text)
            }
        }
        return value
    }

    /// The currency of a money column whose currency is a part of the key.
    @usableFromInline
    func currencyInKey(of money: Column) throws(FoldError) -> Currency {
        let part = table.layout.currencyParts[money.index]
        guard part >= 0 else { throw FoldError(.missingCurrency, column: money.index) }
        var code: [UInt8] = []
        _ = keyPart(part, text: &code)
        guard let currency = Currency(code: code.span) else { throw FoldError(.unknownCurrency, column: money.index) }
        return currency
    }
}
