import RefoldCore
import RefoldStores
import RefoldValues

/// A list of a read model, handed out in pages.
public struct StoredList<Item: Sendable>: Sendable {
    private let fromStart: RowSelection
    private let behind: RowSelection
    /// Where the columns of the order stand among those that are read, and whether each is a text.
    private let order: [(column: Int, isText: Bool)]
    private let read: @Sendable (RowBlock, Int) throws(RefoldError) -> Item

    /// - Parameters:
    ///   - selection: all of the list; what it is sorted by is among its columns.
    ///   - read: makes an item of a row.
    public init(_ selection: RowSelection, read: @escaping @Sendable (RowBlock, Int) throws(RefoldError) -> Item) {
        fromStart = selection
        behind = selection.with(.after)
        order = selection.order.compactMap { name in
            selection.columns.firstIndex { $0.name == name }.map { ($0, selection.columns[$0].type.isBytes) }
        }
        self.read = read
    }

    /// Reads a page, and a row more to know whether another page follows.
    ///
    /// - Parameters:
    ///   - name: the list's name, which its cursors carry; one for each `values`.
    ///   - values: those of the selection's equal columns.
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
