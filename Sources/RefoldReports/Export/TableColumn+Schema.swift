import RefoldCore
import RefoldTables

extension TableColumn {
    /// A column of a read model.
    ///
    /// - Parameter isKey: whether it is a part of the key.
    init(_ schema: ColumnSchema, isKey: Bool) { self.init(schema.name, TableType(schema.type), isRowColumn: isKey) }
}

extension TableType {
    /// The type of the cells of a read model's column.
    fileprivate init(_ type: ColumnType) {
        switch type.content {
        case .text: self = .text
        case .json: self = .json
        case .integer: self = .integer
        case .decimal(let scale), .wideDecimal(let scale): self = .decimal(scale: scale)
        case .money, .wideMoney: self = .money(.column(type.currency ?? ""))
        case .boolean: self = .boolean
        case .timestamp: self = .timestamp
        case .date: self = .date
        }
    }
}
