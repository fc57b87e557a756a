// Unsafe here: writes the bytes of a list where they are to be, and reads its words at once.

import RefoldCore
import RefoldValues

/// A run of consecutive events that a projection reads: how many, which positions, and a digest of them; as part of a proof of what a
/// generation was made from.
///
/// Ranges are cut by the number of events, so that the same events give the same ranges, however they were read.
public struct EventRange: Hashable, Sendable {
    /// How many events a range has, except the last one of its generation.
    public static let capacity: Int64 = 4096

    /// Its place among the ranges of its generation, from 0.
    public var number: Int64
    /// The positions of its first and its last event; 0 if it has none.
    public var first: Position
    public var last: Position
    public var events: Int64
    /// The digests of its events in order, one added to the other; see ``EventDigest/adding(_:to:)``.
    public var digest: UInt64
    /// What the digests cover beside the columns that every scan reads.
    public var columns: EventColumns
    /// Position and digest of each event, encoded; nil if only the range is kept.
    public var list: [UInt8]?

    public init(
        number: Int64, first: Position = 0, last: Position = 0, events: Int64 = 0, digest: UInt64 = 0, columns: EventColumns, list: [UInt8]? = nil
    ) {
        self.number = number
        self.first = first
        self.last = last
        self.events = events
        self.digest = digest
        self.columns = columns
        self.list = list
    }

    /// How many events the ranges up to this one have, if it is the last of its generation.
    public var eventsUpToHere: Int64 { number * Self.capacity + events }

    /// The position and digest of an event.
    public struct Entry: Hashable, Sendable {
        public var position: Position
        public var digest: UInt64

        public init(position: Position, digest: UInt64) {
            self.position = position
            self.digest = digest
        }
    }

    /// The events of the list; nil if there is none, or if it was changed by hand.
    public var entries: [Entry]? {
        guard let list, events >= 0, events <= Self.capacity else { return nil }
        let count = Int(events)
        var (index, position, positions) = (0, first, [Position]())
        positions.reserveCapacity(count)
        for number in 0..<count {
            var (delta, shift): (UInt64, UInt64) = (0, 0)
            while true {
                guard index < list.count, shift < 64 else { return nil }
                delta |= UInt64(list[index] & 127) << shift
                shift += 7
                index += 1
                if list[index - 1] < 128 { break }
            }
            if number > 0 { position &+= Int64(bitPattern: delta) }
            positions.append(position)
        }
        guard list.count == index + 8 * count else { return nil }
        return unsafe list.withUnsafeBytes { bytes in
            positions.enumerated().map { number, position in
                let word = unsafe bytes.loadUnaligned(fromByteOffset: index + 8 * number, as: UInt64.self)
                return Entry(position: position, digest: UInt64(littleEndian: word))
            }
        }
    }

    /// The list of events in position order: the distance of each position from the one before in groups of seven bits, the lowest first,
    /// one byte for the first event; then eight bytes of digest each, the lowest first. Nine bytes for an event whose next one follows
    /// within 127 positions, ten within 16,383.
    public static func list(_ positions: [Position], _ digests: [UInt64]) -> [UInt8] {
        var (before, length) = (positions.first ?? 0, 8 * digests.count)
        for position in positions {
            length += (70 - (UInt64(bitPattern: position &- before) | 1).leadingZeroBitCount) / 7
            before = position
        }
        before = positions.first ?? 0
        return unsafe [UInt8](unsafeUninitializedCapacity: length) { list, filled in
            let bytes = UnsafeMutableRawBufferPointer(list)
            var index = 0
            for position in positions {
                var distance = UInt64(bitPattern: position &- before)
                before = position
                while distance > 127 {
                    unsafe bytes[index] = UInt8(truncatingIfNeeded: distance) | 128
                    distance >>= 7
                    index += 1
                }
                unsafe bytes[index] = UInt8(truncatingIfNeeded: distance)
                index += 1
            }
            for digest in digests {
                unsafe bytes.storeBytes(of: digest.littleEndian, toByteOffset: index, as: UInt64.self)
                index += 8
            }
            filled = index
        }
    }
}

/// Ranges that are to be kept, in order; they may lie in a file.
public protocol EventRanges: AnyObject {
    /// Whether the ranges take the place of all that were kept before; else only of those with the same numbers.
    var replacesAll: Bool { get }

    /// Calls `visit` with each, any number of times from the first.
    ///
    /// - Throws: what `visit` throws, and if a file cannot be read.
    func forEach(_ visit: (EventRange) throws(RefoldError) -> Void) throws(RefoldError)
}
