// Unsafe here: the few operations on raw memory that rows and blocks share.
import Glibc

/// Comparing, hashing and resizing runs of bytes.
public enum ByteMemory {
    /// Whether two runs of `count` bytes are equal; a null pointer is an empty run.
    @inlinable
    public static func isEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>?, count: Int) -> Bool {
        guard let b = unsafe b else { return count == 0 }
        let (left, right) = unsafe (UnsafeRawPointer(a), UnsafeRawPointer(b))
        var offset = 0
        while offset + 8 <= count {
            if unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            {
                return false
            }
            offset += 8
        }
        while offset < count {
            if unsafe a[offset] != b[offset] { return false }
            offset += 1
        }
        return true
    }

    /// Whether `a` sorts before `b` by bytes; a prefix sorts before a longer text.
    @inlinable
    public static func isLess(_ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer) -> Bool {
        let common = min(a.count, b.count)
        var offset = 0
        while offset + 8 <= common {
            let left = unsafe a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let right = unsafe b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if left != right { return left.bigEndian < right.bigEndian }
            offset += 8
        }
        while offset < common {
            let (left, right) = unsafe (a[offset], b[offset])
            if left != right { return left < right }
            offset += 1
        }
        return a.count < b.count
    }

    /// A well mixed 64-bit hash, the same in every process; not collision-resistant against hostile keys.
    @inlinable
    public static func hash(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
        var state = 0x9E37_79B9_7F4A_7C15 ^ UInt64(truncatingIfNeeded: count)
        guard count >= 8 else {
            var rest: UInt64 = 0
            for offset in 0..<count { rest = rest << 8 | UInt64(unsafe start.load(fromByteOffset: offset, as: UInt8.self)) }
            return mix(state ^ rest)
        }
        var offset = 0
        while offset + 8 < count {
            state = mix(state ^ (unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        // The last eight bytes; some may have been hashed already.
        return mix(state ^ (unsafe start.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)))
    }

    /// 1 to 24 bytes as three words, the first byte lowest, padded with zeros.
    @inlinable @inline(__always)
    public static func words(_ start: UnsafeRawPointer, count: Int) -> (UInt64, UInt64, UInt64) {
        func word(_ offset: Int) -> UInt64 { unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt64.self) }
        if count < 8 {
            var rest: UInt64 = 0
            for offset in 0..<count { rest |= UInt64(unsafe start.load(fromByteOffset: offset, as: UInt8.self)) << UInt64(8 * offset) }
            return (rest, 0, 0)
        }
        // The last eight bytes, without those in an earlier word.
        let last = word(count - 8) >> UInt64(8 * (-count & 7))
        if count <= 8 { return (last, 0, 0) }
        return count <= 16 ? (word(0), last, 0) : (word(0), word(8), last)
    }

    /// Spreads the bits of a value over all 64.
    @inlinable
    public static func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low ^ value >> 32
    }

    // Growing memory comes from the C library: it moves large blocks by remapping them, without a copy.

    /// Allocates memory for `capacity` elements, to be released with ``release(_:)``. If there is none the process ends, see ``MemoryEnd``.
    @inlinable
    public static func allocate<Element: BitwiseCopyable>(_ capacity: Int) -> UnsafeMutablePointer<Element> {
        unsafe typed(malloc(capacity * MemoryLayout<Element>.stride))
    }

    /// The same memory resized; the old pointer must not be used any more.
    @inlinable
    public static func resize<Element: BitwiseCopyable>(_ start: UnsafeMutablePointer<Element>, to capacity: Int) -> UnsafeMutablePointer<Element> {
        unsafe typed(realloc(start, capacity * MemoryLayout<Element>.stride))
    }

    @inlinable
    static func typed<Element>(_ start: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<Element> {
        guard let start = unsafe start else { MemoryEnd.reach() }
        return unsafe start.assumingMemoryBound(to: Element.self)
    }

    /// Frees memory.
    @inlinable
    public static func release<Element: BitwiseCopyable>(_ start: UnsafeMutablePointer<Element>) {
        unsafe free(start)
    }
}

extension Span<UInt8> {
    /// A well mixed 64-bit hash of the bytes, the same in every process.
    ///
    /// - Complexity: O(count), eight bytes per step.
    @inlinable
    public var stableHash: UInt64 {
        unsafe withUnsafeBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return ByteMemory.mix(1) }
            return unsafe ByteMemory.hash(UnsafeRawPointer(start), count: buffer.count)
        }
    }
}
