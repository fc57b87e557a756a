import RefoldCore

/// The rows of some tables in key order.
struct SortedRows {
    /// The bytes that sorting takes per row: the entry, and its copy while it is moved.
    static let bytesPerRow = 32

    struct Entry {
        /// Eight bytes of the key after the prefix that all keys share.
        var word: UInt64
        /// The table's number in the upper 24 bits, the row's number in the lower 40.
        var place: UInt64

        var table: Int { Int(place >> 40) }
        var row: Int { Int(place & 0xFF_FFFF_FFFF) }
    }

    let tables: [RowTable]
    private(set) var entries: [Entry] = []

    /// Sorts all rows of the tables.
    ///
    /// - Complexity: O(rows) for keys that differ within the eight bytes after their common prefix; a comparison sort for the others.
    init(_ tables: [RowTable]) {
        self.tables = tables
        let count = tables.reduce(0) { $0 + $1.count }
        guard let first = tables.first(where: { $0.count > 0 }) else { return }
        var common = first.withKey(of: 0) { $0.count }
        for table in tables {
            for row in 0..<table.count where common > 0 {
                common = first.withKey(of: 0) { one in table.withKey(of: row) { Self.commonCount(one, $0, atMost: common) } }
            }
        }
        entries.reserveCapacity(count)
        for (number, table) in tables.enumerated() {
            for row in 0..<table.count {
                entries.append(Entry(word: table.keyWord(of: row, from: common), place: UInt64(number) << 40 | UInt64(row)))
            }
        }
        sortByWord()
        sortEqualWords()
    }

    private static func commonCount(_ a: Span<UInt8>, _ b: Span<UInt8>, atMost limit: Int) -> Int {
        let limit = min(limit, a.count, b.count)
        var count = 0
        while count < limit, a[count] == b[count] { count += 1 }
        return count
    }

    /// Radix sort of the entries by their word, from the lowest byte. Stable.
    private mutating func sortByWord() {
        var spare = entries
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
            var starts = [Int](repeating: 0, count: 257)
            for entry in entries { starts[Int(entry.word >> shift & 0xFF) + 1] += 1 }
            if starts.contains(entries.count) { continue }
            for digit in 1..<257 { starts[digit] += starts[digit - 1] }
            for entry in entries {
                let digit = Int(entry.word >> shift & 0xFF)
                spare[starts[digit]] = entry
                starts[digit] += 1
            }
            swap(&entries, &spare)
        }
    }

    private mutating func sortEqualWords() {
        var start = 0
        while start < entries.count {
            var end = start + 1
            while end < entries.count, entries[end].word == entries[start].word { end += 1 }
            if end - start > 1 {
                let tables = tables
                entries[start..<end].sort { tables[$0.table].isKey(of: $0.row, less: $1.row, of: tables[$1.table]) }
            }
            start = end
        }
    }
}
