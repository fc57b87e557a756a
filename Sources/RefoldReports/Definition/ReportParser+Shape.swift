import RefoldDefinitions
import RefoldValues

extension ReportParser {
    /// The keys of a report that say which lines it shows.
    static let shapeKeys = ["having", "limit", "others", "fill", "subtotals", "pivot"]
    /// The most lines that `limit` may name.
    private static let mostLines = 1_000_000

    func shape(_ object: DefinitionObject) -> ShapeDefinition {
        var shape = ShapeDefinition()
        shape.having = object.optional("having").flatMap { value in value.object("an object of tests on the report's columns").map { _ in FilterSource(value) } }
        shape.limit = object.optional("limit").flatMap { $0.integer(1...Self.mostLines) }
        shape.others = object.optional("others")?.bool() ?? false
        if shape.others, let value = object.optional("others"), !object.contains("limit") {
            value.note("no line is left out", expected: "a limit beside it", remedy: "add limit: 10")
        }
        shape.fill = names(object.optional("fill"), "a list of cuts such as [\"month\"]")
        shape.subtotals = names(object.optional("subtotals"), "a list of row columns such as [\"country\"]")
        shape.pivot = object.optional("pivot").flatMap(pivot)
        return shape
    }

    /// The names of a list, each once.
    func names(_ value: DefinitionValue?, _ expected: String, of what: String = "the name of a row column") -> [LocatedName] {
        guard let value, let elements = value.list(expected) else { return [] }
        if elements.isEmpty { value.note("found an empty list", expected: expected) }
        var known: Set<String> = []
        return elements.compactMap { element in
            guard let named = named(element, what) else { return nil }
            guard known.insert(named.name).inserted else {
                element.note("\"\(named.name)\" stands twice", expected: "each column once", remedy: "remove one")
                return nil
            }
            return named
        }
    }

    private func pivot(_ value: DefinitionValue) -> PivotDefinition? {
        guard let object = value.object("an object {column, values}", keys: ["column", "values"]) else { return nil }
        let column = object.required("column").flatMap { named($0, "the name of a row column") }
        var values: [String?]?
        if let list = object.optional("values") {
            guard let elements = list.list("a list of values such as [\"processed\", \"failed\"]") else { return nil }
            if elements.isEmpty { list.note("found an empty list", expected: "at least one value", remedy: "leave values out to get a column for each that occurs") }
            var (known, names): ([String?], Set<ExactText>) = ([], [])
            for element in elements {
                guard let text = pivotValue(element) else { continue }
                if names.insert(ExactText(text ?? PivotTable.null)).inserted {
                    known.append(text)
                } else {
                    element.note("two values give columns of one name", expected: "each value once", remedy: "remove one")
                }
            }
            values = known
        }
        return column.map { PivotDefinition(column: $0, values: values, location: DefinitionLocation(value)) }
    }

    /// A value as reports print it, nil inside for null; nil after a finding.
    private func pivotValue(_ value: DefinitionValue) -> String?? {
        switch value.node.value {
        case .string(let text): return .some(text)
        case .number(let number): return .some(ExactDecimal(number.json)?.description ?? number.text)
        case .bool(let flag): return .some(flag ? "true" : "false")
        case .null: return .some(nil)
        default:
            value.noteWrongKind(expected: "a value as the report prints it: a text, a number, true, false or null")
            return nil
        }
    }
}
