import RefoldValues

/// The first of many rows by what they put into a figure.
struct FirstRows {
    struct Entry {
        var key: [UInt8]
        var value: ReportValue
    }

    private let limit: Int
    private let smallestFirst: Bool
    private var entries: [Entry] = []
    /// The last one that is kept, once there are more than may be.
    private var last: Entry?

    /// - Parameter limit: how many are kept.
    init(_ limit: Int, smallestFirst: Bool) { (self.limit, self.smallestFirst) = (limit, smallestFirst) }

    /// - Parameter key: called only if the row may be among the first.
    mutating func add(_ value: ReportValue, key: () -> [UInt8]) {
        let before = last.map { order(value, $0.value) } ?? -1
        guard before <= 0 else { return }
        let entry = Entry(key: key(), value: value)
        if before == 0, let last, !precedes(entry, last) { return }
        entries.append(entry)
        // Sorted in large steps, so that each row costs little.
        guard entries.count / 2 > limit, entries.count > 1024 else { return }
        entries = kept
        last = entries.last
    }

    /// In order.
    var kept: [Entry] { Array(entries.sorted(by: precedes).prefix(limit)) }

    private func order(_ a: ReportValue, _ b: ReportValue) -> Int { smallestFirst ? ReportValue.order(a, b) : ReportValue.order(b, a) }

    private func precedes(_ a: Entry, _ b: Entry) -> Bool {
        let order = order(a.value, b.value)
        return order == 0 ? a.key.span.isLess(than: b.key.span) : order < 0
    }
}
