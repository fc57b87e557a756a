import RefoldValues

/// Compresses bytes as DEFLATE (RFC 1951), block by block with codes made for each block.
///
/// Made for the XML of tables: fast, because it looks at one earlier place per byte and at none inside of what it found. What it writes depends
/// on the bytes alone, not on how many are there when it is called.
struct Deflate {
    /// At most 32 KiB that were compressed, to which later ones refer, then those that were not.
    var bytes: [UInt8] = []
    /// How many of ``bytes`` were compressed.
    private(set) var done = 0

    /// How many bytes a block has; only the last may have fewer.
    static let blockSize = 1 << 17
    /// How far a reference reaches back.
    static let window = 1 << 15

    private var matches = MatchFinder()
    private var writer = BitWriter()

    /// The bytes of the next block, if there are enough for one, or if `isLast`.
    func nextBlock(isLast: Bool) -> Range<Int>? {
        let end = min(done + Self.blockSize, bytes.count)
        return end - done == Self.blockSize || (isLast && end > done) ? done..<end : nil
    }

    /// Compresses a block that ``nextBlock(isLast:)`` gave.
    mutating func compress(_ block: Range<Int>, to target: inout [UInt8]) {
        matches.find(in: bytes, block)
        let codes = BlockCodes(literals: matches.literalCounts, distances: matches.distanceCounts)
        let bits = codes.bits(literals: matches.literalCounts, distances: matches.distanceCounts)
        if bits / 8 < block.count {
            writer.reserve(bits)
            codes.writeHeader(to: &writer)
            Self.write(matches.found, of: bytes, block.lowerBound, codes, to: &writer)
        } else {
            writeStored(block)
        }
        writer.move(to: &target)
        done = block.upperBound
        let surplus = done - Self.window
        if surplus > 0 {
            bytes.removeSubrange(..<surplus)
            done -= surplus
        }
    }

    /// Ends the stream after its last block.
    mutating func end(to target: inout [UInt8]) {
        writer.reserve(16)
        // A last block of the fixed code, which has nothing but its end.
        writer.add(0b011, 10)
        writer.align()
        writer.move(to: &target)
    }

    private static func write(_ matches: [Match], of array: [UInt8], _ start: Int, _ codes: BlockCodes, to writer: inout BitWriter) {
        let (bytes, literals, distances) = (array.span, codes.literals.codes.span, codes.distances.codes.span)
        var position = start
        for match in matches {
            writer.add(bytes, position..<position + Int(match.literals), literals)
            position += Int(match.literals) + Int(match.length)
            guard match.length > 0 else { continue }
            let (length, distance) = (MatchCode(length: match.length), MatchCode(distance: match.distance))
            let code = literals[length.symbol]
            writer.add(UInt64(code >> 8) | UInt64(length.rest) &<< UInt64(code & 0xFF), UInt64(code & 0xFF) + UInt64(length.restBits))
            let other = distances[distance.symbol]
            writer.add(UInt64(other >> 8) | UInt64(distance.rest) &<< UInt64(other & 0xFF), UInt64(other & 0xFF) + UInt64(distance.restBits))
        }
        let end = codes.literals.codes[BlockCodes.end]
        writer.add(UInt64(end >> 8), UInt64(end & 0xFF))
    }

    /// Writes a block as it is, for bytes that do not become fewer.
    private mutating func writeStored(_ block: Range<Int>) {
        var position = block.lowerBound
        writer.reserve(8 * block.count + 1024)
        while position < block.upperBound {
            let end = min(position + 0xFFFF, block.upperBound)
            let count = UInt64(end - position)
            writer.add(0, 3)
            writer.align()
            writer.add(count | (count ^ 0xFFFF) << 16, 32)
            for index in position..<end { writer.add(UInt64(bytes[index]), 8) }
            position = end
        }
    }
}
