import RefoldCore
import RefoldValues

/// Watches what a lane meets, until it has met all that its projection expects of a type.
struct MatchWatch {
    private(set) var matches: Matches
    private let expected: ExpectedMatches
    /// For each type by its number in the batches: whether an event of it can still have something new.
    private(set) var isOpen: [Bool] = []
    private var types: [(name: ExactText, reading: Int, isNew: Bool)] = []

    init(_ projection: Projection) {
        expected = projection.expected
        matches = Matches(projection)
    }

    /// Learns the type of the next number.
    mutating func learn(_ name: String) {
        let type = ExactText(name)
        let reading = expected.reading(of: type)
        types.append((type, reading ?? -1, true))
        isOpen.append(reading != nil)
    }

    /// The same without the numbers of types, with what was met.
    var withoutTypes: MatchWatch {
        var watch = self
        (watch.types, watch.isOpen) = ([], [])
        return watch
    }

    /// Takes note of an event whose type is open.
    ///
    /// - Parameter has: whether the event has the path of a number.
    @inline(__always)
    mutating func note(_ type: Int, has: (Int) -> Bool) {
        if types[type].isNew {
            types[type].isNew = false
            matches.note(types[type].name, reading: types[type].reading)
        }
        if !matches.notePaths(of: types[type].reading, has: has) { isOpen[type] = false }
    }
}
