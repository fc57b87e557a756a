import RefoldCore
import RefoldDefinitions
import RefoldJSON

extension ProjectionParser {
    func computed(_ object: DefinitionObject, columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [ComputedDefinition] {
        guard let members = object.optional("computed")?.object("an object of computed columns")?.members else { return [] }
        let scope = ExpressionScope(
            .row, columns: columnTypes(columns: columns, key: key), refused: unreadable(columns: columns, key: key))
        var parser = ExpressionParser(scope: scope)
        return parser.columns(members, called: "computed column") { name in
            columns.contains { $0.name == name } || key.contains { $0.name == name }
        }
    }

    /// The key parts and columns of the row with a known type.
    func columnTypes(columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [(name: String, type: ColumnType)] {
        key.compactMap { part in part.part.map { (part.name, $0.type) } }
            + columns.compactMap { column in column.type.map { (column.name, $0) } }
    }

    /// Columns of the file that could not be read, so that their uses are not reported as unknown columns.
    func unreadable(columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [String: String] {
        var refused: [String: String] = [:]
        for column in columns where column.type == nil {
            refused[column.name] = "the type of the column \"\(column.name)\" could not be read"
        }
        for part in key where part.part == nil { refused[part.name] = "the key part \"\(part.name)\" could not be read" }
        return refused
    }
}
