import RefoldCore
import RefoldValues

extension ExpressionProgram {
    func arithmetic(
        _ operation: Arithmetic.Operation, _ operands: ListRange, _ rounding: Rounding?, _ scale: Int?, _ event: borrowing EventView,
        _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        var result: ExactDecimal?
        var isNull = false
        for element in operands.range {
            let value = try evaluate(elements[element], event, &row, frame)
            if value.isNull {
                isNull = true
                continue
            }
            guard case .number(let number, let ownRounding) = try number(value, event, row) else {
                return try wideArithmetic(operation, operands, rounding, scale, event, &row, frame)
            }
            let operand = try rounded((number, ownRounding), row, frame)
            guard let left = result else {
                result = operand
                continue
            }
            do throws(DecimalError) {
                result =
                    switch operation {
                    case .sum: try left.sum(operand)
                    case .subtract: try left.difference(operand)
                    case .multiply: try left.product(operand)
                    }
            } catch {
                return try wideArithmetic(operation, operands, rounding, scale, event, &row, frame)
            }
        }
        guard !isNull, var result else { return .null }
        guard let scale else { return .number(result, rounding: rounding) }
        do throws(DecimalError) {
            result = if let rounding { try result.rescaled(to: scale, rounding: rounding) } else { try result.rescaled(to: scale) }
        } catch {
            throw FoldError(arithmetic: error)
        }
        return .number(result, rounding: nil)
    }

    /// The number that a value is, or that its text spells; null if it is one that an ``ExactDecimal`` cannot hold.
    func number(
        _ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row
    ) throws(FoldError) -> FoldValue {
        if case .number = value { return value }
        let isNumeric = if case .payload(let payload) = value { payload.isNumeric } else { value.isText }
        if isNumeric, let number = withText(of: value, event, row, { ExactDecimal($0) }) { return .number(number, rounding: nil) }
        _ = try wide(value, event, row)
        return .null
    }

    /// An operand, rounded to the decimals of the target column if its own arithmetic gave a rounding but no scale.
    private func rounded(
        _ operand: (value: ExactDecimal, rounding: Rounding?), _ row: borrowing Row, _ frame: FoldFrame
    ) throws(FoldError) -> ExactDecimal {
        guard let rounding = operand.rounding, frame.target >= 0, let scale = try scale(ofColumn: frame.target, row) else {
            return operand.value
        }
        do throws(DecimalError) {
            return try operand.value.rescaled(to: scale, rounding: rounding)
        } catch {
            throw FoldError(arithmetic: error)
        }
    }

    /// The decimals of a column; nil if it is not a number.
    func scale(ofColumn number: Int, _ row: borrowing Row) throws(FoldError) -> Int? {
        let content = contents[number]
        return if content == .money { try row.currency(of: columns[number]).minorDigits } else { content.scale }
    }
}

extension ExactDecimal {
    /// The exact sum, with a fast path for 64-bit mantissas.
    func sum(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        guard scale != other.scale, let (left, right, scale) = aligned(with: other) else { return try adding(other) }
        if let sum = ExactDecimal(mantissa: left + right, scale: scale) { return sum }
        return try adding(other)
    }

    /// The exact difference, with a fast path for 64-bit mantissas.
    func difference(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        guard scale != other.scale, let (left, right, scale) = aligned(with: other) else { return try subtracting(other) }
        if let difference = ExactDecimal(mantissa: left - right, scale: scale) { return difference }
        return try subtracting(other)
    }

    /// The exact product, with a fast path for 64-bit mantissas.
    func product(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        if let left = Int64(exactly: mantissa), let right = Int64(exactly: other.mantissa),
            let product = ExactDecimal(mantissa: Int128(left) * Int128(right), scale: scale + other.scale)
        {
            return product
        }
        return try multiplied(by: other)
    }

    /// Both mantissas at the larger scale, each below 2¹²⁶; nil if the fast path does not apply.
    private func aligned(with other: ExactDecimal) -> (Int128, Int128, scale: Int)? {
        let difference = scale - other.scale
        guard difference.magnitude <= 18, let left = Int64(exactly: mantissa), let right = Int64(exactly: other.mantissa) else {
            return nil
        }
        if difference >= 0 { return (Int128(left), Int128(right) * PowersOfTen.of(difference), scale) }
        return (Int128(left) * PowersOfTen.of(-difference), Int128(right), other.scale)
    }

    /// The value in units of the last of `scale` decimals.
    func units(_ scale: Int, rounding: Rounding?) throws(DecimalError) -> Int64 {
        if scale == self.scale, let units = Int64(exactly: mantissa) { return units }
        if scale > self.scale, scale - self.scale <= 18, let units = Int64(exactly: mantissa) {
            guard let raised = Int64(exactly: Int128(units) * PowersOfTen.of(scale - self.scale)) else { throw .overflow }
            return raised
        }
        return if let rounding { try units(scale: scale, rounding: rounding) } else { try units(scale: scale) }
    }
}

private enum PowersOfTen {
    private static let table: [Int128] = (0...18).map { exponent in (0..<exponent).reduce(1) { power, _ in power * 10 } }

    /// `10^exponent` for an exponent of 0 to 18.
    static func of(_ exponent: Int) -> Int128 { table[exponent] }
}

extension FoldError {
    init(arithmetic error: DecimalError) {
        switch error {
        case .overflow, .divisionByZero: self.init(FoldError.Reason.overflow)
        case .inexact: self.init(FoldError.Reason.inexact)
        case .tooLong: self.init(FoldError.Reason.tooManyDigits)
        }
    }
}
