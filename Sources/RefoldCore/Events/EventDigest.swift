// Unsafe here: hashes the bytes of events where they lie in the memory of their batch.

import RefoldValues

/// A 64-bit digest of an event as its store holds it, the same in every process and in every database that gives the same texts.
///
/// It covers position, stream, version, type, data and the instant of `occurred_at`, and of the other columns those that are asked for.
/// The upper 16 bits stand for the stream alone, so that it is known which streams a missing event may have belonged to; the other 48
/// cover everything. No protection against somebody who computes digests.
public struct EventDigest: Sendable {
    /// The columns that it covers beside those that every scan reads.
    public let columns: EventColumns
    /// By the number of a type in its scan.
    private var types: [UInt64] = []

    public init(_ columns: EventColumns) { self.columns = columns }

    /// Prepares for batches of another scan, which numbers types anew.
    public mutating func beginScan() { types = [] }

    /// Writes the digests of the events of a batch, in their order, to the front of a list.
    ///
    /// - Parameter batch: holds the ``columns``. Batches of one scan come one after the other.
    public mutating func digest(_ batch: EventBatch, into digests: inout [UInt64]) {
        for name in batch.typeNames[min(types.count, batch.typeNames.count)...] {
            types.append(Self.hash(Array(name.utf8), seed: Self.words.3))
        }
        if digests.count < batch.count { digests = [UInt64](repeating: 0, count: batch.count) }
        let (columns, types) = (columns, types)
        let bytes = unsafe UnsafeRawPointer(batch.bytes)
        for index in 0..<batch.count {
            let head = batch[index]
            let stream = unsafe Self.hash(bytes + Int(head.stream.offset), Int(head.stream.count), seed: Self.words.2)
            var hash = Self.fold(UInt64(bitPattern: head.position) ^ Self.words.1, UInt64(bitPattern: head.version) ^ Self.words.2)
            hash = Self.fold(hash ^ stream, types[Int(head.type)] ^ UInt64(bitPattern: head.occurredAt.microseconds) ^ Self.words.3)
            hash = unsafe Self.hash(bytes + Int(head.data.offset), Int(head.data.count), seed: hash)
            if columns.contains(.id) { hash = unsafe Self.hash(bytes + Int(head.id.offset), Int(head.id.count), seed: hash) }
            if columns.contains(.metadata) { hash = unsafe Self.hash(bytes + Int(head.metadata.offset), Int(head.metadata.count), seed: hash) }
            if columns.contains(.recordedAt) { hash = Self.fold(hash ^ Self.words.0, UInt64(bitPattern: head.recordedAt.microseconds) ^ Self.words.1) }
            digests[index] = (hash >> Self.tagBits | stream & ~(.max >> Self.tagBits))
        }
    }

    private static let tagBits: UInt64 = 16

    /// What the digests of all events of a stream begin with.
    public static func tag(ofStream stream: [UInt8]) -> UInt16 { UInt16(truncatingIfNeeded: hash(stream, seed: words.2) >> 48) }

    /// The beginning of a digest that stands for the stream.
    public static func tag(of digest: UInt64) -> UInt16 { UInt16(truncatingIfNeeded: digest >> 48) }

    /// Adds a digest to that of a run of events. Runs of the same events in the same order have the same digest, however they are cut.
    ///
    /// - Parameter run: 0 for no events.
    @inlinable @inline(__always)
    public static func adding(_ digest: UInt64, to run: UInt64) -> UInt64 { fold(run ^ words.0, digest ^ words.1) &+ digest }

    /// A hash of bytes, for texts that are compared by hash alone.
    public static func hash(of bytes: Span<UInt8>) -> UInt64 {
        unsafe bytes.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return hash([], seed: words.2) }
            return unsafe hash(start, buffer.count, seed: words.2)
        }
    }

    // MARK: The hash

    private static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
        // An empty array may have no memory.
        let padded = bytes.isEmpty ? [0] : bytes
        return unsafe padded.withUnsafeBytes { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe hash(start, bytes.count, seed: seed)
        }
    }

    /// Odd words without a pattern.
    @inlinable static var words: (UInt64, UInt64, UInt64, UInt64) {
        (0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0xD6E8_FEB8_6659_FD93, 0x1656_67B1_9E37_79F9)
    }

    /// Both halves of the 128-bit product, one on the other.
    @inlinable @inline(__always)
    static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        unsafe UInt64(littleEndian: start.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    @inline(__always)
    private static func halfWord(_ start: UnsafeRawPointer, _ offset: Int) -> UInt64 {
        UInt64(UInt32(littleEndian: unsafe start.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }

    /// Sixteen bytes per multiplication; from 48 bytes on three multiplications at once, none of which waits for another.
    @inline(__always)
    private static func hash(_ start: UnsafeRawPointer, _ count: Int, seed: UInt64) -> UInt64 {
        // No short text may lead to a factor 0, whatever the seed is but one.
        var state = fold(seed ^ words.0, UInt64(truncatingIfNeeded: count) ^ words.1)
        let (a, b): (UInt64, UInt64)
        if count > 16 {
            var (offset, left) = (0, count)
            if left > 48 {
                var (second, third) = (state, state)
                while left > 48 {
                    state = fold(unsafe word(start, offset) ^ words.1, unsafe word(start, offset + 8) ^ state)
                    second = fold(unsafe word(start, offset + 16) ^ words.2, unsafe word(start, offset + 24) ^ second)
                    third = fold(unsafe word(start, offset + 32) ^ words.3, unsafe word(start, offset + 40) ^ third)
                    offset += 48
                    left -= 48
                }
                state ^= second ^ third
            }
            while left > 16 {
                state = fold(unsafe word(start, offset) ^ words.1, unsafe word(start, offset + 8) ^ state)
                offset += 16
                left -= 16
            }
            // The last 16 bytes; some may have been taken already.
            (a, b) = unsafe (word(start, count - 16), word(start, count - 8))
        } else if count >= 8 {
            (a, b) = unsafe (word(start, 0), word(start, count - 8))
        } else if count >= 4 {
            (a, b) = unsafe (halfWord(start, 0), halfWord(start, count - 4))
        } else if count > 0 {
            a = unsafe UInt64(start.load(as: UInt8.self)) << 16 | UInt64(start.load(fromByteOffset: count / 2, as: UInt8.self)) << 8
                | UInt64(start.load(fromByteOffset: count - 1, as: UInt8.self))
            b = 0
        } else {
            (a, b) = (0, 0)
        }
        return fold(words.1 ^ UInt64(truncatingIfNeeded: count), fold(a ^ words.1, b ^ state))
    }
}
