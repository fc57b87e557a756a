/// The bytes of a zone file that a test makes.
struct MadeZoneFile {
    var version: Character? = "2"
    /// Seconds ahead of UTC of each type of local time.
    var types: [Int] = [3600]
    /// Instants, and the number of the type that holds from there on.
    var transitions: [(at: Int64, type: UInt8)] = []
    var leaps: [(at: Int64, seconds: Int)] = []
    var footer = ""

    /// What stands in the header of the block that counts: indicators for UTC and standard time, leap seconds, transitions, types, characters.
    var counts: [UInt32] { [0, 0, UInt32(leaps.count), UInt32(transitions.count), UInt32(types.count), 4] }

    var bytes: [UInt8] {
        guard let version else { return header(nil, counts) + block(timeSize: 4) }
        return header(version, [0, 0, 0, 0, 1, 1]) + [UInt8](repeating: 0, count: 7) + header(version, counts) + block(timeSize: 8) + Array("\n\(footer)\n".utf8)
    }

    /// Where the header of the block that counts begins.
    var headerPlace: Int { version == nil ? 0 : 51 }

    private func header(_ version: Character?, _ counts: [UInt32]) -> [UInt8] {
        Array("TZif".utf8) + [version?.asciiValue ?? 0] + [UInt8](repeating: 0, count: 15) + counts.flatMap { Self.bigEndian(Int64($0), 4) }
    }

    private func block(timeSize: Int) -> [UInt8] {
        var bytes = transitions.flatMap { Self.bigEndian($0.at, timeSize) } + transitions.map(\.type)
        for type in types { bytes += Self.bigEndian(Int64(type), 4) + [0, 0] }
        bytes += Array("LMT\0".utf8)
        for leap in leaps { bytes += Self.bigEndian(leap.at, timeSize) + Self.bigEndian(Int64(leap.seconds), 4) }
        return bytes
    }

    static func bigEndian(_ value: Int64, _ size: Int) -> [UInt8] {
        (0..<size).reversed().map { UInt8(truncatingIfNeeded: value >> Int64(8 * $0)) }
    }
}
