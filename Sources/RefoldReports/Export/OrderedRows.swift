import RefoldValues

/// The first rows of many by an order, as they are printed. Rows that are equal in it stay as they came.
struct OrderedRows {
    private struct Entry {
        var values: [ReportValue]
        var number: Int64
        var line: [UInt8]
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

    /// - Parameter line: called only if the row may be among the first.
    mutating func add(_ values: [ReportValue], line: () throws(RefoldError) -> [UInt8]) throws(RefoldError) {
        number += 1
        // What comes later and is equal comes after it.
        if let last, order(values, last.values) >= 0 { return }
        entries.append(Entry(values: values, number: number, line: try line()))
        // Sorted in large steps, so that each row costs little.
        guard let limit, entries.count / 2 > limit, entries.count > 1024 else { return }
        entries = kept
        last = entries.last
    }

    /// The lines in order.
    var lines: [[UInt8]] { kept.map(\.line) }

    private var kept: [Entry] {
        let sorted = entries.sorted { a, b in
            let order = order(a.values, b.values)
            return order == 0 ? a.number < b.number : order < 0
        }
        return limit.map { Array(sorted.prefix($0)) } ?? sorted
    }

    private func order(_ a: [ReportValue], _ b: [ReportValue]) -> Int {
        for index in descends.indices {
            let order = ReportValue.order(a[index], b[index])
            if order != 0 { return descends[index] ? -order : order }
        }
        return 0
    }
}
