import RefoldValues

/// How many events there are of each type.
public struct EventCounts: Hashable, Sendable {
    private var counts: [ExactText: Int64] = [:]

    public init() {}

    /// Counts so many more of a type.
    public mutating func add(_ count: Int64, of type: String) { counts[ExactText(type), default: 0] += count }

    /// Counts those of other positions too.
    public mutating func add(_ others: EventCounts) { counts.merge(others.counts, uniquingKeysWith: +) }

    /// How many there are of some types; each counts once.
    ///
    /// - Parameter types: nil for all.
    public func count(of types: [String]?) -> Int64 {
        guard let types else { return counts.values.reduce(0, +) }
        return Set(types.map { ExactText($0) }).reduce(0) { $0 + (counts[$1] ?? 0) }
    }
}
