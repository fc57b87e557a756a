import RefoldCore
import RefoldValues

/// Takes the columns of a row in their order.
public struct RowReading {
    private let rows: RowBlock
    private let row: Int
    private let model: String
    private var column = 0

    /// - Parameter model: the read model's name, for messages.
    public init(_ row: Int, of rows: RowBlock, in model: String) {
        self.rows = rows
        self.row = row
        self.model = model
    }

    private mutating func next() -> Int {
        defer { column += 1 }
        return column
    }

    /// A text; nil for null, as the others.
    public mutating func text() -> String? { rows.text(row, next()) }

    /// A whole number, or what else a 64-bit integer stands for.
    public mutating func integer() -> Int64? { rows.optionalInteger(row, next()) }

    /// A time.
    public mutating func time() -> Timestamp? { integer().flatMap { Timestamp(microseconds: $0) } }

    /// An amount, and behind it the code of its currency.
    ///
    /// - Throws: `.failed` if there is an amount beside no known currency.
    public mutating func money() throws(RefoldError) -> Money? {
        let units = integer()
        let place = next()
        guard let units else { return nil }
        guard let currency = rows.withBytes(row, place, { Currency(code: $0) }) else { throw broken("an amount of no known currency") }
        return Money(minorUnits: units, currency: currency)
    }

    /// A value that no row is without.
    ///
    /// - Throws: `.failed` if this one is.
    public func require<Value>(_ value: Value?, _ column: String) throws(RefoldError) -> Value {
        guard let value else { throw broken("no \"\(column)\"") }
        return value
    }

    /// The error for a row that its projection cannot have made.
    public func broken(_ what: String) -> RefoldError {
        RefoldError(
            .failed, "a row of the read model \"\(model)\" has \(what)", at: .nowhere, expected: "rows as its projection makes them",
            remedy: "look for its events in the store, which may not have been written by this domain; then run refold rebuild \(model)")
    }
}
