import RefoldTables

extension ArithmeticPlan {
    /// How the result follows from the operands: `paid / due, rounded half-even to 4 decimals: 12.00 / 16.00 = 0.7500`.
    func rule(_ operands: [ExplainedFigure.Operand], _ result: TableValue) -> String {
        let sign =
            switch operation {
            case .sum: " + "
            case .subtract: " - "
            case .multiply: " * "
            case .divide: " / "
            }
        let names = operands.map { operand in
            switch operand {
            case .measure(let name, _), .lines(let name, _): name
            case .number(let number): number.plain
            }
        }
        let numbers = operands.map { operand in
            switch operand {
            case .measure(_, let value), .lines(_, let value): value.word
            case .number(let number): number.plain
            }
        }
        let rounded = scale.map { ", rounded \(rounding.rawValue) to \($0) decimal\($0 == 1 ? "" : "s")" } ?? ""
        return names.joined(separator: sign) + rounded + ": " + numbers.joined(separator: sign) + " = " + result.word
    }
}
