// Unsafe here: reads raw memory eight bytes at a time, and a file into such memory.
import Glibc

/// A 64-bit checksum of bytes; it does not depend on how they are divided into pieces.
///
/// Detects damage, not deliberate changes.
public struct Checksum: Sendable {
    private var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    /// The bytes after the last complete word, the first in the lowest place.
    private var rest: UInt64 = 0
    private var restCount = 0
    private var count = 0

    public init() {}

    /// The sum of what was added so far.
    public var value: UInt64 {
        Self.mixed(Self.mixed(state, rest), UInt64(truncatingIfNeeded: count))
    }

    /// Adds bytes.
    public mutating func add(_ bytes: UnsafeRawBufferPointer) {
        count &+= bytes.count
        var offset = 0
        while restCount > 0, offset < bytes.count {
            unsafe take(bytes[offset])
            offset += 1
        }
        var state = state
        while offset + 8 <= bytes.count {
            state = Self.mixed(state, UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        self.state = state
        while offset < bytes.count {
            unsafe take(bytes[offset])
            offset += 1
        }
    }

    /// Adds bytes.
    public mutating func add(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBytes { unsafe add($0) }
    }

    private mutating func take(_ byte: UInt8) {
        rest |= UInt64(byte) << UInt64(8 * restCount)
        restCount += 1
        guard restCount == 8 else { return }
        state = Self.mixed(state, rest)
        (rest, restCount) = (0, 0)
    }

    private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
        let product = (state ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return (product.high ^ product.low) &+ 0x9E37_79B9_7F4A_7C15
    }

    /// The sum of a whole file; nil if it cannot be read.
    public static func ofFile(_ path: String) -> UInt64? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var sum = Checksum()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { unsafe memory.deallocate() }
        while true {
            let count = unsafe Glibc.read(descriptor, memory.baseAddress, memory.count)
            if count == 0 { return sum.value }
            if count < 0 {
                guard errno == EINTR else { return nil }
                continue
            }
            unsafe sum.add(UnsafeRawBufferPointer(rebasing: memory[..<count]))
        }
    }
}
