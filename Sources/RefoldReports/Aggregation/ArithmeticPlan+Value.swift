import RefoldTables
import RefoldValues

extension ArithmeticPlan {
    /// The result for a line's measures; null if an operand is null or a divisor is zero.
    func value(_ measures: ArraySlice<TableValue>) throws(DecimalError) -> TableValue {
        var numbers: [ExactDecimal] = []
        for operand in operands {
            switch operand {
            case .number(let number): numbers.append(number)
            case .measure(let index):
                guard let number = measures[measures.startIndex + index].number else { return .null }
                numbers.append(number)
            }
        }
        guard var result = numbers.first else { return .null }
        for number in numbers.dropFirst() {
            switch operation {
            case .sum: result = try result.adding(number)
            case .subtract: result = try result.subtracting(number)
            case .multiply: result = try result.multiplied(by: number)
            case .divide:
                guard number.mantissa != 0 else { return .null }
                return .number(try result.divided(by: number, scale: scale ?? 0, rounding: rounding))
            }
        }
        guard let scale else { return .number(result) }
        return .number(try result.rescaled(to: scale, rounding: rounding))
    }
}
