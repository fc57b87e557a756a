/// Reads bytes in order; whole numbers have their highest byte first.
struct BigEndianReader {
    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// How many bytes are left.
    var left: Int { bytes.count - place }

    mutating func byte() throws(ZoneFileFault) -> UInt8 {
        guard left > 0 else { throw ZoneFileFault("it ends too early") }
        place += 1
        return bytes[place - 1]
    }

    /// A number with sign of 4 or 8 bytes.
    mutating func number(_ size: Int) throws(ZoneFileFault) -> Int64 {
        var bits: UInt64 = 0
        for _ in 0..<size { bits = bits << 8 | UInt64(try byte()) }
        return size == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }

    /// - Parameter part: what the bytes belong to, for the fault if there are fewer.
    mutating func skip(_ count: Int, in part: String) throws(ZoneFileFault) {
        guard count <= left else { throw ZoneFileFault("it ends within \(part)") }
        place += count
    }

    /// The bytes before the next `end`, which is taken too; nil if there is none.
    mutating func bytes(until end: UInt8) -> ArraySlice<UInt8>? {
        guard let stop = bytes[place...].firstIndex(of: end) else { return nil }
        defer { place = stop + 1 }
        return bytes[place..<stop]
    }
}
