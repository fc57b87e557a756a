// Unsafe here: compares the bytes that a database lends for an event's type, once an event, without making a string of them.
import Foundation

/// The event types that a scan has met, numbered in the order they came.
public struct EventTypeNames: Sendable {
    public private(set) var names: [String] = []
    /// The UTF-8 of all names, one after the other.
    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var entries: [Entry] = []
    /// For each of some beginnings and lengths the entry that had it last; most types are found at the first look.
    @usableFromInline var guesses = [Int32](repeating: 0, count: 256)
    private let wanted: Set<ExactText>?

    @usableFromInline
    struct Entry: Sendable {
        @usableFromInline var start: Int
        @usableFromInline var count: Int
        @usableFromInline var isWanted: Bool
    }

    /// - Parameter wanted: nil for all.
    public init(wanted: [String]?) {
        self.wanted = wanted.map { Set($0.map { ExactText($0) }) }
    }

    /// The number of the type of these bytes, or nil where it is not wanted.
    @inlinable @inline(__always)
    public mutating func number(of type: UnsafeRawBufferPointer) -> UInt32? {
        let slot = unsafe Self.slot(type)
        let guess = Int(guesses[slot])
        let number = unsafe guess < entries.count && isEqual(entries[guess], type) ? guess : find(type, slot)
        return entries[number].isWanted ? UInt32(truncatingIfNeeded: number) : nil
    }

    @inlinable @inline(__always)
    static func slot(_ type: UnsafeRawBufferPointer) -> Int {
        guard type.count > 0 else { return 0 }
        return unsafe (type.count &* 31 &+ Int(type[type.count - 1]) &+ Int(type[type.count / 2]) &* 7) & 255
    }

    @inlinable @inline(__always)
    func isEqual(_ entry: Entry, _ type: UnsafeRawBufferPointer) -> Bool {
        guard entry.count == type.count else { return false }
        guard let start = type.baseAddress else { return true }
        return unsafe bytes.withUnsafeBytes { known in
            guard let names = known.baseAddress else { return false }
            return unsafe memcmp(names + entry.start, start, entry.count) == 0
        }
    }

    @inline(never) @usableFromInline
    mutating func find(_ type: UnsafeRawBufferPointer, _ slot: Int) -> Int {
        var number = 0
        while number < entries.count, unsafe !isEqual(entries[number], type) { number += 1 }
        if number == entries.count {
            let name = unsafe String(decoding: type, as: UTF8.self)
            entries.append(Entry(start: bytes.count, count: type.count, isWanted: wanted?.contains(ExactText(name)) ?? true))
            unsafe bytes.append(contentsOf: type)
            names.append(name)
        }
        guesses[slot] = Int32(truncatingIfNeeded: number)
        return number
    }
}
