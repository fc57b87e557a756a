/// The codes of one block of DEFLATE, made for the counts of its symbols (RFC 1951, 3.2.7).
struct BlockCodes {
    let literals: HuffmanCode
    let distances: HuffmanCode
    /// The lengths of both, shortened: symbols of the code of lengths, each with what follows it.
    private let lengths: [(symbol: Int, rest: UInt64, bits: UInt64)]
    private let lengthCode: HuffmanCode
    private let lengthCounts: [UInt32]

    /// The symbol that ends a block.
    static let end = 256
    /// In the order in which the lengths of their codes are written.
    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    init(literals: [UInt32], distances: [UInt32]) {
        var distances = distances
        // Some readers want two codes, even if there is no match.
        if distances.count(where: { $0 > 0 }) < 2 { (distances[0], distances[1]) = (max(distances[0], 1), max(distances[1], 1)) }
        self.literals = HuffmanCode(counts: literals, limit: 15)
        self.distances = HuffmanCode(counts: distances, limit: 15)
        lengths = Self.runs(self.literals.lengths + self.distances.lengths)
        var counts = [UInt32](repeating: 0, count: 19)
        for run in lengths { counts[run.symbol] += 1 }
        lengthCounts = counts
        lengthCode = HuffmanCode(counts: counts, limit: 7)
    }

    /// How many bits a block of these counts takes.
    func bits(literals: [UInt32], distances: [UInt32]) -> Int {
        var bits = 17 + 3 * Self.order.count + lengthCode.bits(lengthCounts) + self.literals.bits(literals) + self.distances.bits(distances)
        for run in lengths { bits += Int(run.bits) }
        for symbol in 265..<285 { bits += Int(literals[symbol]) * ((symbol - 261) / 4) }
        for symbol in 4..<distances.count { bits += Int(distances[symbol]) * (symbol / 2 - 1) }
        return bits
    }

    /// Begins a block that is not the last.
    func writeHeader(to writer: inout BitWriter) {
        writer.add(0b100, 3)
        writer.add(UInt64(literals.lengths.count - 257), 5)
        writer.add(UInt64(distances.lengths.count - 1), 5)
        writer.add(UInt64(Self.order.count - 4), 4)
        for symbol in Self.order { writer.add(UInt64(lengthCode.lengths[symbol]), 3) }
        for run in lengths {
            let code = lengthCode.codes[run.symbol]
            writer.add(UInt64(code >> 8), UInt64(code & 0xFF))
            writer.add(run.rest, run.bits)
        }
    }

    /// Runs of equal lengths: 16 repeats the one before 3 to 6 times, 17 and 18 stand for 3 to 10 and for 11 to 138 zeros.
    private static func runs(_ lengths: [UInt8]) -> [(symbol: Int, rest: UInt64, bits: UInt64)] {
        var runs: [(symbol: Int, rest: UInt64, bits: UInt64)] = []
        var index = 0
        while index < lengths.count {
            let length = lengths[index]
            var count = lengths[index...].prefix { $0 == length }.count
            index += count
            if length > 0 {
                runs.append((Int(length), 0, 0))
                count -= 1
            }
            while count >= 3 {
                let part = min(count, length > 0 ? 6 : 138)
                runs.append(length > 0 ? (16, UInt64(part - 3), 2) : part <= 10 ? (17, UInt64(part - 3), 3) : (18, UInt64(part - 11), 7))
                count -= part
            }
            for _ in 0..<count { runs.append((Int(length), 0, 0)) }
        }
        return runs
    }
}
