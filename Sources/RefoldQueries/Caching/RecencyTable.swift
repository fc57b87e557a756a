/// Entries by key, in order of last use.
///
/// - Complexity: O(1) for every operation.
struct RecencyTable<Key: Hashable, Entry> {
    private struct Slot {
        /// Nil if the slot is free.
        var content: (key: Key, entry: Entry)?
        /// The neighbours in order of use; `none` at the ends.
        var newer: Int
        var older: Int
    }

    private static var none: Int { -1 }

    private var places: [Key: Int] = [:]
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var newest = none
    private var oldest = none

    var count: Int { places.count }

    /// The entry of a key, if it is wanted; makes it the most recently used.
    mutating func use(_ key: Key, where isWanted: (Entry) -> Bool) -> Entry? {
        guard let place = places[key], let content = slots[place].content, isWanted(content.entry) else { return nil }
        if place != newest {
            unlink(place)
            link(place)
        }
        return content.entry
    }

    /// Adds or replaces an entry and makes it the most recently used.
    ///
    /// - Returns: the previous entry.
    mutating func put(_ entry: Entry, for key: Key) -> Entry? {
        let old = remove(key)
        let place = free.popLast() ?? slots.count
        let slot = Slot(content: (key, entry), newer: Self.none, older: Self.none)
        if place == slots.count { slots.append(slot) } else { slots[place] = slot }
        places[key] = place
        link(place)
        return old
    }

    mutating func remove(_ key: Key) -> Entry? {
        guard let place = places.removeValue(forKey: key) else { return nil }
        return take(place)?.entry
    }

    /// Removes the least recently used entry.
    mutating func removeOldest() -> (key: Key, entry: Entry)? {
        guard oldest != Self.none, let content = take(oldest) else { return nil }
        places[content.key] = nil
        return content
    }

    private mutating func take(_ place: Int) -> (key: Key, entry: Entry)? {
        unlink(place)
        free.append(place)
        defer { slots[place].content = nil }
        return slots[place].content
    }

    private mutating func link(_ place: Int) {
        slots[place].newer = Self.none
        slots[place].older = newest
        if newest == Self.none { oldest = place } else { slots[newest].newer = place }
        newest = place
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        if newer == Self.none { newest = older } else { slots[newer].older = older }
        if older == Self.none { oldest = newer } else { slots[older].newer = newer }
    }
}
