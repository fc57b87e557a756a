import RefoldCore
import RefoldValues

extension ExpressionCompiler {
    /// - Parameter schema: all columns of the row, including computed ones.
    mutating func entry(_ entry: HandlerEntry, columns schema: [ColumnSchema], foldedCount: Int) throws(RefoldError) -> FoldEntry {
        let tests = try tests(entry.when)
        guard case .change(let changes) = entry.action else { return FoldEntry(tests: tests, action: .delete) }
        let order = ChangeOrder(changes, columns: schema, foldedCount: foldedCount)
        var steps: [FoldStep] = []
        for name in order.nulled { if let column = column(name) { steps.append(.setNull(column)) } }
        for change in order.changes {
            let amounts = (amountsFromZero[change.column] ?? []).compactMap(column)
            if !amounts.isEmpty, let currency = column(change.column) { steps.append(.noteCurrency(currency)) }
            if let step = try step(change, schema) { steps.append(step) }
            if let currency = column(change.column) { for amount in amounts { steps.append(.zero(amount, beside: currency)) } }
        }
        for name in order.currencies { if let column = column(name) { steps.append(.requireCurrency(column)) } }
        return FoldEntry(tests: tests, action: .change(steps, isSnapshot: order.needsSnapshot))
    }

    /// The step of a change; nil if it changes nothing.
    mutating func step(_ change: Change, _ schema: [ColumnSchema]) throws(RefoldError) -> FoldStep? {
        guard let column = column(change.column) else { return nil }
        let type = schema[column.index].type
        if let literal = change.value.literal {
            if literal == .null { return change.operation == .set ? .setNull(column) : nil }
            if let step = step(change.operation, literal, column, type) { return step }
            return .change(column, change.operation, try node(change.value, as: .known(type)))
        }
        switch (change.operation, change.value.form) {
        case (.set, .path(let path)): if let field = field(path) { return .setField(column, field) }
        case (.add, .path(let path)) where column.kind != .wide: if let field = field(path) { return .addField(column, field) }
        case (.set, .attribute(.occurredAt)) where type.content == .timestamp: return .setOccurredAt(column)
        case (.first, .attribute(.occurredAt)) where type.content == .timestamp: return .firstOccurredAt(column)
        case (.set, .attribute(.stream)) where type == .text: return .setStream(column)
        case (.set, .arithmetic(let arithmetic)): if let step = total(arithmetic, column, type, schema) { return step }
        default: break
        }
        return .change(column, change.operation, try node(change.value))
    }

    private mutating func step(_ operation: Change.Operation, _ literal: Literal, _ column: Column, _ type: ColumnType) -> FoldStep? {
        guard column.kind != .wide || operation == .set, let slot = slot(literal, in: type) else { return nil }
        let value = Int64(bitPattern: slot)
        switch operation {
        case .set: return column.isBytes ? .setText(column, TextReference(packed: slot)) : .setInteger(column, value)
        case .add: return .addInteger(column, value)
        case .subtract: return value == .min ? nil : .addInteger(column, -value)
        case .min, .max, .first: return nil
        }
    }

    /// If two columns have the decimals of the target, the sum or difference can be computed on their integers.
    private func total(_ arithmetic: Arithmetic, _ target: Column, _ type: ColumnType, _ schema: [ColumnSchema]) -> FoldStep? {
        guard arithmetic.operation != .multiply, arithmetic.operands.count == 2, type.isNumeric, !type.isWide else { return nil }
        let operands = arithmetic.operands.compactMap { operand -> Column? in
            guard case .column(let name) = operand.form, let column = column(name), schema[column.index].type == type else { return nil }
            return column
        }
        if case .decimal(let scale) = type.content, let stated = arithmetic.scale, stated < scale { return nil }
        guard operands.count == 2 else { return nil }
        return .total(target, operands[0], operands[1], isDifference: arithmetic.operation == .subtract)
    }
}

/// The order in which the changes of one entry are made, so that currencies come before amounts; and whether values must read the row from
/// before.
struct ChangeOrder {
    /// The changes of currency columns, then the others in the order of the file.
    let changes: [Change]
    /// The currency columns that are changed.
    let currencies: [String]
    /// Amounts that do not prevent a change of currency: the entry sets them itself, or they are computed when the row is written.
    let nulled: [String]
    /// Whether a value reads a column that another change writes.
    let needsSnapshot: Bool

    init(_ changes: [Change], columns: [ColumnSchema], foldedCount: Int) {
        let written = Set(changes.map(\.column))
        var currencyOf: [String: String] = [:]
        for column in columns { if let currency = column.type.currency { currencyOf[column.name] = currency } }
        let currencies = Set(currencyOf.values).intersection(written)
        let set = Set(changes.filter { $0.operation == .set }.map(\.column))
        let nulled = columns.enumerated().filter { number, column in
            guard let currency = currencyOf[column.name], currencies.contains(currency) else { return false }
            return number >= foldedCount || set.contains(column.name)
        }.map(\.element.name)
        self.changes = changes.filter { currencies.contains($0.column) } + changes.filter { !currencies.contains($0.column) }
        self.currencies = changes.map(\.column).filter(currencies.contains)
        self.nulled = nulled
        needsSnapshot = changes.contains { change in
            var isLate = false
            change.value.visit { expression in
                guard case .column(let name) = expression.form else { return }
                let read = [name, currencyOf[name]].compactMap { $0 }
                if read.contains(where: { ($0 != change.column && written.contains($0)) || nulled.contains($0) }) { isLate = true }
            }
            return isLate
        }
    }
}
