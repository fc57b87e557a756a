import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ProjectionParser {
    /// Reads by how much a new generation may differ: `{rows: "0.1%", sums: {amount: "0"}}`.
    ///
    /// - Parameter columns: those of the read model, with their types as far as they could be read.
    func accept(_ value: DefinitionValue, columns: [(name: String, type: ColumnType?)]) -> SwitchTolerance? {
        guard let object = value.object("tolerances such as {rows: \"0.1%\", sums: {amount: \"0\"}}", keys: ["rows", "sums"]) else { return nil }
        var tolerance = SwitchTolerance()
        tolerance.rows = object.optional("rows").flatMap(share)
        for member in object.optional("sums")?.object("an object of columns and amounts")?.members ?? [] {
            guard let column = columns.first(where: { $0.name == member.key }) else {
                member.noteUnknown("column", among: columns.filter { $0.type?.isNumeric ?? false }.map(\.name))
                continue
            }
            if let type = column.type, !type.isNumeric {
                member.note("the column \"\(member.key)\" is \(type.word) and has no sum", expected: "a column of numbers")
            } else if let most = amount(member.value) {
                tolerance.sums[member.key] = most
            }
        }
        return tolerance
    }

    /// A share of all rows, from a percentage.
    private func share(_ value: DefinitionValue) -> ExactDecimal? {
        let expected = "a share of the rows from \"0%\" to \"100%\", such as \"0.1%\""
        guard let text = value.string(expected) else { return nil }
        let hundredth = ExactDecimal(units: 1, scale: 2)
        guard text.hasSuffix("%"), let percent = ExactDecimal(String(text.dropLast())), !percent.isNegative, !(ExactDecimal(100) < percent),
            let share = try? percent.multiplied(by: hundredth)
        else {
            value.note("\"\(text)\" is no share", expected: expected)
            return nil
        }
        return share.reduced
    }

    private func amount(_ value: DefinitionValue) -> ExactDecimal? {
        let expected = "by how much the sum may change, such as \"0\" or \"10.00\""
        guard let text = value.string(expected) else { return nil }
        guard let number = ExactDecimal(text), !number.isNegative else {
            value.note("\"\(text)\" is no such amount", expected: expected)
            return nil
        }
        return number
    }
}
