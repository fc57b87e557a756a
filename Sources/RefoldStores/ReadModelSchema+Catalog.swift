import RefoldCore
import RefoldValues

/// What a column of a read model is, in the words of the catalogs.
enum ColumnRole: String, Hashable, Sendable {
    case key
    case folded
    case computed

    /// The role of a column by its number among the schema's `allColumns`.
    init(of number: Int, in schema: ReadModelSchema) {
        self = number < schema.key.count ? .key : number < schema.key.count + schema.foldedCount ? .folded : .computed
    }
}

extension ReadModelSchema {
    /// The lines of `refold_columns`, as texts: number, role, name, type, scale, currency.
    public var catalogColumns: [[String?]] {
        allColumns.enumerated().map { number, column in
            let (scale, currency) = (column.type.declaredScale.map { "\($0)" }, column.type.currency)
            return ["\(number)", ColumnRole(of: number, in: self).rawValue, column.name, column.type.catalogWord, scale, currency]
        }
    }

    /// The lines of `refold_indexes`, as texts: number, columns.
    public var catalogIndexes: [[String?]] { indexes.enumerated().map { ["\($0)", $1.joined(separator: ",")] } }

    /// Adds the next column that a catalog lists. Roles come in the order key, folded, computed.
    ///
    /// - Parameters:
    ///   - line: role, name, type, scale, currency.
    ///   - database: its name for messages, without secrets.
    /// - Throws: `.failed` if the type is unknown.
    public mutating func append(catalogColumn line: [String?], in database: String) throws(RefoldError) {
        guard let type = ColumnType(catalogWord: line[2] ?? "", scale: line[3].flatMap { Int($0) }, currency: line[4]) else {
            throw RefoldError(
                .failed, "the catalog describes a column of projection \"\(name)\" with an unknown type", at: .named(database),
                remedy: "use the version of refold that wrote it, or rebuild into another file or database")
        }
        let column = ColumnSchema(line[1] ?? "", type)
        switch line[0].flatMap({ ColumnRole(rawValue: $0) }) ?? .folded {
        case .key: key.append(column)
        case .folded: columns.append(column)
        case .computed:
            columns.append(column)
            computedCount += 1
        }
    }

    /// Adds the next index that a catalog lists: names, separated by commas.
    public mutating func append(catalogIndex names: String) { indexes.append(names.split(separator: ",").map(String.init)) }
}
