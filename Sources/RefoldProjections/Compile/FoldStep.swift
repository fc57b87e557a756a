import RefoldCore

/// One change of one column, prepared as far as possible. The common ones only read the event and need no evaluation.
enum FoldStep: Sendable {
    case setNull(Column)
    case setField(Column, PayloadField)
    case setText(Column, TextReference)
    case setInteger(Column, Int64)
    case setOccurredAt(Column)
    case setStream(Column)
    case firstOccurredAt(Column)
    case addInteger(Column, Int64)
    case addField(Column, PayloadField)
    /// The sum or difference of two columns with the decimals of the target.
    case total(Column, Column, Column, isDifference: Bool)
    /// Any other change; its value is a node of the program.
    case change(Column, Change.Operation, Int)
    /// Before a currency column is written: remembers whether the row had none.
    case noteCurrency(Column)
    /// Makes an amount 0 if the row has just got its first currency.
    case zero(Column, beside: Column)
    /// Ends an entry that wrote a currency column: no amount may be left without one.
    case requireCurrency(Column)
}

extension ExpressionProgram {
    /// Runs the steps of one entry.
    ///
    /// - Parameter isSnapshot: whether values read the row as it was before the first step.
    func run(
        _ steps: [FoldStep], isSnapshot: Bool, _ event: borrowing EventView, _ row: inout Row
    ) throws(FoldError) {
        var frame = FoldFrame()
        var hadNoCurrency = false
        if isSnapshot { frame.before = snapshot(&row) }
        for step in steps {
            switch step {
            case .setNull(let column): row.setNull(column)
            case .setField(let column, let field): try row.set(column, from: event, field)
            case .setText(let column, let reference): try row.set(column, to: reference)
            case .setInteger(let column, let value): row.set(column, to: value)
            case .setOccurredAt(let column): row.set(column, to: event.head.occurredAt.microseconds)
            case .setStream(let column):
                try event.withBytes(event.head.stream) { (bytes) throws(FoldError) in try row.set(column, copying: bytes) }
            case .firstOccurredAt(let column):
                if row.isNull(column) { row.set(column, to: event.head.occurredAt.microseconds) }
            case .addInteger(let column, let value): try Self.add(value, to: column, &row)
            case .addField(let column, let field):
                let value = event[field]
                if !value.isNull { try Self.add(try row.integer(of: value, of: event, for: column), to: column, &row) }
            case .total(let column, let a, let b, let isDifference): try Self.setTotal(column, a, b, isDifference, &row)
            case .change(let column, let operation, let node):
                frame.target = column.index
                do throws(FoldError) {
                    try change(column, operation, node, event, &row, frame)
                } catch {
                    throw FoldError(error.reason, column: error.column ?? column.index)
                }
            case .noteCurrency(let column): hadNoCurrency = row.isNull(column)
            case .zero(let amount, let currency):
                if hadNoCurrency, !row.isNull(currency), row.isNull(amount) { row.setZero(amount) }
            case .requireCurrency(let column): try requireCurrency(column, row)
            }
        }
    }

    private func snapshot(_ row: inout Row) -> [UInt64?] {
        var slots: [UInt64?] = []
        slots.reserveCapacity(columns.count)
        for column in columns {
            if row.isNull(column) {
                slots.append(nil)
            } else if column.kind == .wide {
                slots.append(row.copy(ofWide: column).packed)
            } else {
                slots.append(column.isBytes ? row.reference(column).packed : UInt64(bitPattern: row.integer(column)))
            }
        }
        return slots
    }

    private func requireCurrency(_ column: Column, _ row: borrowing Row) throws(FoldError) {
        guard row.isNull(column) else { return }
        for money in columns where currencyColumns[money.index] == column && !row.isNull(money) {
            throw FoldError(.missingCurrency, column: money.index)
        }
    }

    private static func add(_ value: Int64, to column: Column, _ row: inout Row) throws(FoldError) {
        let (sum, overflow) = row.isNull(column) ? (value, false) : row.integer(column).addingReportingOverflow(value)
        if overflow { throw FoldError(.overflow, column: column.index) }
        row.set(column, to: sum)
    }

    private static func setTotal(
        _ column: Column, _ a: Column, _ b: Column, _ isDifference: Bool, _ row: inout Row
    ) throws(FoldError) {
        if row.isNull(a) || row.isNull(b) {
            row.setNull(column)
            return
        }
        let (left, right) = (row.integer(a), row.integer(b))
        let (total, overflow) = isDifference ? left.subtractingReportingOverflow(right) : left.addingReportingOverflow(right)
        if overflow { throw FoldError(.overflow, column: column.index) }
        row.set(column, to: total)
    }
}
