import RefoldTables
import RefoldValues

/// The first of many rows by what they put into a figure.
struct FirstRows {
    struct Entry {
        var key: [UInt8]
        var value: TableValue
        /// What they are ordered by before their values; null if by these alone.
        var by: TableValue
    }

    private let limit: Int
    private let smallestFirst: Bool
    private var entries: [Entry] = []
    /// The last one that is kept, once there are more than may be.
    private var last: Entry?

    /// - Parameter limit: how many are kept.
    init(_ limit: Int, smallestFirst: Bool) { (self.limit, self.smallestFirst) = (limit, smallestFirst) }

    /// - Parameter key: called only if the row may be among the first.
    mutating func add(_ value: TableValue, by: TableValue = .null, key: () -> [UInt8]) {
        var entry = Entry(key: [], value: value, by: by)
        let before = last.map { order(entry, $0) } ?? -1
        guard before <= 0 else { return }
        entry.key = key()
        if before == 0, let last, !precedes(entry, last) { return }
        entries.append(entry)
        // Sorted in large steps, so that each row costs little.
        guard entries.count / 2 > limit, entries.count > 1024 else { return }
        entries = kept
        last = entries.last
    }

    /// In order.
    var kept: [Entry] { Array(entries.sorted(by: precedes).prefix(limit)) }

    private func order(_ a: Entry, _ b: Entry) -> Int {
        let order = TableValue.order(a.by, b.by)
        let ascending = order != 0 ? order : TableValue.order(a.value, b.value)
        return smallestFirst ? ascending : -ascending
    }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool {
        let order = order(a, b)
        return order == 0 ? a.key.span.isLess(than: b.key.span) : order < 0
    }
}
