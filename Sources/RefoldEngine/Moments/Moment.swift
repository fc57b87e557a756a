import RefoldCore
import RefoldValues

/// Which events count for a figure: those up to a position, or those recorded by a time.
public enum Moment: Hashable, Sendable {
    case position(Position)
    /// All events with `recorded_at` at or before it, whatever their positions.
    case time(Timestamp)

    /// Whether an event counts.
    func contains(_ head: EventHead) -> Bool {
        switch self {
        case .position(let position): head.position <= position
        case .time(let time): head.recordedAt <= time
        }
    }

    /// The last position at which an event may count, of a run that reads up to a bound.
    public func last(of bound: Position) -> Position {
        switch self {
        case .position(let position): min(position, bound)
        case .time: bound
        }
    }

    var isTime: Bool { if case .time = self { true } else { false } }
}
