// Unsafe here: hashes the bytes of a stream's name where they lie.
import RefoldCore

/// The last version of streams met, by 128-bit hashes of their names, in bounded memory.
///
/// Half of the hash is seeded by the process, so that no input can choose collisions.
struct SQLiteStreamVersions {
    struct Key: Equatable {
        var seeded: UInt64
        var stable: UInt64

        init(_ stream: Span<UInt8>) {
            var hasher = Hasher()
            unsafe stream.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
            seeded = UInt64(truncatingIfNeeded: hasher.finalize())
            // A place is free where this is 0.
            stable = stream.stableHash | 1
        }
    }

    private struct Place {
        var seeded: UInt64 = 0
        var stable: UInt64 = 0
        var version: Int64 = 0
    }

    /// The most streams that are remembered; their places take 48 MiB.
    static let maximumCount = 3 << 19

    private var places = [Place](repeating: Place(), count: 1 << 10)
    private(set) var count = 0

    /// Whether the next new stream would not fit.
    var isFull: Bool { count >= Self.maximumCount }

    mutating func removeAll() {
        self = SQLiteStreamVersions()
    }

    /// The version remembered for a stream.
    subscript(key: Key) -> Int64? {
        let place = places[place(of: key)]
        return place.stable == 0 ? nil : place.version
    }

    /// Remembers a version. The caller asked ``isFull`` first.
    mutating func set(_ version: Int64, for key: Key) {
        let index = place(of: key)
        if places[index].stable != 0 {
            places[index].version = version
            return
        }
        places[index] = Place(seeded: key.seeded, stable: key.stable, version: version)
        count += 1
        if count * 4 > places.count * 3 { grow() }
    }

    private func place(of key: Key) -> Int {
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
