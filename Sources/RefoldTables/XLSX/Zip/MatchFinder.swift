import RefoldValues

/// Some bytes as they are, and then a run of bytes that stood before.
struct Match {
    /// How many bytes as they are.
    var literals: UInt32
    /// 3 to 258; 0 at the end of a block.
    var length: UInt16
    /// How far back, 1 to 32,768.
    var distance: UInt16
}

/// Finds what stood before within the window, block by block.
struct MatchFinder {
    /// The block as literals and matches. The last has no match.
    private(set) var found: [Match] = []
    private(set) var literalCounts = [UInt32](repeating: 0, count: 286)
    private(set) var distanceCounts = [UInt32](repeating: 0, count: 30)
    /// By the hash of some bytes, where they were seen last, counted from the start of the stream; truncated.
    private var places = [UInt32](repeating: 0, count: 1 << 14)
    /// How many bytes of the stream stand before the block.
    private var before: UInt32 = 0

    /// No match is shorter: it would take more bits than its bytes.
    private static let shortest = 6
    private static let longest = 258
    /// Near the end of a block nothing is looked for, since words of eight bytes are compared.
    private static let margin = 20
    /// After 2 to the power of this many misses in a row every second place is looked at, after twice as many every third.
    private static let missesPerStep = 8

    /// How many figures are passed over without a look: as many as a number has.
    private static let mostFigures = 20

    /// Makes ``found`` and the counts of its symbols of a block.
    mutating func find(in array: [UInt8], _ block: Range<Int>) {
        let bytes = array.span
        found.removeAll(keepingCapacity: true)
        for index in literalCounts.indices { literalCounts[index] = 0 }
        for index in distanceCounts.indices { distanceCounts[index] = 0 }
        let (end, offset) = (block.upperBound, before &- UInt32(truncatingIfNeeded: block.lowerBound))
        var (position, literalStart, misses) = (block.lowerBound, block.lowerBound, 0)
        // Moved out for the loop, so that no store has to ask whether the array is shared.
        var moved: [UInt32] = []
        swap(&moved, &places)
        var places = moved.mutableSpan
        while position + Self.margin <= end {
            let word = ByteRuns.word(bytes, at: position)
            let hash = Self.hash(word, bytes, position)
            let now = offset &+ UInt32(truncatingIfNeeded: position)
            let distance = Int(now &- places[hash])
            places[hash] = now
            guard distance <= min(Deflate.window, position), distance > 0,
                (ByteRuns.word(bytes, at: position &- distance) ^ word) << 16 == 0
            else {
                misses += 1
                position += 1 + misses >> Self.missesPerStep
                // Figures that begin differently seldom go on alike for long.
                let last = min(position + Self.mostFigures, end - Self.margin)
                while position < last, Self.isFigure(bytes[position]), Self.isFigure(bytes[position - 1]) { position += 1 }
                continue
            }
            misses = 0
            var start = position
            while start > literalStart, start > distance, bytes[start - 1] == bytes[start - 1 - distance] { start -= 1 }
            position = Self.end(of: distance, bytes, position + Self.shortest, end)
            add(literals: bytes, literalStart..<start, length: position - start, distance: distance)
            literalStart = position
        }
        addLiterals(bytes, literalStart..<end)
        found.append(Match(literals: UInt32(end - literalStart), length: 0, distance: 0))
        literalCounts[BlockCodes.end] = 1
        swap(&moved, &self.places)
        before &+= UInt32(truncatingIfNeeded: block.count)
    }

    /// A hash of six bytes; of the bytes of a tag and what follows it, because most tags end like others and only those of one column go on alike.
    @inline(__always)
    private static func hash(_ word: UInt64, _ bytes: Span<UInt8>, _ position: Int) -> Int {
        let isTag = UInt8(truncatingIfNeeded: word) == UInt8(ascii: "<")
        let key = isTag ? word ^ ByteRuns.word(bytes, at: position &+ 12) &* 0x9E37_79B9_7F4A_7C15 : word << 16
        return Int(truncatingIfNeeded: (key &* 0xD6E8_FEB8_6659_FD93) >> 50)
    }

    /// Whether a byte is a digit, a point, a minus sign or a slash.
    @inline(__always)
    private static func isFigure(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "-") < 13 }

    /// Where bytes stop to be equal to those before them.
    @inline(__always)
    private static func end(of distance: Int, _ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        var position = start
        while position &+ 8 <= end {
            let difference = ByteRuns.word(bytes, at: position) ^ ByteRuns.word(bytes, at: position &- distance)
            if difference != 0 { return position &+ difference.trailingZeroBitCount / 8 }
            position &+= 8
        }
        while position < end, bytes[position] == bytes[position - distance] { position += 1 }
        return position
    }

    private mutating func add(literals bytes: Span<UInt8>, _ range: Range<Int>, length: Int, distance: Int) {
        addLiterals(bytes, range)
        let symbol = MatchCode(distance: UInt16(distance)).symbol
        var (literals, rest) = (UInt32(range.count), length)
        while rest > 0 {
            // What is left over for a further match is never below the least length of one, 3.
            let part = rest <= Self.longest ? rest : min(Self.longest, rest - 3)
            found.append(Match(literals: literals, length: UInt16(part), distance: UInt16(distance)))
            literalCounts[MatchCode(length: UInt16(part)).symbol] += 1
            distanceCounts[symbol] += 1
            (literals, rest) = (0, rest - part)
        }
    }

    private mutating func addLiterals(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        for index in range { literalCounts[Int(bytes[index])] += 1 }
    }
}
