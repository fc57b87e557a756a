/// What becomes of a time of a SQLite store that states no zone, as SQLite's own functions write it: `2024-01-01 10:00:00`.
public enum StoreTimes: String, CaseIterable, Hashable, Sendable {
    /// It is refused: the store does not say whose clocks showed it.
    case refuse
    /// It is read as UTC. A day alone is its midnight.
    case utc
}
