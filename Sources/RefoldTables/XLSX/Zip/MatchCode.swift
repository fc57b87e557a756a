/// The symbol of a match's length or distance, and the bits that follow it (RFC 1951, 3.2.5).
struct MatchCode {
    let symbol: Int
    let rest: UInt32
    let restBits: UInt32

    /// - Parameter length: 3 to 258.
    @inline(__always)
    init(length: UInt16) {
        let value = UInt32(length) &- 3
        guard value >= 8 else {
            (symbol, rest, restBits) = (257 &+ Int(value), 0, 0)
            return
        }
        guard value < 255 else {
            (symbol, rest, restBits) = (285, 0, 0)
            return
        }
        restBits = 29 &- UInt32(value.leadingZeroBitCount)
        symbol = 257 &+ Int(restBits &* 4 &+ value &>> restBits)
        rest = value & (1 &<< restBits &- 1)
    }

    /// - Parameter distance: 1 to 32,768.
    @inline(__always)
    init(distance: UInt16) {
        let value = UInt32(distance) &- 1
        guard value >= 4 else {
            (symbol, rest, restBits) = (Int(value), 0, 0)
            return
        }
        restBits = 30 &- UInt32(value.leadingZeroBitCount)
        symbol = Int(restBits &* 2 &+ value &>> restBits)
        rest = value & (1 &<< restBits &- 1)
    }
}
