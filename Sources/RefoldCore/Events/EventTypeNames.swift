// Unsafe here: compares an event type's bytes in the database's memory, once per event, without making a string of them.
import FoundationEssentials
import Glibc
import RefoldValues

/// The event types that a scan has met, numbered in the order in which they came.
public struct EventTypeNames: Sendable {
    /// The maximum number of types that a scan of all events distinguishes; a scan of named types may name more.
    public static let maximumCount = 100_000
    /// How many unwanted types are remembered, so that most are skipped at the first lookup.
    private static let unwantedCount = 1024

    /// The names, by their numbers.
    public private(set) var names: [String] = []
    /// The UTF-8 of all names, one after the other.
    @usableFromInline var bytes: [UInt8] = []
    @usableFromInline var entries: [Entry] = []
    /// For each combination of beginning and length, the entry that had it last; most types are found at the first lookup.
    @usableFromInline var guesses = [Int32](repeating: 0, count: 256)
    /// Hash table of entries with linear probing; -1 for a free place.
    private var places = [Int32](repeating: -1, count: 64)
    private let wanted: Set<ExactText>?
    private var unwanted = 0

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

    /// The number of the type with these bytes; nil if it is not wanted or cannot be numbered. In that case ``refusal(of:at:in:)`` gives
    /// the reason.
    @inlinable @inline(__always)
    public mutating func number(of type: UnsafeRawBufferPointer) -> UInt32? {
        let slot = unsafe Self.slot(type)
        let guess = Int(guesses[slot])
        let number = unsafe guess < entries.count && isEqual(entries[guess], type) ? guess : find(type, slot)
        return number >= 0 && entries[number].isWanted ? UInt32(truncatingIfNeeded: number) : nil
    }

    /// Why a type cannot be numbered; nil if it is merely not wanted.
    ///
    /// - Parameter place: the place of the event.
    public func refusal(of type: UnsafeRawBufferPointer, at place: Place, in store: String) -> RefoldError? {
        guard wanted == nil else { return nil }
        guard unsafe String(validating: type, as: UTF8.self) != nil else { return .unreadableText("event_type", "no UTF-8", at: place) }
        return Self.tooMany(in: store)
    }

    /// The error if the events have more types than ``maximumCount``.
    public static func tooMany(in store: String) -> RefoldError {
        RefoldError(
            .failed, "the events have more than \(maximumCount) distinct types", at: .named(store),
            expected: "types that name kinds of event; what differs from event to event belongs into their data",
            remedy: "name the types that the projection reads in place of \"*\"")
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

    /// - Returns: the entry of a type; -1 if it has none and gets none.
    @inline(never) @usableFromInline
    mutating func find(_ type: UnsafeRawBufferPointer, _ slot: Int) -> Int {
        var place = unsafe firstPlace(of: type)
        while places[place] >= 0, unsafe !isEqual(entries[Int(places[place])], type) { place = (place + 1) & (places.count - 1) }
        var number = Int(places[place])
        if number < 0 {
            guard let isWanted = unsafe take(type) else { return -1 }
            number = entries.count
            entries.append(Entry(start: bytes.count, count: type.count, isWanted: isWanted))
            unsafe bytes.append(contentsOf: type)
            places[place] = Int32(truncatingIfNeeded: number)
            if entries.count * 2 > places.count { grow() }
        }
        guesses[slot] = Int32(truncatingIfNeeded: number)
        return number
    }

    /// Adds the name of a type met for the first time.
    ///
    /// - Returns: whether the type is wanted; nil if it was not added.
    private mutating func take(_ type: UnsafeRawBufferPointer) -> Bool? {
        guard let wanted else {
            guard entries.count < Self.maximumCount, let name = unsafe String(validating: type, as: UTF8.self) else { return nil }
            names.append(name)
            return true
        }
        // Bytes that are not UTF-8 are never a wanted type.
        let name = unsafe String(decoding: type, as: UTF8.self)
        if wanted.contains(ExactText(name)), unsafe name.utf8.elementsEqual(type) {
            names.append(name)
            return true
        }
        guard unwanted < Self.unwantedCount else { return nil }
        unwanted += 1
        names.append(name)
        return false
    }

    private func firstPlace(of type: UnsafeRawBufferPointer) -> Int {
        var hasher = Hasher()
        unsafe hasher.combine(bytes: type)
        return hasher.finalize() & (places.count - 1)
    }

    private mutating func grow() {
        places = [Int32](repeating: -1, count: places.count * 2)
        for (number, entry) in entries.enumerated() {
            var place = unsafe bytes.withUnsafeBytes { known in
                unsafe firstPlace(of: UnsafeRawBufferPointer(rebasing: known[entry.start..<entry.start + entry.count]))
            }
            while places[place] >= 0 { place = (place + 1) & (places.count - 1) }
            places[place] = Int32(truncatingIfNeeded: number)
        }
    }
}
