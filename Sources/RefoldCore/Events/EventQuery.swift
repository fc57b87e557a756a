/// An event's position in the one global order of its store; counts from 1, with gaps.
public typealias Position = Int64

/// The optional columns of an event; a scan leaves out those that no projection asked for.
public struct EventColumns: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The event's id.
    public static let id = EventColumns(rawValue: 1)
    /// The event's metadata.
    public static let metadata = EventColumns(rawValue: 2)
    /// The time at which it was stored.
    public static let recordedAt = EventColumns(rawValue: 4)
    /// All of these.
    public static let all: EventColumns = [.id, .metadata, .recordedAt]
}

/// What a scan reads: the events after a position up to a bound, of some types, in position order.
public struct EventQuery: Hashable, Sendable {
    /// Exclusive.
    public var after: Position
    /// Inclusive.
    public var through: Position
    /// The wanted types; nil for all. The store filters; an empty list reads nothing.
    public var types: [String]?
    /// Columns wanted besides position, stream, version, type, data and time of occurrence.
    public var columns: EventColumns
    /// How many ranges of positions a store on a server may read concurrently, each by its own connection; 1 or more. Events come in
    /// position order regardless. A store that gains nothing by it reads the ranges in turn.
    public var readers: Int

    public init(after: Position, through: Position, types: [String]?, columns: EventColumns = [], readers: Int = 1) {
        self.after = after
        self.through = through
        self.types = types
        self.columns = columns
        self.readers = readers
    }
}
