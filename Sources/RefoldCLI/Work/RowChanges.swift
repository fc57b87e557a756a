import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldTables

/// Shows the columns of a row before and after an event.
struct RowChanges {
    private let columns: [ColumnSchema]

    init(of columns: [ColumnSchema]) { self.columns = columns }

    /// A line for each column that differs; nil stands for a row that is not there.
    func lines(from old: [TableValue]?, to after: [TableValue]?) -> [String] {
        guard let after else { return [old == nil ? "    no row" : "    the row is deleted"] }
        let changed = after.indices.filter { after[$0] != old?[$0] ?? .null }
        guard !changed.isEmpty else { return ["    nothing changed"] }
        let width = changed.map { columns[$0].name.count }.max() ?? 0
        return changed.map { place in
            let name = columns[place].name
            let before = old?[place] ?? .null
            let change = before.isNull ? Self.text(after[place]) : "\(Self.text(before)) -> \(Self.text(after[place]))"
            return "    " + name + String(repeating: " ", count: width - name.count + 2) + change
        }
    }

    private static func text(_ value: TableValue) -> String {
        switch value {
        case .null: "null"
        case .text(""): "\"\""
        default: Printable.text(value.plain)
        }
    }

    /// The row as an object; null if there is none.
    func json(_ values: [TableValue]?) -> JSONValue {
        guard let values else { return .null }
        return .object(zip(columns, values).map { column, value in JSONField(column.name, value.json(column.type)) })
    }
}
