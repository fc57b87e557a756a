/// The changes of a zone, shared by all copies of its rules.
@usableFromInline
final class ZoneTable: Sendable {
    let name: String
    /// Instants of change, microseconds since 1970 in UTC, ascending, all before ``horizon``.
    let changes: [Int64]
    /// Microseconds ahead of UTC: before the first change, then from each change on.
    let offsets: [Int64]
    /// Microseconds since 1970 in UTC: changes are known up to here.
    let horizon: Int64
    /// How many changes lie at or before the start of each stretch of time from the first change on, and at or before the end of the last.
    private let starts: [Int32]

    /// A stretch has 2^44 microseconds, some 204 days: real zones have one or two changes in it, or none.
    private static let stretch: Int64 = 44

    init(name: String, changes: [Int64], offsets: [Int64], horizon: Int64) {
        self.name = name
        self.changes = changes
        self.offsets = offsets
        self.horizon = horizon
        var starts: [Int32] = []
        var next = 0
        if let first = changes.first {
            for number in 0...(horizon - first) >> Self.stretch + 1 {
                while next < changes.count, (changes[next] - first) <= number << Self.stretch { next += 1 }
                starts.append(Int32(next))
            }
        }
        self.starts = starts
    }

    /// The span of unchanged offset around an instant before the horizon.
    /// - Complexity: O(log changes of 204 days).
    func span(around instant: Int64) -> TimeZoneRules.Hint {
        var low = 0
        if let first = changes.first, instant >= first {
            let number = Int(truncatingIfNeeded: (instant - first) >> Self.stretch)
            low = Int(starts[number])
            var high = Int(starts[number + 1])
            while low < high {
                let middle = (low + high) / 2
                if changes[middle] <= instant { low = middle + 1 } else { high = middle }
            }
        }
        return TimeZoneRules.Hint(
            start: low > 0 ? changes[low - 1] : .min, end: low < changes.count ? changes[low] : horizon, offset: offsets[low])
    }
}

extension ZoneTable: Hashable {
    @usableFromInline
    static func == (a: ZoneTable, b: ZoneTable) -> Bool {
        a === b || a.name == b.name && a.horizon == b.horizon && a.changes == b.changes && a.offsets == b.offsets
    }

    @usableFromInline
    func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(changes)
    }
}
