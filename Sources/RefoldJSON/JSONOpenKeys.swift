import RefoldValues

/// The keys of the open objects, the innermost last.
///
/// Small objects compare each key with the earlier ones when it is read. Larger ones are checked with a hash table when they close, so no
/// object costs more than its size. The hash is seeded per process, so that no input can force collisions.
struct JSONOpenKeys: JSONKeyWatcher, Sendable {
    /// How many keys an object may have before its check is postponed.
    private static let small = 16

    private struct Key {
        var slice: JSONSlice
        /// Different for most different keys; equal for equal keys.
        var signature: UInt64
    }

    private var keys: [Key] = []
    /// The start of each open object's keys in `keys`.
    private var starts: [Int] = []
    /// A hash table of indexes into `keys`, -1 if free; used only while a large object closes.
    private var table: [Int32] = []
    private var scratch: [UInt8] = []

    mutating func removeAll() {
        keys.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    mutating func objectOpened() {
        starts.append(keys.count)
    }

    mutating func keyRead(_ slice: JSONSlice, in bytes: Span<UInt8>) throws(JSONFault) {
        let key = Key(slice: slice, signature: signature(of: slice, in: bytes))
        let start = starts.last ?? 0
        if keys.count - start < Self.small {
            for position in start..<keys.count where keys[position].signature == key.signature {
                if isEqual(keys[position].slice, slice, in: bytes) { throw JSONFault(.repeatedKey, at: slice.start) }
            }
        }
        keys.append(key)
    }

    mutating func objectClosed(in bytes: Span<UInt8>) throws(JSONFault) {
        let start = starts.popLast() ?? 0
        if keys.count - start > Self.small { try refuseRepeats(from: start, in: bytes) }
        keys.removeLast(keys.count - start)
    }

    private mutating func refuseRepeats(from start: Int, in bytes: Span<UInt8>) throws(JSONFault) {
        var size = Self.small * 2
        while size < (keys.count - start) * 2 { size *= 2 }
        table.removeAll(keepingCapacity: true)
        table.append(contentsOf: repeatElement(-1, count: size))
        for position in start..<keys.count {
            let slice = keys[position].slice
            var place = hash(of: slice, in: bytes) & (size - 1)
            while table[place] >= 0 {
                let other = keys[Int(table[place])]
                if other.signature == keys[position].signature, isEqual(other.slice, slice, in: bytes) {
                    throw JSONFault(.repeatedKey, at: slice.start)
                }
                place = (place + 1) & (size - 1)
            }
            table[place] = Int32(truncatingIfNeeded: position)
        }
    }

    /// The length of the key and up to seven of its first bytes.
    private mutating func signature(of slice: JSONSlice, in bytes: Span<UInt8>) -> UInt64 {
        guard slice.kind == .string else {
            unescape(slice, in: bytes)
            return Self.signature(of: scratch.span, 0..<scratch.count)
        }
        return Self.signature(of: bytes, slice.range)
    }

    private static func signature(of bytes: Span<UInt8>, _ range: Range<Int>) -> UInt64 {
        let length = UInt64(truncatingIfNeeded: range.count) & 0xFF
        if range.lowerBound + 8 <= bytes.count {
            let mask = range.count >= 7 ? UInt64.max << 8 : ~(UInt64.max << UInt64(8 * range.count)) << 8
            return (ByteRuns.word(bytes, at: range.lowerBound) << 8) & mask | length
        }
        var signature: UInt64 = 0
        for offset in (0..<min(7, range.count)).reversed() { signature = signature << 8 | UInt64(bytes[range.lowerBound + offset]) }
        return signature << 8 | length
    }

    private mutating func hash(of slice: JSONSlice, in bytes: Span<UInt8>) -> Int {
        guard slice.kind == .string else {
            unescape(slice, in: bytes)
            return Self.hash(of: scratch.span, 0..<scratch.count)
        }
        return Self.hash(of: bytes, slice.range)
    }

    private static func hash(of bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
        var hasher = Hasher()
        var position = range.lowerBound
        while position + 8 <= range.upperBound {
            hasher.combine(ByteRuns.word(bytes, at: position))
            position += 8
        }
        while position < range.upperBound {
            hasher.combine(bytes[position])
            position += 1
        }
        return hasher.finalize()
    }

    private mutating func unescape(_ slice: JSONSlice, in bytes: Span<UInt8>) {
        scratch.removeAll(keepingCapacity: true)
        slice.appendUnescaped(from: bytes, to: &scratch)
    }

    private mutating func isEqual(_ one: JSONSlice, _ other: JSONSlice, in bytes: Span<UInt8>) -> Bool {
        if one.kind == .string, other.kind == .string {
            let length = one.end - one.start
            guard length == other.end - other.start else { return false }
            for offset in 0..<length where bytes[one.start + offset] != bytes[other.start + offset] { return false }
            return true
        }
        unescape(one, in: bytes)
        return other.isEqual(to: scratch, in: bytes)
    }
}
