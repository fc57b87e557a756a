import RefoldCore

/// What a column of a read model is, in the words of the catalogs.
public enum ColumnRole: String, Hashable, Sendable {
    case key
    case folded
    case computed

    /// The role of a column by its number among the schema's `allColumns`.
    public init(of number: Int, in schema: ReadModelSchema) {
        self = number < schema.key.count ? .key : number < schema.key.count + schema.foldedCount ? .folded : .computed
    }
}

extension ReadModelSchema {
    /// Adds the next column that a catalog lists. Roles come in the order key, folded, computed.
    public mutating func append(_ column: ColumnSchema, as role: ColumnRole) {
        switch role {
        case .key: key.append(column)
        case .folded: columns.append(column)
        case .computed:
            columns.append(column)
            computedCount += 1
        }
    }
}

extension ColumnType {
    /// The scale that a catalog stores beside the type's word: a decimal's.
    public var scaleInCatalog: Int? { if case .decimal(let scale) = self { scale } else { nil } }

    /// The column that a catalog stores beside the type's word: that of a money column's currency.
    public var currencyInCatalog: String? { if case .money(let currency) = self { currency } else { nil } }
}
