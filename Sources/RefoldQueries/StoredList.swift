import RefoldCore
import RefoldStores
import RefoldValues

/// A list of a read model, read in pages.
public struct StoredList<Item: Sendable>: Sendable {
    private let fromStart: RowSelection
    private let behind: RowSelection
    /// For each column of the order, its index among the columns read, and whether it is a text.
    private let order: [(column: Int, isText: Bool)]
    private let read: @Sendable (RowBlock, Int) throws(RefoldError) -> Item

    /// - Parameters:
    ///   - selection: the whole list; the columns by which it is sorted are among its columns.
    ///   - read: makes an item from a row.
    public init(_ selection: RowSelection, read: @escaping @Sendable (RowBlock, Int) throws(RefoldError) -> Item) {
        fromStart = selection
        behind = selection.with(.after)
        order = selection.order.compactMap { name in
            selection.columns.firstIndex { $0.name == name }.map { ($0, selection.columns[$0].type.isBytes) }
        }
        self.read = read
    }

    /// Reads a page, and one more row to find out whether another page follows.
    ///
    /// - Parameters:
    ///   - name: the list's name in its cursors; a different one for each `values`.
    ///   - values: the values of the selection's equal columns.
    public func page(
        _ request: PageRequest, of name: String, _ values: [CellValue] = [], from reader: any ReadModelReader
    ) throws(RefoldError) -> Answer<Page<Item>> {
        let offset = try request.offset()
        let answer: Answer<RowBlock>
        switch request.start {
        case .page: answer = try reader.rows(fromStart, values, limit: request.limit + 1, offset: offset)
        case .after(let cursor):
            try cursor.require(list: name, texts: order.map(\.isText))
            answer = try reader.rows(behind, values + cursor.values, limit: request.limit + 1, offset: 0)
        }
        return try answer.map { rows throws(RefoldError) in
            let count = min(rows.count, request.limit)
            var items: [Item] = []
            items.reserveCapacity(count)
            for row in 0..<count { items.append(try read(rows, row)) }
            return Page(items, next: rows.count > count ? PageCursor(place(of: count - 1, in: rows), in: name) : nil)
        }
    }

    private func place(of row: Int, in rows: RowBlock) -> [CellValue] {
        order.map { column, isText in isText ? .text(rows.text(row, column) ?? "") : .integer(rows.integer(row, column)) }
    }
}
