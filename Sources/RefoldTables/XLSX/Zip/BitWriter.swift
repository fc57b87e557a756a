// Unsafe here: eight bytes are stored at once into an array of bytes, for which there is no safe form. The place is checked.

/// Writes bits, the lowest first, into bytes that were made large enough.
struct BitWriter {
    private var bits: UInt64 = 0
    /// How many of ``bits`` are used.
    private(set) var count: UInt64 = 0
    private var bytes: [UInt8] = []
    private var used = 0

    /// Makes room for this many bits more. A store writes eight bytes at once.
    mutating func reserve(_ bits: Int) {
        let missing = used + bits / 8 + 16 - bytes.count
        if missing > 0 { bytes.append(contentsOf: repeatElement(0, count: missing)) }
    }

    /// Adds the low bits of a value, at most 48. The others are zero.
    @inline(__always)
    mutating func add(_ value: UInt64, _ length: UInt64) {
        if count &+ length > 63 { store() }
        bits |= value &<< count
        count &+= length
    }

    /// Adds the codes of some bytes, each with its bits above bit 8 and their number below.
    mutating func add(_ literals: Span<UInt8>, _ range: Range<Int>, _ codes: Span<UInt32>) {
        var (bits, count, used) = (bits, count, used)
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        for index in range {
            let code = codes[Int(literals[index])]
            if count > 48 {
                raw.storeBytes(of: bits.littleEndian, toByteOffset: used, as: UInt64.self)
                used &+= Int(truncatingIfNeeded: count &>> 3)
                bits &>>= count & 56
                count &= 7
            }
            bits |= UInt64(code &>> 8) &<< count
            count &+= UInt64(code & 0xFF)
        }
        (self.bits, self.count, self.used) = (bits, count, used)
    }

    /// Adds zero bits up to the next whole byte.
    mutating func align() { if count & 7 != 0 { add(0, 8 - count & 7) } }

    /// Appends the whole bytes, and keeps the bits of the last one that is not.
    mutating func move(to target: inout [UInt8]) {
        store()
        target.append(contentsOf: bytes[..<used])
        used = 0
    }

    @inline(__always)
    private mutating func store() {
        let (word, place) = (bits.littleEndian, used)
        var span = bytes.mutableSpan
        var raw = unsafe span.mutableBytes
        raw.storeBytes(of: word, toByteOffset: place, as: UInt64.self)
        used &+= Int(truncatingIfNeeded: count &>> 3)
        bits &>>= count & 56
        count &= 7
    }
}
