// Unsafe here: writes the bytes of a number into the text memory of the row's table, at a place that only this row refers to.

import RefoldValues

extension Row {
    /// The number of a wide column, in units of its last place; 0 if it is null.
    public func wide(_ column: Column) -> Int128 { isNull(column) ? 0 : withText(reference(column)) { WideUnits.number(of: $0) } }

    /// Sets a wide column, whose number has at most ``WideUnits/digits``.
    ///
    /// The bytes that the column has are overwritten, so that a sum of many events takes no more memory than one.
    public mutating func set(_ column: Column, toWide value: Int128) {
        let bytes = WideUnits.bytes(of: value)
        let reference: TextReference
        if let own = ownWide(column) {
            reference = own
            write(bytes, at: own)
        } else {
            reference = unsafe bytes.span.withUnsafeBytes { unsafe table.appendText($0) }
        }
        unsafe start[slot(column)] = reference.packed
        unsafe start[RowTable.headWords + column.index >> 6] |= 1 << UInt64(column.index & 63)
    }

    /// Makes an amount or a decimal 0.
    public mutating func setZero(_ column: Column) {
        if column.kind == .wide { set(column, toWide: 0) } else { set(column, to: 0) }
    }

    /// A copy of a wide column's number, which stays as it is if the column changes.
    public mutating func copy(ofWide column: Column) -> TextReference {
        let bytes = WideUnits.bytes(of: wide(column))
        return unsafe bytes.span.withUnsafeBytes { unsafe table.appendText($0) }
    }

    /// The bytes of a wide column if no other row, and no literal, has the same.
    private func ownWide(_ column: Column) -> TextReference? {
        let reference = reference(column)
        let isOwn = reference.count == WideUnits.byteCount && reference.offset >= table.layout.literals.count && reference.offset < TextDictionary.base
        return isOwn && !isNull(column) ? reference : nil
    }

    private func write(_ bytes: InlineArray<16, UInt8>, at reference: TextReference) {
        let target = unsafe table.address(of: reference)
        for index in bytes.indices { unsafe target[index] = bytes[index] }
    }

    // MARK: Undoing

    /// The numbers of the wide columns, which are overwritten where they are.
    var wideNumbers: [Int128] {
        var numbers: [Int128] = []
        for column in table.layout.wides { numbers.append(wide(column)) }
        return numbers
    }

    /// Writes the numbers back to where they were; the row's slots are as they were then.
    mutating func restore(wideNumbers: [Int128]) {
        for (column, number) in zip(table.layout.wides, wideNumbers) {
            if let reference = ownWide(column) { write(WideUnits.bytes(of: number), at: reference) }
        }
    }

    // MARK: From texts

    /// Converts a payload value to the number of a wide column. The value is neither null nor missing.
    public func wideUnits(of value: PayloadValue, of event: borrowing EventView, for column: Column) throws(FoldError) -> Int128 {
        guard value.isNumeric else { throw value.refusal(.notDecimal, column) }
        guard value.kind != .escapedString else {
            let text = event.unescaped(value)
            return try wideUnits(text.span, for: column)
        }
        return try event.withBytes(value.range) { (bytes) throws(FoldError) in try wideUnits(bytes, for: column) }
    }

    /// Converts the text of a number to the number of a wide column.
    public func wideUnits(_ bytes: Span<UInt8>, for column: Column) throws(FoldError) -> Int128 {
        let scale = column.scale < 0 ? try currency(of: column).minorDigits : Int(column.scale)
        let units: Int128?
        do throws(DecimalError) {
            units = try ExactDecimal.wideUnits(bytes, scale: scale)
        } catch .inexact {
            throw FoldError(.tooManyDecimals(scale: scale), column: column.index)
        } catch {
            throw FoldError(.moreDigits, column: column.index)
        }
        guard let units else { throw FoldError(FoldError.Reason.notDecimal.hinting(bytes), column: column.index) }
        return units
    }
}
