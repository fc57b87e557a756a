import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldValues

extension ReportPlanner {
    /// Resolves tests that were typed beside the definition, and adds them to the tests that all rows must meet. Their faults are at their own
    /// places, in ``typedFaults``.
    ///
    /// - Parameter hasMoment: whether there is a moment of the report to compare with.
    func filter(typed texts: [WhereText], hasMoment: Bool) -> [RowFilter.Test] {
        var read: [(text: WhereText, test: RowTest)] = []
        for text in texts { noting(at: text.place) { if let test = test(text, hasMoment: hasMoment) { read.append((text, test)) } } }
        // Resolved when all are read, since one may fix the currency of another.
        tests?.append(contentsOf: read.map(\.test))
        var resolved: [RowFilter.Test] = []
        for (text, test) in read {
            noting(at: text.place) { resolved += rowFilter([test], among: tests ?? [], at: .root).tests }
        }
        return resolved
    }

    /// Has what is found in `body` noted at a place outside the definition.
    private func noting(at place: Place, _ body: () -> Void) {
        let outer = reader
        defer { reader = outer }
        reader = DefinitionReader(file: definition.file)
        isTyped = true
        defer { isTyped = false }
        body()
        typedFaults += reader.faults.map { Fault($0.what, at: place, expected: $0.expected, remedy: $0.remedy) }
    }

    private func test(_ text: WhereText, hasMoment: Bool) -> RowTest? {
        guard let column = column(of: text) else { return nil }
        return parser.tests(DefinitionValue(text.node(for: column.type, hasMoment: hasMoment), at: .root, in: reader))?.first
    }

    /// The column of a test. Names of the report's lines are told apart from those of rows.
    private func column(of text: WhereText) -> ColumnSchema? {
        let known = nameable
        if let column = known.first(where: { $0.name == text.column }) { return column }
        guard unreadable[text.column] == nil else { return nil }
        let names = known.map(\.name)
        for row in definition.rows where row.name == text.column {
            guard case .cut(let cut) = row.form else { continue }
            reader.note(
                "\"\(text.column)\" is a column of the lines, made from \"\(cut.column.name)\", and rows are chosen by their own columns", line: nil, path: .root,
                expected: DefinitionValue.list(names), remedy: "test \(cut.column.name), or choose with --period")
            return nil
        }
        guard !definition.measures.contains(where: { $0.name == text.column }) else {
            reader.note(
                "\"\(text.column)\" is a measure of the lines, and rows are chosen by their own columns", line: nil, path: .root,
                expected: DefinitionValue.list(names))
            return nil
        }
        DefinitionValue(JSON5Node(.string(text.column)), at: .root, in: reader).noteUnknown("column", text.column, among: names)
        return nil
    }
}
