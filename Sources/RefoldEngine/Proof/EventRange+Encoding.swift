// Unsafe here: copies a range out of the memory of a block at once.

import RefoldCore
import RefoldStores

extension EventRange {
    /// The range as bytes, for files of a run: seven words, the lowest byte first, and the list.
    var encoded: [UInt8] {
        var bytes: [UInt8] = []
        let words: [UInt64] = [
            UInt64(bitPattern: number), UInt64(bitPattern: first), UInt64(bitPattern: last), UInt64(bitPattern: events), digest,
            UInt64(columns.rawValue), list == nil ? 0 : 1,
        ]
        bytes.reserveCapacity(8 * words.count + (list?.count ?? 0))
        for word in words { for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) } }
        if let list { bytes.append(contentsOf: list) }
        return bytes
    }

    /// What ``encoded`` made, as the key of a row of a block.
    init?(_ index: Int, of block: RowBlock) { self.init(encoded: unsafe Array(block.key(index))) }

    /// What ``encoded`` made; nil for other bytes.
    init?(encoded bytes: [UInt8]) {
        guard bytes.count >= 56 else { return nil }
        let words = (0..<7).map { word in (0..<8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64(bytes[8 * word + $1]) } }
        self.init(
            number: Int64(bitPattern: words[0]), first: Int64(bitPattern: words[1]), last: Int64(bitPattern: words[2]),
            events: Int64(bitPattern: words[3]), digest: words[4], columns: EventColumns(rawValue: UInt8(truncatingIfNeeded: words[5])),
            list: words[6] == 1 ? Array(bytes[56...]) : nil)
        guard (0...Self.capacity).contains(events) else { return nil }
    }
}
