import RefoldCore
import RefoldValues

extension ExpressionProgram {
    /// Applies a change whose value must be evaluated.
    func change(
        _ column: Column, _ operation: Change.Operation, _ node: Int, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) {
        if operation == .first, !row.isNull(column) { return }
        let value = try evaluate(node, event, &row, frame)
        if value.isNull {
            if operation == .set { row.setNull(column) }
        } else if column.isBytes {
            if operation == .min || operation == .max, !row.isNull(column) {
                if case .payload(let payload) = value, payload.kind == .object || payload.kind == .array { throw FoldError(.notText) }
                let order = textOrder(value, .text(row.reference(column)), event, row)
                guard operation == .min ? order < 0 : order > 0 else { return }
            }
            let isJSON = contents[column.index] == .json
            try row.set(column, to: isJSON ? try json(of: value, event, &row) : try text(of: value, event, &row))
        } else {
            try change(column, operation, by: try integer(of: value, for: column, event, row), &row)
        }
    }

    private func change(_ column: Column, _ operation: Change.Operation, by operand: Int64, _ row: inout Row) throws(FoldError) {
        let old: Int64? = row.isNull(column) ? nil : row.integer(column)
        var (result, overflow) = (operand, false)
        switch operation {
        case .set, .first: break
        case .add: if let old { (result, overflow) = old.addingReportingOverflow(operand) }
        case .subtract: (result, overflow) = (old ?? 0).subtractingReportingOverflow(operand)
        case .min: if let old { result = min(old, operand) }
        case .max: if let old { result = max(old, operand) }
        }
        if overflow { throw FoldError(.overflow, column: column.index) }
        row.set(column, to: result)
    }

    /// A value as the slot of a column that is not a text.
    private func integer(
        of value: FoldValue, for column: Column, _ event: borrowing EventView, _ row: borrowing Row
    ) throws(FoldError) -> Int64 {
        switch (value, contents[column.index]) {
        case (.payload(let payload), _): return try row.integer(of: payload, of: event, for: column)
        case (.number(let number, let rounding), .integer), (.number(let number, let rounding), .decimal),
            (.number(let number, let rounding), .money):
            guard let scale = try scale(ofColumn: column.index, row) else { throw FoldError(.notDecimal) }
            do throws(DecimalError) {
                return try number.units(scale, rounding: rounding)
            } catch {
                throw FoldError(arithmetic: error)
            }
        case (.wide(let reference, let rounding), .integer), (.wide(let reference, let rounding), .decimal),
            (.wide(let reference, let rounding), .money):
            guard let scale = try scale(ofColumn: column.index, row), let number = row.withText(reference, { WideDecimal($0) }) else {
                throw FoldError(.notDecimal)
            }
            do throws(DecimalError) {
                return try number.units(scale: scale, rounding: rounding)
            } catch {
                throw FoldError(arithmetic: error)
            }
        case (.boolean(let flag), .boolean): return flag ? 1 : 0
        case (.timestamp(let time), .timestamp): return time
        case (.date(let days), .date): return days
        case (_, .boolean): throw FoldError(.notBoolean)
        case (_, .text), (_, .json): throw FoldError(.notText)
        case (.text(let reference), _):
            return try row.withText(reference) { (bytes) throws(FoldError) in try row.integer(bytes, for: column) }
        case (.eventText(let range), _):
            return try event.withBytes(range) { (bytes) throws(FoldError) in try row.integer(bytes, for: column) }
        case (_, .timestamp): throw FoldError(.notTimestamp)
        case (_, .date): throw FoldError(.notDate)
        case (_, .integer): throw FoldError(.notInteger)
        case (_, .decimal), (_, .money): throw FoldError(.notDecimal)
        }
    }
}
