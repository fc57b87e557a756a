import RefoldCore
import RefoldValues

/// The flattened expressions and tests of a projection: every node refers to its operands by index.
///
/// Immutable, and shared by all threads.
struct ExpressionProgram: Sendable {
    var nodes: [ExpressionNode] = []
    var conditions: [ConditionNode] = []
    var tests: [ProgramTest] = []
    var branches: [ProgramBranch] = []
    /// The indexes of nodes and conditions that are elements of lists.
    var elements: [Int] = []
    /// The steps that paths take from a list on.
    var pathSteps: [PathStep] = []
    var zones: [TimeZoneRules] = []
    var dateForms: [DateForm] = []
    /// The nodes that are the moment of a report; null until it is given.
    var moments: [Int] = []
    var columns: [Column] = []
    var contents: [ColumnContent] = []
    /// For every money column, the column of its currency; nil if the currency is in the key, and for other columns.
    var currencyColumns: [Column?] = []

    /// Evaluates an expression.
    func evaluate(
        _ number: Int, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        switch nodes[number] {
        case .value(let value): return value
        case .field(let field):
            let value = event[field]
            if value.isNull { return .null }
            if let misstep = value.misstep { throw FoldError(misstep) }
            return .payload(value)
        case .element(let field, let steps): return try element(of: event[field], steps, event)
        case .function(let function, let operands): return try value(of: function, operands, event, &row, frame)
        case .reading(let reading, let operand):
            let value = try evaluate(operand, event, &row, frame)
            return value.isNull ? .null : try read(value, reading, event, &row, frame)
        case .attribute(let attribute): return value(of: attribute, event)
        case .column(let column, let content): return try value(of: column, content, row, frame)
        case .keyPart(let part, let content): return try keyPart(part, content, &row)
        case .cut(let unit, let operand, let zone):
            guard let moment = try moment(try evaluate(operand, event, &row, frame), event, row) else { return .null }
            return try cut(unit, moment.date(in: zones[zone]), &row)
        case .days(let from, let to, let zone):
            let first = try moment(try evaluate(from, event, &row, frame), event, row)
            let last = try moment(try evaluate(to, event, &row, frame), event, row)
            guard let first, let last else { return .null }
            let days = Int64(last.date(in: zones[zone]).days) - Int64(first.date(in: zones[zone]).days)
            return .number(ExactDecimal(days), rounding: nil)
        case .arithmetic(let operation, let operands, let rounding, let scale):
            return try arithmetic(operation, operands, rounding, scale, event, &row, frame)
        case .coalesce(let operands):
            for element in operands.range {
                let value = try evaluate(elements[element], event, &row, frame)
                if !value.isNull { return value }
            }
            return .null
        case .branches(let branches, let otherwise):
            for number in branches.range {
                let branch = self.branches[number]
                if try holds(branch.tests, event, &row, frame) { return try evaluate(branch.then, event, &row, frame) }
            }
            return try evaluate(otherwise, event, &row, frame)
        }
    }

    private func value(of attribute: EventAttribute, _ event: borrowing EventView) -> FoldValue {
        switch attribute {
        case .stream: .eventText(event.head.stream)
        case .id: .eventText(event.head.id)
        case .type: .typeName
        case .version: event.head.version == StoredEvent.noVersion ? .null : .number(ExactDecimal(event.head.version), rounding: nil)
        case .position: .number(ExactDecimal(event.head.position), rounding: nil)
        case .index: .number(ExactDecimal(Int64(event.item)), rounding: nil)
        case .occurredAt: .timestamp(event.head.occurredAt.microseconds)
        case .recordedAt: .timestamp(event.head.recordedAt.microseconds)
        }
    }

    // MARK: Columns

    private func value(
        of column: Column, _ content: ColumnContent, _ row: borrowing Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        guard let slot = slot(of: column, row, frame) else { return .null }
        let integer = Int64(bitPattern: slot)
        switch content {
        case .text: return .text(TextReference(packed: slot))
        case .json: return .json(TextReference(packed: slot))
        case .boolean: return .boolean(integer != 0)
        case .timestamp: return .timestamp(integer)
        case .date: return .date(integer)
        case .integer: return .number(ExactDecimal(units: integer, scale: 0), rounding: nil)
        case .decimal(let scale): return .number(ExactDecimal(units: integer, scale: scale), rounding: nil)
        case .money:
            let currency = try currency(of: column, row, frame)
            return .number(ExactDecimal(units: integer, scale: currency.minorDigits), rounding: nil)
        case .wideDecimal(let scale): return wide(slot, scale: scale, row)
        case .wideMoney: return wide(slot, scale: try currency(of: column, row, frame).minorDigits, row)
        }
    }

    /// Apart from the numbers of 64 bits, which need no room for it.
    @inline(never)
    private func wide(_ slot: UInt64, scale: Int, _ row: borrowing Row) -> FoldValue {
        let units = row.withText(TextReference(packed: slot)) { WideUnits.number(of: $0) }
        return ExactDecimal(mantissa: units, scale: scale).map { .number($0, rounding: nil) } ?? .null
    }

    private func slot(of column: Column, _ row: borrowing Row, _ frame: FoldFrame) -> UInt64? {
        guard frame.before.isEmpty else { return frame.before[column.index] }
        if row.isNull(column) { return nil }
        return column.isBytes ? row.reference(column).packed : UInt64(bitPattern: row.integer(column))
    }

    /// The currency of an amount in the row. If the entry has changed the currency since, the amount may not go into a money column:
    /// amounts are never reinterpreted.
    private func currency(of money: Column, _ row: borrowing Row, _ frame: FoldFrame) throws(FoldError) -> Currency {
        guard !frame.before.isEmpty, let column = currencyColumns[money.index] else { return try row.currency(of: money) }
        guard let packed = frame.before[column.index] else { throw FoldError(.missingCurrency, column: money.index) }
        let reference = TextReference(packed: packed)
        guard let currency = row.withText(reference, { Currency(code: $0) }) else {
            throw FoldError(.unknownCurrency, column: column.index)
        }
        if frame.target >= 0, currencyColumns[frame.target] == column {
            let isSame =
                !row.isNull(column)
                && row.withText(reference) { old in row.withText(row.reference(column)) { new in old.isEqual(to: new) } }
            if !isSame { throw FoldError(.mixedCurrencies, column: column.index) }
        }
        return currency
    }

    private func keyPart(_ part: Int, _ content: ColumnContent, _ row: inout Row) throws(FoldError) -> FoldValue {
        var text: [UInt8] = []
        let value = row.keyPart(part, text: &text)
        switch content {
        case .integer: return .number(ExactDecimal(value), rounding: nil)
        case .timestamp: return .timestamp(value)
        case .date: return .date(value)
        case .text, .json, .boolean, .decimal, .money, .wideDecimal, .wideMoney: return .text(try row.add(text.span))
        }
    }
}
