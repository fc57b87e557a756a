// Unsafe here: a row is a part of its table's memory; every access is by a checked column number.

import RefoldValues

/// The row that a reducer changes: one integer or text per column, each of which may be null.
///
/// It is valid for one call and cannot be kept. Reading a null as an integer returns 0; ask ``isNull(_:)`` first.
@safe
public struct Row: ~Copyable {
    @usableFromInline var table: RowTable
    @usableFromInline var number: Int

    /// A row of a table. Adding rows to the table in between is allowed.
    @inlinable
    public init(_ number: Int, of table: RowTable) {
        precondition(number >= 0 && number < table.rowCount)
        self.table = table
        self.number = number
    }

    /// Moves to another row.
    @inlinable
    public mutating func move(to number: Int, of table: RowTable) {
        precondition(number >= 0 && number < table.rowCount)
        if self.table !== table { self.table = table }
        self.number = number
    }

    @inlinable
    var start: UnsafeMutablePointer<UInt64> { unsafe table.rows + number * table.stride }

    @inlinable
    func slot(_ column: Column) -> Int {
        precondition(column.index < table.columnCount)
        return RowTable.headWords + table.setWords + column.index
    }

    // MARK: State

    /// Whether the row exists. A handler that changes a row makes it exist; ``delete()`` removes it.
    @inlinable
    public var isPresent: Bool { unsafe start[1] & RowState.present != 0 }

    /// Whether the row was changed or deleted since it was loaded.
    @inlinable
    public var isTouched: Bool { unsafe start[1] & RowState.touched != 0 }

    /// Whether the read model had the row when it was loaded.
    @inlinable
    public var isStored: Bool { unsafe start[1] & RowState.stored != 0 }

    /// Makes the row exist; a new row's columns have their defaults.
    @inlinable
    public mutating func touch() {
        unsafe start[1] |= RowState.present | RowState.touched
    }

    /// Says that the row is as its reader has it, until it is changed again.
    @inlinable
    public mutating func markUntouched() { unsafe start[1] &= ~RowState.touched }

    /// Removes the row; a later event with its key begins a new one.
    public mutating func delete() {
        unsafe start[1] = start[1] & ~RowState.present | RowState.touched
        table.reset(row: number)
    }

    // MARK: Reading

    /// Calls `body` with the encoded key, valid during the call.
    @inlinable
    public func withKey<Result, Failure: Error>(_ body: (Span<UInt8>) throws(Failure) -> Result) throws(Failure) -> Result {
        try withText(table.keyReference(of: number), body)
    }

    /// Whether a column is null.
    @inlinable
    public func isNull(_ column: Column) -> Bool {
        precondition(column.index < table.columnCount)
        return unsafe start[RowTable.headWords + column.index >> 6] & 1 << UInt64(column.index & 63) == 0
    }

    /// The slot of a column that is not a text; see ``ColumnType`` for its unit.
    @inlinable
    public func integer(_ column: Column) -> Int64 { unsafe Int64(bitPattern: start[slot(column)]) }

    /// The slot of a text or JSON column.
    @inlinable
    public func reference(_ column: Column) -> TextReference { unsafe TextReference(packed: start[slot(column)]) }

    /// Calls `body` with text of this row's table, valid during the call.
    @inlinable
    public func withText<Result, Failure: Error>(
        _ reference: TextReference, _ body: (Span<UInt8>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(unsafe Span(_unsafeStart: table.address(of: reference), count: reference.count))
    }

    /// The present currency of a money column.
    @inlinable
    public func currency(of money: Column) throws(FoldError) -> Currency {
        let index = table.layout.currencies[money.index]
        guard index >= 0 else { return try currencyInKey(of: money) }
        guard unsafe start[RowTable.headWords + index >> 6] & 1 << UInt64(index & 63) != 0 else {
            throw FoldError(.missingCurrency, column: money.index)
        }
        let reference = unsafe TextReference(packed: start[RowTable.headWords + table.setWords + index])
        guard let currency = withText(reference, { Currency(code: $0) }) else {
            throw FoldError(.unknownCurrency, column: index)
        }
        return currency
    }

    // MARK: Writing

    /// Sets a column to null.
    @inlinable
    public mutating func setNull(_ column: Column) {
        precondition(column.index < table.columnCount)
        unsafe start[RowTable.headWords + column.index >> 6] &= ~(1 << UInt64(column.index & 63))
        unsafe start[slot(column)] = 0
    }

    /// Sets the slot of a column that is not a text.
    @inlinable
    public mutating func set(_ column: Column, to value: Int64) {
        unsafe start[slot(column)] = UInt64(bitPattern: value)
        unsafe start[RowTable.headWords + column.index >> 6] |= 1 << UInt64(column.index & 63)
    }

    /// Sets a text or JSON column to text in this row's own table.
    @inlinable
    public mutating func set(_ column: Column, to reference: TextReference) throws(FoldError) {
        let money = table.layout.moneyBeside[column.index]
        if money != 0 { try checkCurrency(column, reference, money) }
        unsafe start[slot(column)] = reference.packed
        unsafe start[RowTable.headWords + column.index >> 6] |= 1 << UInt64(column.index & 63)
    }

    /// Sets a text column to a literal of the projection.
    @inlinable
    public mutating func set(_ column: Column, to literal: Literal) throws(FoldError) {
        try set(column, to: literal.reference)
    }

    /// Sets a text or JSON column to a copy of `bytes`.
    @inlinable
    public mutating func set(_ column: Column, copying bytes: Span<UInt8>) throws(FoldError) {
        guard bytes.count <= TextReference.maximumCount else { throw FoldError(.tooLong, column: column.index) }
        precondition(column.index < table.columnCount)
        let reference = unsafe bytes.withUnsafeBufferPointer { unsafe table.internText(UnsafeRawBufferPointer($0), column: column.index) }
        try set(column, to: reference)
    }

    /// Adds bytes to the text of the row's table, for a column that is set later.
    @inlinable
    public mutating func add(_ bytes: Span<UInt8>) throws(FoldError) -> TextReference {
        guard bytes.count <= TextReference.maximumCount else { throw FoldError(.tooLong) }
        return unsafe bytes.withUnsafeBufferPointer { unsafe table.internText(UnsafeRawBufferPointer($0), column: table.columnCount) }
    }

    /// Throws if the currency would change while an amount of the row uses it: amounts are never reinterpreted.
    @usableFromInline
    func checkCurrency(_ column: Column, _ new: TextReference, _ money: UInt64) throws(FoldError) {
        guard unsafe start[RowTable.headWords] & money != 0 else { return }
        guard !isNull(column) else { throw FoldError(.mixedCurrencies, column: column.index) }
        let old = reference(column)
        let same = old == new || withText(old) { before in withText(new) { after in before.isEqual(to: after) } }
        if !same { throw FoldError(.mixedCurrencies, column: column.index) }
    }
}
