/// Why a zone file cannot be used, as a clause about the file: `it ends too early`.
struct ZoneFileFault: Error, Hashable {
    var what: String

    init(_ what: String) { self.what = what }
}

/// The contents of a zone file: TZif, RFC 9636, versions 1 to 4.
struct ZoneFile {
    /// Seconds ahead of UTC before the first transition.
    let firstOffset: Int
    /// Seconds since 1970 in UTC, ascending, and the seconds ahead of UTC from there on.
    let transitions: [(at: Int64, offset: Int)]
    /// What holds from the last transition on; nil if the offset of that stays.
    let rule: PosixRule?

    /// - Throws: if the bytes are no whole zone file, or one that counts leap seconds: such a file says nothing of the years past its last
    ///   transition. Counts are compared with what there is before anything is made of them.
    init(_ bytes: [UInt8]) throws(ZoneFileFault) {
        var reader = BigEndianReader(bytes)
        var header = try Header(&reader)
        if header.version > 1 {
            // Readers of version 1 use the first block, in which times have 32 bits.
            try reader.skip(header.bytes(timeSize: 4), in: "its first block")
            let second = try Header(&reader)
            guard second.version == header.version else { throw ZoneFileFault("its two headers name different versions") }
            header = second
        }
        let timeSize = header.version == 1 ? 4 : 8
        guard reader.left >= header.bytes(timeSize: timeSize) else { throw ZoneFileFault("it ends before its \(header.times) transitions and \(header.types) types") }
        let block = try Block(&reader, header, timeSize: timeSize)
        rule = header.version > 1 ? try Self.footer(&reader) : nil
        firstOffset = block.offsets[0]
        transitions = block.transitions
    }

    /// The rule of the last line; nil if the line is empty.
    private static func footer(_ reader: inout BigEndianReader) throws(ZoneFileFault) -> PosixRule? {
        let newline = UInt8(ascii: "\n")
        guard reader.left > 0, try reader.byte() == newline, let text = reader.bytes(until: newline) else {
            throw ZoneFileFault("its last line is missing")
        }
        guard !text.isEmpty else { return nil }
        guard let rule = PosixRule(text) else { throw ZoneFileFault("its last line is no rule as POSIX writes it") }
        return rule
    }
}

/// What stands before a block: the version, and how many entries it has of each kind.
private struct Header {
    /// 1 to 4.
    let version: Int
    let universals: Int, standards: Int, leaps: Int, times: Int, types: Int, characters: Int

    init(_ reader: inout BigEndianReader) throws(ZoneFileFault) {
        guard reader.left >= 44 else { throw ZoneFileFault("it ends within a header") }
        guard try reader.number(4) == 0x545A_6966 else { throw ZoneFileFault("it does not begin with \"TZif\"") }
        switch try reader.byte() {
        case 0: version = 1
        case let digit where digit >= UInt8(ascii: "2") && digit <= UInt8(ascii: "4"): version = Int(digit - UInt8(ascii: "0"))
        default: throw ZoneFileFault("its version is unknown")
        }
        try reader.skip(15, in: "a header")
        func count(_ reader: inout BigEndianReader) throws(ZoneFileFault) -> Int { Int(try reader.number(4) & 0xFFFF_FFFF) }
        (universals, standards, leaps) = (try count(&reader), try count(&reader), try count(&reader))
        (times, types, characters) = (try count(&reader), try count(&reader), try count(&reader))
    }

    /// The size of the block; no count of 32 bits makes it overflow.
    func bytes(timeSize: Int) -> Int { times * (timeSize + 1) + types * 6 + characters + leaps * (timeSize + 4) + standards + universals }
}

/// The block after a header.
private struct Block {
    /// Seconds ahead of UTC, for each type of local time.
    private(set) var offsets: [Int] = []
    private(set) var transitions: [(at: Int64, offset: Int)] = []

    init(_ reader: inout BigEndianReader, _ header: Header, timeSize: Int) throws(ZoneFileFault) {
        guard header.types > 0, header.types <= 256 else { throw ZoneFileFault("it has \(header.types) types of local time") }
        guard header.characters > 0 else { throw ZoneFileFault("it has no designations") }
        for count in [header.universals, header.standards] where count != 0 && count != header.types {
            throw ZoneFileFault("it has indicators for \(count) of its \(header.types) types")
        }
        guard header.leaps == 0 else { throw ZoneFileFault("it counts leap seconds, as those of the folder \"right\" do") }
        var (times, numbers): ([Int64], [Int]) = ([], [])
        for _ in 0..<header.times {
            let time = try reader.number(timeSize)
            if let last = times.last, time <= last { throw ZoneFileFault("its transitions are not in order of time") }
            times.append(time)
        }
        for _ in 0..<header.times {
            let number = Int(try reader.byte())
            guard number < header.types else { throw ZoneFileFault("a transition leads to a type that it does not have") }
            numbers.append(number)
        }
        for _ in 0..<header.types {
            let offset = Int(try reader.number(4))
            let (isDaylight, designation) = (try reader.byte(), Int(try reader.byte()))
            // The limits of RFC 9636: more than -25 and less than 26 hours.
            guard offset > -90_000, offset < 93_600 else { throw ZoneFileFault("an offset is a day and more") }
            guard isDaylight <= 1, designation < header.characters else { throw ZoneFileFault("a type of local time is damaged") }
            offsets.append(offset)
        }
        try reader.skip(header.characters, in: "its designations")
        try reader.skip(header.standards + header.universals, in: "its indicators")
        for (time, number) in zip(times, numbers) { transitions.append((time, offsets[number])) }
    }
}
