import RefoldCore
import RefoldValues

extension ExpressionProgram {
    /// Applies a change to a column of up to 38 digits.
    func changeWide(_ column: Column, _ operation: Change.Operation, by operand: Int128, _ row: inout Row) throws(FoldError) {
        let old: Int128? = row.isNull(column) ? nil : row.wide(column)
        do throws(DecimalError) {
            let result =
                switch operation {
                case .set, .first: operand
                case .add: try WideUnits.sum(old ?? 0, operand)
                case .subtract: try WideUnits.sum(old ?? 0, -operand)
                case .min: min(old ?? operand, operand)
                case .max: max(old ?? operand, operand)
                }
            row.set(column, toWide: result)
        } catch {
            throw FoldError(.moreDigits, column: column.index)
        }
    }

    /// A value as the number of a wide column.
    func wideUnits(of value: FoldValue, for column: Column, _ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> Int128 {
        switch value {
        case .payload(let payload): return try row.wideUnits(of: payload, of: event, for: column)
        case .text(let reference):
            return try row.withText(reference) { (bytes) throws(FoldError) in try row.wideUnits(bytes, for: column) }
        case .eventText(let range): return try event.withBytes(range) { (bytes) throws(FoldError) in try row.wideUnits(bytes, for: column) }
        case .number(let number, let rounding):
            let scale = try scale(ofColumn: column.index, row) ?? 0
            return try units { () throws(DecimalError) in try number.wideUnits(scale: scale, rounding: rounding) }
        case .wide(let reference, let rounding):
            let scale = try scale(ofColumn: column.index, row) ?? 0
            guard let number = row.withText(reference, { WideDecimal($0) }) else { throw FoldError(.notDecimal) }
            return try units { () throws(DecimalError) in try number.wideUnits(scale: scale, rounding: rounding) }
        default: throw FoldError(.notDecimal)
        }
    }

    private func units(_ rescaled: () throws(DecimalError) -> Int128) throws(FoldError) -> Int128 {
        do throws(DecimalError) {
            return try rescaled()
        } catch .overflow {
            throw FoldError(.moreDigits)
        } catch {
            throw FoldError(arithmetic: error)
        }
    }
}
