import RefoldTables
import RefoldValues

/// The first rows of many by an order, with the cells that are printed. Rows that are equal in it stay as they came.
struct OrderedRows {
    private struct Entry {
        var values: [TableValue]
        var number: Int64
        var cells: [TableValue]
    }

    /// Of each value, whether the largest comes first.
    private let descends: [Bool]
    private let limit: Int?
    private var entries: [Entry] = []
    private var number: Int64 = 0
    /// The last one that is kept, once there are more than may be.
    private var last: Entry?

    /// - Parameter limit: how many are kept; nil for all.
    init(descends: [Bool], limit: Int?) { (self.descends, self.limit) = (descends, limit) }

    /// - Parameters:
    ///   - values: what it is ordered by.
    ///   - cells: called only if the row may be among the first.
    mutating func add(_ values: [TableValue], cells: () throws(RefoldError) -> [TableValue]) throws(RefoldError) {
        number += 1
        // What comes later and is equal comes after it.
        if let last, order(values, last.values) >= 0 { return }
        entries.append(Entry(values: values, number: number, cells: try cells()))
        // Sorted in large steps, so that each row costs little.
        guard let limit, entries.count / 2 > limit, entries.count > 1024 else { return }
        entries = kept
        last = entries.last
    }

    /// The rows in order.
    var rows: [[TableValue]] { kept.map(\.cells) }

    private var kept: [Entry] {
        let sorted = entries.sorted { a, b in
            let order = order(a.values, b.values)
            return order == 0 ? a.number < b.number : order < 0
        }
        return limit.map { Array(sorted.prefix($0)) } ?? sorted
    }

    private func order(_ a: [TableValue], _ b: [TableValue]) -> Int {
        for index in descends.indices {
            let order = TableValue.order(a[index], b[index])
            if order != 0 { return descends[index] ? -order : order }
        }
        return 0
    }
}
