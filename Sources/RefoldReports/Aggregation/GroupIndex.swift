/// The lines of a report while rows are read: their keys, and their numbers from 0.
///
/// The key of a line is a run of integers: one per row column, and one whose bits say which of them are null.
struct GroupIndex {
    /// Integers per key.
    let width: Int
    private var keys: [Int64] = []
    /// Hash table with open addressing: number + 1, or 0 if free.
    private var slots = [Int32](repeating: 0, count: 256)
    private(set) var count = 0

    init(width: Int) { self.width = width }

    /// The keys of all lines, ``width`` integers each.
    func key(_ group: Int) -> ArraySlice<Int64> { keys[group * width..<(group + 1) * width] }

    /// Finds or adds the lines of many rows.
    ///
    /// - Parameters:
    ///   - wanted: keys, one after another.
    ///   - found: receives one number per key.
    mutating func groups(of wanted: [Int64], into found: inout [Int32]) {
        found.removeAll(keepingCapacity: true)
        var last = -1
        for start in stride(from: 0, to: wanted.count, by: width) {
            if last < 0 || !isKey(last, equalTo: wanted, at: start) { last = find(wanted, at: start) }
            found.append(Int32(truncatingIfNeeded: last))
        }
    }

    @inline(__always)
    private func isKey(_ group: Int, equalTo wanted: [Int64], at start: Int) -> Bool {
        let own = group * width
        for index in 0..<width where keys[own + index] != wanted[start + index] { return false }
        return true
    }

    private mutating func find(_ wanted: [Int64], at start: Int) -> Int {
        var slot = Self.hash(wanted, at: start, width: width) & (slots.count - 1)
        while slots[slot] != 0 {
            let group = Int(slots[slot]) - 1
            if isKey(group, equalTo: wanted, at: start) { return group }
            slot = (slot + 1) & (slots.count - 1)
        }
        for index in 0..<width { keys.append(wanted[start + index]) }
        count += 1
        if count * 2 > slots.count {
            slots = [Int32](repeating: 0, count: slots.count * 2)
            for group in 0..<count { enter(group) }
        } else {
            enter(count - 1)
        }
        return count - 1
    }

    private mutating func enter(_ group: Int) {
        var slot = Self.hash(keys, at: group * width, width: width) & (slots.count - 1)
        while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot] = Int32(truncatingIfNeeded: group + 1)
    }

    @inline(__always)
    private static func hash(_ keys: [Int64], at start: Int, width: Int) -> Int {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for index in 0..<width {
            let product = (state ^ UInt64(bitPattern: keys[start + index])).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
            state = product.high ^ product.low
        }
        return Int(truncatingIfNeeded: state ^ state >> 32)
    }
}
