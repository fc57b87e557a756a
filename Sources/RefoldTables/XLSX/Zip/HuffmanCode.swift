/// A prefix code made for the counts of some symbols.
struct HuffmanCode {
    /// The bits of each symbol's code; 0 for one that does not occur.
    let lengths: [UInt8]
    /// Of each symbol its code, as it is written: the first bit lowest, above bit 8; below it the length.
    let codes: [UInt32]

    /// - Parameters:
    ///   - counts: how often each symbol occurs. At most a million together.
    ///   - limit: the most bits of a code, at most 15.
    init(counts: [UInt32], limit: UInt8) {
        var counts = counts
        var lengths = Self.lengths(counts)
        // Counts that differ less make a code that is less deep. With all of them 1 it is as flat as can be.
        while let longest = lengths.max(), longest > limit {
            for index in counts.indices where counts[index] > 0 { counts[index] = counts[index] / 2 | 1 }
            lengths = Self.lengths(counts)
        }
        self.lengths = lengths
        codes = Self.codes(lengths)
    }

    /// How many bits the symbols of these counts take.
    func bits(_ counts: [UInt32]) -> Int { zip(counts, lengths).reduce(0) { $0 + Int($1.0) * Int($1.1) } }

    /// The lengths of Huffman's code. One symbol alone has one bit.
    private static func lengths(_ counts: [UInt32]) -> [UInt8] {
        let symbols = counts.indices.filter { counts[$0] > 0 }.sorted { (counts[$0], $0) < (counts[$1], $1) }
        var lengths = [UInt8](repeating: 0, count: counts.count)
        guard symbols.count > 1 else {
            if let only = symbols.first { lengths[only] = 1 }
            return lengths
        }
        // The leaves in order, then the inner nodes, which come into being in order of their weight too.
        var weights = symbols.map { Int(counts[$0]) }
        var parents = [Int](repeating: 0, count: 2 * symbols.count - 1)
        var (leaf, inner) = (0, symbols.count)
        func takeLightest() -> Int {
            if leaf < symbols.count, inner >= weights.count || weights[leaf] <= weights[inner] {
                leaf += 1
                return leaf - 1
            }
            inner += 1
            return inner - 1
        }
        while weights.count < parents.count {
            let (one, other) = (takeLightest(), takeLightest())
            (parents[one], parents[other]) = (weights.count, weights.count)
            weights.append(weights[one] + weights[other])
        }
        var depths = [UInt8](repeating: 0, count: parents.count)
        for node in parents.indices.dropLast().reversed() { depths[node] = depths[parents[node]] + 1 }
        for (index, symbol) in symbols.enumerated() { lengths[symbol] = depths[index] }
        return lengths
    }

    /// The canonical code (RFC 1951, 3.2.2): shorter codes first, and codes of one length in the order of their symbols.
    private static func codes(_ lengths: [UInt8]) -> [UInt32] {
        var next = [UInt32](repeating: 0, count: 17)
        for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
        for length in 1...16 { next[length] = (next[length] + next[length - 1]) << 1 }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[Int(length)] += 1 }
            return reversed(next[Int(length)], length) << 8 | UInt32(length)
        }
    }

    private static func reversed(_ code: UInt32, _ length: UInt8) -> UInt32 {
        (0..<UInt32(length)).reduce(0) { $0 << 1 | code >> $1 & 1 }
    }
}
