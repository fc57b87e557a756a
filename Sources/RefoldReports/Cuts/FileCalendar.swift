import RefoldValues

/// A calendar that a CSV file says: runs of days with a label each, in order, of which no two have a day in common.
struct FileCalendar: Hashable, Sendable {
    struct Entry: Hashable, Sendable {
        let label: String
        let days: Period
    }

    /// The path of the file below the folder of definitions.
    let name: String
    /// By their days, at least one.
    let entries: [Entry]

    /// The number of the entry that a day falls into; nil if there is none.
    /// - Complexity: O(log entries)
    func number(of day: CalendarDate) -> Int64? {
        let number = firstEntry { $0.to > day }
        return number < entries.count && entries[number].days.from <= day ? Int64(number) : nil
    }

    /// The entries that a run of days has a part in; nil if there are none.
    func numbers(from first: CalendarDate, to last: CalendarDate) -> (first: Int64, last: Int64)? {
        let (start, end) = (firstEntry { $0.to > first }, firstEntry { $0.from > last })
        return start < end ? (Int64(start), Int64(end) - 1) : nil
    }

    /// The first entry whose days meet a condition that holds for all after it too; their number if none does.
    private func firstEntry(_ holds: (Period) -> Bool) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if holds(entries[middle].days) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
