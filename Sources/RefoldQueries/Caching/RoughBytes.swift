// Estimates of the memory of answers: the fixed size and the texts.

import RefoldStores

extension [String?] {
    /// The bytes of the texts that are not nil.
    public var roughBytes: Int { reduce(0) { $0 + ($1?.utf8.count ?? 0) } }
}

extension Page {
    /// The bytes of the items and of the cursor.
    /// - Parameter weigh: the bytes of one item.
    public func roughBytes(_ weigh: (Item) -> Int) -> Int { items.reduce(next?.roughBytes ?? 0) { $0 + weigh($1) } }
}

extension PageRequest {
    var roughBytes: Int { if case .after(let cursor) = start { cursor.roughBytes } else { 0 } }
}

extension PageCursor {
    fileprivate var roughBytes: Int { values.reduce(list.utf8.count) { $0 + MemoryLayout<CellValue>.stride + $1.roughBytes } }
}

extension CellValue {
    /// The bytes of a text; 0 for an integer, which has only its fixed size.
    public var roughBytes: Int { if case .text(let text) = self { text.utf8.count } else { 0 } }
}
