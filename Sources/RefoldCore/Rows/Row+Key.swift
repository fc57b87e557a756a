import RefoldValues

extension Row {
    /// A reference to the encoded key in the text of the row's table: if the only part is a text, that text itself.
    public var keyReference: TextReference { table.keyReference(of: number) }

    /// Reads a part of the row's key. The layout must have been made with the key's types.
    ///
    /// - Parameters:
    ///   - part: the index of the part.
    ///   - text: receives the bytes of a text part.
    /// - Returns: the value of a part that is not a text; 0 for a text.
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

    /// The currency of a money column whose currency is a key part.
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
