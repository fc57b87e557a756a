import RefoldCore
import RefoldValues

/// What of a projection's ``ExpectedMatches`` has been met so far, and which columns hold something.
public struct Matches: Hashable, Sendable {
    /// How many words of bits a reading has.
    let wordCount: Int
    /// For each reading a bit for each path that it wants and that none of its events had.
    private(set) var missing: [UInt64]
    /// For each reading whether there was an event for it.
    private(set) var hasEvents: [Bool]
    /// The types that are named and occurred.
    private(set) var occurred: Set<ExactText> = []
    /// The columns of the read model in which no row has a value, by their numbers.
    public internal(set) var nullColumns: [Int]
    /// Whether there was a row at all.
    public internal(set) var hasRows = false

    init(_ projection: Projection) {
        let expected = projection.expected
        wordCount = (projection.dataPaths.count + projection.metadataPaths.count + expected.listPaths.count + 63) / 64
        missing = Array(repeating: 0, count: expected.readings.count * wordCount)
        hasEvents = Array(repeating: false, count: expected.readings.count)
        nullColumns = Array(projection.schema.columns.indices)
        for (number, reading) in expected.readings.enumerated() {
            for field in reading.fields + expected.always { missing[number * wordCount + field / 64] |= 1 << UInt64(field % 64) }
        }
    }

    /// As if everything had been met: for a run that did not look.
    static func notLooked(at projection: Projection) -> Matches {
        var matches = Matches(projection)
        for reading in projection.expected.readings { matches.occurred.formUnion(reading.types ?? []) }
        matches.nullColumns = []
        return matches
    }

    /// Takes note of a type that occurred.
    ///
    /// - Parameter reading: the number of the reading that it belongs to.
    mutating func note(_ type: ExactText, reading: Int) {
        hasEvents[reading] = true
        occurred.insert(type)
    }

    /// Takes note of an event. Looks at nothing but the paths that are still missing.
    ///
    /// - Parameters:
    ///   - reading: the number of the reading that its type belongs to.
    ///   - has: whether the event has the path of a number.
    /// - Returns: whether another event of the type can have something new.
    @inline(__always)
    mutating func notePaths(of reading: Int, has: (Int) -> Bool) -> Bool {
        var isOpen = false
        for word in 0..<wordCount {
            var bits = missing[reading * wordCount + word]
            var left = bits
            while bits != 0 {
                let bit = bits.trailingZeroBitCount
                bits &= bits - 1
                if has(word * 64 + bit) { left &= ~(1 << UInt64(bit)) }
            }
            if left != missing[reading * wordCount + word] { missing[reading * wordCount + word] = left }
            if left != 0 { isOpen = true }
        }
        return isOpen
    }

    /// Takes note of rows. Costs nothing once every column has held something.
    mutating func note(_ rows: RowBlock) {
        guard !nullColumns.isEmpty || !hasRows else { return }
        for row in 0..<rows.count where rows.state(row).isPresent {
            hasRows = true
            nullColumns.removeAll { !rows.isNull(row, $0) }
            if nullColumns.isEmpty { return }
        }
    }

    /// Adds what another run, or another lane, has met of the same projection.
    public mutating func formUnion(_ other: Matches) {
        guard other.missing.count == missing.count, other.hasEvents.count == hasEvents.count else { return }
        for word in missing.indices { missing[word] &= other.missing[word] }
        for reading in hasEvents.indices where other.hasEvents[reading] { hasEvents[reading] = true }
        occurred.formUnion(other.occurred)
        nullColumns.removeAll { !other.nullColumns.contains($0) }
        hasRows = hasRows || other.hasRows
    }

    /// Whether no event of a reading had the path of a number.
    func isMissing(_ field: Int, in reading: Int) -> Bool {
        missing[reading * wordCount + field / 64] & 1 << UInt64(field % 64) != 0
    }
}

extension Matches: Codable {
    private enum CodingKeys: String, CodingKey { case wordCount, missing, hasEvents, occurred, nullColumns, hasRows }

    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        wordCount = try values.decode(Int.self, forKey: .wordCount)
        missing = try values.decode([UInt64].self, forKey: .missing)
        hasEvents = try values.decode([Bool].self, forKey: .hasEvents)
        occurred = Set(try values.decode([String].self, forKey: .occurred).map { ExactText($0) })
        nullColumns = try values.decode([Int].self, forKey: .nullColumns)
        hasRows = try values.decode(Bool.self, forKey: .hasRows)
    }

    public func encode(to encoder: any Encoder) throws {
        var values = encoder.container(keyedBy: CodingKeys.self)
        try values.encode(wordCount, forKey: .wordCount)
        try values.encode(missing, forKey: .missing)
        try values.encode(hasEvents, forKey: .hasEvents)
        try values.encode(occurred.sorted().map(\.text), forKey: .occurred)
        try values.encode(nullColumns, forKey: .nullColumns)
        try values.encode(hasRows, forKey: .hasRows)
    }
}
