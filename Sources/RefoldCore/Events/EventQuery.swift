/// An event's place in the one global order of its store; counts from 1, with holes.
public typealias Position = Int64

/// The columns of an event that not every projection reads; a scan leaves out what nobody asked for.
public struct EventColumns: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let id = EventColumns(rawValue: 1)
    public static let metadata = EventColumns(rawValue: 2)
    public static let recordedAt = EventColumns(rawValue: 4)
    public static let all: EventColumns = [.id, .metadata, .recordedAt]
}

/// What a scan reads: the events after a position up to a bound, of some types, in position order.
public struct EventQuery: Hashable, Sendable {
    /// Exclusive.
    public var after: Position
    /// Inclusive.
    public var through: Position
    /// The types wanted, or nil for all. The store filters; an empty list reads nothing.
    public var types: [String]?
    /// Columns wanted besides position, stream, version, type, data and time of occurrence.
    public var columns: EventColumns

    public init(after: Position, through: Position, types: [String]?, columns: EventColumns = []) {
        self.after = after
        self.through = through
        self.types = types
        self.columns = columns
    }
}
