import RefoldCore
import RefoldDefinitions

extension ExpressionParser {
    /// Reads columns that are worked out from the columns of a row: the computed ones of a projection, and those of a report.
    ///
    /// Each may use the ones above it, which are added to the scope.
    ///
    /// - Parameters:
    ///   - word: what such a column is called in findings.
    ///   - isTaken: whether the row has a column of a name already.
    /// - Returns: those that could be read. The others are refused in the scope.
    public mutating func columns(
        _ members: [DefinitionObject.Member], called word: String, isTaken: (String) -> Bool
    ) -> [ComputedDefinition] {
        for member in members where !isTaken(member.key) {
            scope.refuse(member.key, because: "the \(word) \"\(member.key)\" stands below this one")
        }
        var columns: [ComputedDefinition] = []
        for member in members {
            if let refusal = DefinitionName.refusal(ofColumn: member.key) { member.note(refusal.what, expected: refusal.expected) }
            let isTaken = isTaken(member.key)
            if isTaken { member.note("there is a column \"\(member.key)\" already", remedy: "give the \(word) another name") }
            if !isTaken { scope.refuse(member.key, because: "the \(word) \"\(member.key)\" is this one") }
            if let column = column(of: member) {
                columns.append(column)
                if !isTaken { scope.add(column.name, column.type) }
            } else if !isTaken {
                scope.refuse(member.key, because: "the \(word) \"\(member.key)\" could not be read")
            }
        }
        return columns
    }

    private func column(of member: DefinitionObject.Member) -> ComputedDefinition? {
        if case .string(let text) = member.value.node.value, scope.type(of: text) != nil {
            member.value.note(
                "\"\(text)\" is a text here, and the name of a column", expected: "one of them",
                remedy: "write {column: \"\(text)\"} or {text: \"\(text)\"}")
            return nil
        }
        guard let value = expression(member.value) else { return nil }
        guard case .known(let type) = value.type else {
            member.value.note(
                "the type of the column cannot be told: it is \(value.type.described)", expected: "a value of a known type",
                remedy: value.type == .number ? "state its decimals: {sum: […], scale: 2}" : nil)
            return nil
        }
        if let scale = type.content.scale, !ColumnType.scales.contains(scale) {
            member.value.note("the column would have \(scale) decimals", expected: "at most \(ColumnType.scales.upperBound)")
            return nil
        }
        return ComputedDefinition(name: member.key, value: value, type: type, line: member.line)
    }
}
