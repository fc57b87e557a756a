import RefoldDefinitions
import RefoldProjections

extension ReportParser {
    /// The maximum number of row columns of a report.
    static let mostRows = 32

    /// The row columns; nil for one whose name could not be read.
    func rows(_ value: DefinitionValue?) -> [RowDefinition?] {
        guard let value, let elements = value.list("a list of columns and cuts") else { return [] }
        if elements.count > Self.mostRows {
            value.note("the report has \(elements.count) row columns", expected: "at most \(Self.mostRows)")
        }
        var names: Set<String> = []
        return elements.map { element in
            guard let row = row(element) else { return nil }
            if !names.insert(row.name).inserted {
                element.note(
                    "there are two row columns \"\(row.name)\"", expected: "one of each name",
                    remedy: element.members == nil ? "remove one" : "name this one with as")
            }
            return row
        }
    }

    private func row(_ value: DefinitionValue) -> RowDefinition? {
        let location = DefinitionLocation(value)
        if case .string(let name) = value.node.value {
            return RowDefinition(name: name, location: location, form: .column(LocatedName(name: name, location: location)))
        }
        guard let object = value.object("the name of a column, or a cut such as {month: \"created_at\"}") else { return nil }
        let words = CutTable.words
        let forms = object.members.filter { words.contains($0.key) }
        let name = object.optional("as").flatMap { $0.string("a name for the column") }
        guard let form = forms.first, forms.count == 1 else {
            if forms.isEmpty, let first = object.members.first(where: { $0.key != "as" && $0.key != "timeZone" }) {
                first.noteUnknown("cut", among: words)
            } else if forms.isEmpty {
                object.note("this is no cut", expected: "one of the keys " + DefinitionValue.list(words))
            } else {
                object.note("a cut is of two kinds, \(DefinitionValue.list(forms.map(\.key)))", expected: "one of them")
            }
            return name.map { RowDefinition(name: $0, location: location, form: nil) }
        }
        guard let cut = CutTable.cut(form.key) else { return nil }
        object.allowOnly([cut.word] + cut.parameters + ["as"])
        if let name, let value = object.optional("as") { checkName(name) { value.note($0, expected: $1) } }
        let column = named(form.value, "the name of a column")
        let read = cut.init(beside: object, in: self)
        let whole = column.flatMap { column in read.map { Cut(kind: $0, column: column) } }
        return RowDefinition(name: name ?? cut.word, location: location, form: whole.map { .cut($0) })
    }
}
