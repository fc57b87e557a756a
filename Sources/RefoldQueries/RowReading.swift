import RefoldCore
import RefoldValues

/// Reads the columns of a row in order.
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

    /// A text; nil for null, as for the other types.
    public mutating func text() -> String? { rows.text(row, next()) }

    /// An integer, or a value stored as one.
    public mutating func integer() -> Int64? { rows.optionalInteger(row, next()) }

    /// A time.
    public mutating func time() -> Timestamp? { integer().flatMap { Timestamp(microseconds: $0) } }

    /// An amount, followed by the code of its currency.
    ///
    /// - Throws: `.failed` if an amount has no currency or an unknown one.
    public mutating func money() throws(RefoldError) -> Money? {
        let units = integer()
        let place = next()
        guard let units else { return nil }
        guard let currency = rows.withBytes(row, place, { Currency(code: $0) }) else { throw broken("an amount of no known currency") }
        return Money(minorUnits: units, currency: currency)
    }

    /// A value that is never null.
    ///
    /// - Throws: `.failed` if it is null.
    public func require<Value>(_ value: Value?, _ column: String) throws(RefoldError) -> Value {
        guard let value else { throw broken("no \"\(column)\"") }
        return value
    }

    /// The error for a row that its projection cannot have written.
    public func broken(_ what: String) -> RefoldError {
        RefoldError(
            .failed, "a row of the read model \"\(model)\" has \(what)", at: .nowhere, expected: "rows as its projection makes them",
            remedy: "look for its events in the store, which may not have been written by this domain; then run refold rebuild \(model) --accept")
    }
}
