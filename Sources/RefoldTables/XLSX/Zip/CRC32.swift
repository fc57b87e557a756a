import RefoldValues

/// The checksum of zip files: CRC-32 with the polynomial of IEEE 802.3.
///
/// Eight bytes are taken per step, from four places in turn: one step waits for the one before, and four that know nothing of each other do not.
struct CRC32 {
    private var state: UInt32 = ~0
    private let tables = CRC32.tables

    /// The checksum of all bytes that were added.
    var value: UInt32 { ~state }

    /// How many bytes one of the four places has.
    private static let lane = 4096

    /// Adds some of the bytes.
    mutating func add(_ array: [UInt8], _ range: Range<Int>) {
        let kept = tables
        let (bytes, table) = (array.span, kept.span)
        var (state, index) = (state, range.lowerBound)
        while index + 4 * Self.lane <= range.upperBound {
            var (second, third, fourth) = (UInt32(0), UInt32(0), UInt32(0))
            for place in stride(from: index, to: index + Self.lane, by: 8) {
                state = Self.step(state, bytes, place, table)
                second = Self.step(second, bytes, place + Self.lane, table)
                third = Self.step(third, bytes, place + 2 * Self.lane, table)
                fourth = Self.step(fourth, bytes, place + 3 * Self.lane, table)
            }
            state = Self.skipped(Self.skipped(Self.skipped(state, table) ^ second, table) ^ third, table) ^ fourth
            index += 4 * Self.lane
        }
        while index + 8 <= range.upperBound {
            state = Self.step(state, bytes, index, table)
            index += 8
        }
        while index < range.upperBound {
            state = table[Int((state ^ UInt32(bytes[index])) & 0xFF)] ^ state >> 8
            index += 1
        }
        self.state = state
    }

    /// The state after eight bytes more.
    @inline(__always)
    private static func step(_ state: UInt32, _ bytes: Span<UInt8>, _ index: Int, _ table: Span<UInt32>) -> UInt32 {
        let word = ByteRuns.word(bytes, at: index) ^ UInt64(state)
        let low = table[0x700 | Int(word & 0xFF)] ^ table[0x600 | Int(word >> 8 & 0xFF)]
        let middle = table[0x500 | Int(word >> 16 & 0xFF)] ^ table[0x400 | Int(word >> 24 & 0xFF)]
        let high = table[0x300 | Int(word >> 32 & 0xFF)] ^ table[0x200 | Int(word >> 40 & 0xFF)]
        let top = table[0x100 | Int(word >> 48 & 0xFF)] ^ table[Int(word >> 56)]
        return low ^ middle ^ high ^ top
    }

    /// The state after the zero bytes of one place more.
    private static func skipped(_ state: UInt32, _ table: Span<UInt32>) -> UInt32 {
        let low = table[0x800 | Int(state & 0xFF)] ^ table[0x900 | Int(state >> 8 & 0xFF)]
        return low ^ table[0xA00 | Int(state >> 16 & 0xFF)] ^ table[0xB00 | Int(state >> 24)]
    }

    /// Eight tables of 256, the first for a byte alone, each further one for a byte with one more zero byte behind it; then four, for each byte
    /// of a state with the zero bytes of one place behind it.
    private static let tables: [UInt32] = {
        var table: [UInt32] = []
        for byte in 0..<256 as Range<UInt32> {
            var rest = byte
            for _ in 0..<8 { rest = rest >> 1 ^ (rest & 1) &* 0xEDB8_8320 }
            table.append(rest)
        }
        for index in 256..<2048 {
            let before = table[index - 256]
            table.append(table[Int(before & 0xFF)] ^ before >> 8)
        }
        // What becomes of each bit of a state; what becomes of a byte is the sum of that.
        var bits = (0..<32).map { UInt32(1) << $0 }
        for bit in bits.indices {
            for _ in 0..<lane { bits[bit] = table[Int(bits[bit] & 0xFF)] ^ bits[bit] >> 8 }
        }
        for index in 0..<1024 {
            var sum: UInt32 = 0
            for bit in 0..<8 where index >> bit & 1 == 1 { sum ^= bits[index / 256 * 8 + bit] }
            table.append(sum)
        }
        return table
    }()
}
