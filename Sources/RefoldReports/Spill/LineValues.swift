import RefoldValues

/// Different values of lines, each pair of a line and a value once, numbered from 0.
struct LineValues {
    private struct Entry {
        var hash: UInt64
        /// Where the value ends in ``bytes``; it starts where the one before it ends.
        var end: Int
        var line: Int32
    }

    private var bytes: [UInt8] = []
    private var entries: [Entry] = []
    /// Hash table with open addressing: the upper half of the hash, and number + 1, so that what differs is mostly seen here; 0 if free.
    private var slots: [UInt64] = []

    var count: Int { entries.count }

    /// The bytes in use.
    var memory: Int { bytes.capacity + entries.capacity * MemoryLayout<Entry>.stride + slots.count * MemoryLayout<UInt64>.stride }

    /// Adds a value of a line unless it is there.
    @inline(__always)
    mutating func add(_ line: Int32, _ value: Span<UInt8>) {
        if entries.count * 2 >= slots.count { enlarge() }
        let hash = Self.hash(line, value)
        let mask = slots.count - 1
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let found = slots[slot]
            if found >> 32 == hash >> 32 {
                let number = Int(found & 0xFFFF_FFFF) - 1
                if entries[number].line == line, bytes.span.extracting(range(number)).isEqual(to: value) { return }
            }
            slot = (slot + 1) & mask
        }
        TextBytes.append(value, to: &bytes)
        entries.append(Entry(hash: hash, end: bytes.count, line: line))
        slots[slot] = Self.slot(hash, entries.count - 1)
    }

    private mutating func enlarge() {
        var larger = [UInt64](repeating: 0, count: max(slots.count * 4, 64))
        let mask = larger.count - 1
        for (number, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while larger[slot] != 0 { slot = (slot + 1) & mask }
            larger[slot] = Self.slot(entry.hash, number)
        }
        slots = larger
    }

    @inline(__always)
    private static func hash(_ line: Int32, _ value: Span<UInt8>) -> UInt64 {
        let product = (value.stableHash ^ UInt64(UInt32(bitPattern: line))).multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func slot(_ hash: UInt64, _ number: Int) -> UInt64 { hash & ~0xFFFF_FFFF | UInt64(number + 1) }

    private func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : entries[number - 1].end)..<entries[number].end }

    /// Calls `body` with the line and the value of a number.
    func with(_ number: Int, _ body: (Int32, Span<UInt8>) throws(RefoldError) -> Void) throws(RefoldError) {
        try body(entries[number].line, bytes.span.extracting(range(number)))
    }

    /// How many values each line has.
    var counts: [Int] {
        var counts: [Int] = []
        for entry in entries {
            counts.grow(to: Int(entry.line) + 1, with: 0)
            counts[Int(entry.line)] += 1
        }
        return counts
    }

    /// The numbers by line, and where those of each line start, by a counting sort.
    func byLine() -> (numbers: [Int32], starts: [Int]) {
        let starts = counts.reduce(into: [0]) { starts, count in starts.append(starts[starts.count - 1] + count) }
        var next = starts
        var numbers = [Int32](repeating: 0, count: entries.count)
        for (number, entry) in entries.enumerated() {
            numbers[next[Int(entry.line)]] = Int32(truncatingIfNeeded: number)
            next[Int(entry.line)] += 1
        }
        return (numbers, starts)
    }

    /// The numbers by line, and by the bytes of their values.
    func sorted() -> [Int32] {
        var (numbers, starts) = byLine()
        for line in 0..<starts.count - 1 {
            numbers[starts[line]..<starts[line + 1]].sort { a, b in
                TextBytes.order(bytes.span.extracting(range(Int(a))), bytes.span.extracting(range(Int(b)))) < 0
            }
        }
        return numbers
    }
}
