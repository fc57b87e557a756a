import RefoldValues

/// The last versions of streams, by 128-bit hashes of their names, in bounded memory.
struct SQLiteStreamVersions {
    private struct Place {
        var seeded: UInt64 = 0
        /// 0 in a free place.
        var stable: UInt64 = 0
        var version: Int64 = 0
    }

    /// The maximum number of streams; the table takes 12 MiB.
    static let maximumCount = 3 << 17

    /// This table's maximum number of streams.
    let limit: Int
    private var places = [Place](repeating: Place(), count: 1 << 10)
    private(set) var count = 0

    init(limit: Int) { self.limit = limit }

    /// Whether the next new stream would not fit.
    var isFull: Bool { count >= limit }

    mutating func removeAll() {
        self = SQLiteStreamVersions(limit: limit)
    }

    /// The version of a stream; nil if it is not remembered.
    subscript(key: SeededHash) -> Int64? {
        let place = places[place(of: key)]
        return place.stable == 0 ? nil : place.version
    }

    /// Sets a version. Check ``isFull`` first.
    mutating func set(_ version: Int64, for key: SeededHash) {
        let index = place(of: key)
        if places[index].stable != 0 {
            places[index].version = version
            return
        }
        places[index] = Place(seeded: key.seeded, stable: key.stable, version: version)
        count += 1
        if count * 4 > places.count * 3 { grow() }
    }

    private func place(of key: SeededHash) -> Int {
        var index = Int(truncatingIfNeeded: key.seeded) & (places.count - 1)
        while places[index].stable != 0, places[index].seeded != key.seeded || places[index].stable != key.stable {
            index = (index + 1) & (places.count - 1)
        }
        return index
    }

    private mutating func grow() {
        let old = places
        places = [Place](repeating: Place(), count: old.count * 2)
        for place in old where place.stable != 0 {
            var index = Int(truncatingIfNeeded: place.seeded) & (places.count - 1)
            while places[index].stable != 0 { index = (index + 1) & (places.count - 1) }
            places[index] = place
        }
    }
}
