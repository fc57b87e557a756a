import RefoldCore
import RefoldStores
import RefoldValues

/// A list of a read model, read in pages.
public struct StoredList<Item: Sendable>: Sendable {
    private let selection: RowSelection
    private let selections: [RowSelection.Bounds: RowSelection]
    /// For each column of the order, its index among the columns read, and whether it is a text.
    private let order: [(column: Int, isText: Bool)]
    private let read: @Sendable (RowBlock, Int) throws(RefoldError) -> Item

    /// - Parameters:
    ///   - selection: the whole list; the columns by which it is sorted are among its columns.
    ///   - read: makes an item from a row.
    public init(_ selection: RowSelection, read: @escaping @Sendable (RowBlock, Int) throws(RefoldError) -> Item) {
        self.selection = selection
        let bounds: [RowSelection.Bounds] = [.all, .after, .range, .afterWithin]
        selections = Dictionary(uniqueKeysWithValues: bounds.map { ($0, selection.with($0)) })
        order = selection.order.compactMap { name in
            selection.columns.firstIndex { $0.name == name }.map { ($0, selection.columns[$0].type.isBytes) }
        }
        self.read = read
    }

    /// Reads a page, and one more row to find out whether another page follows.
    ///
    /// - Parameters:
    ///   - name: the list's name in its cursors; a different one for each `values` and `range`.
    ///   - values: the values of the selection's equal columns.
    ///   - range: of the first column of the order, which is no text; nil for all rows.
    public func page(
        _ request: PageRequest, of name: String, _ values: [CellValue] = [], within range: Range<Int64>? = nil, from reader: any ReadModelReader
    ) throws(RefoldError) -> Answer<Page<Item>> {
        let offset = try request.offset()
        var (bounds, values) = (RowSelection.Bounds.all, values)
        switch (request.start, range) {
        case (.page, nil): break
        case (.page, let range?):
            bounds = .range
            values += [.integer(range.lowerBound), .integer(range.upperBound)]
        case (.after(let cursor), _):
            try cursor.require(list: name, texts: order.map(\.isText), within: range)
            bounds = range == nil ? .after : .afterWithin
            values += cursor.values
            // The row of the cursor lies in the range, so only one end of it is still ahead.
            if let range { values.append(.integer(selection.descends ? range.lowerBound : range.upperBound)) }
        }
        let answer = try reader.rows(selections[bounds] ?? selection, values, limit: request.limit + 1, offset: offset)
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
