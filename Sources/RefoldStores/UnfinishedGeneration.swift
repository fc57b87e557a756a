import RefoldCore
import RefoldValues

/// What was written of a generation that is not complete: its first rows, in key order. A run is at work on it, or was interrupted.
public struct UnfinishedGeneration: Hashable, Sendable {
    public var generation: Generation
    /// How many rows are durable.
    public var rows: Int64
    /// A hash of the key of the last one.
    public var lastKey: UInt64
    /// By what a later run knows whether its rows are the same; nil if no run may go on with them.
    public var mark: String?
    /// When the last of them were written.
    public var writtenAt: Timestamp

    public init(generation: Generation, rows: Int64, lastKey: UInt64, mark: String?, writtenAt: Timestamp) {
        self.generation = generation
        self.rows = rows
        self.lastKey = lastKey
        self.mark = mark
        self.writtenAt = writtenAt
    }

    public var projection: String { generation.projection }
}

/// The rows that a builder has written, counted for a later run. For authors of adapters.
public struct WrittenRows {
    /// How many, with those of an interrupted run.
    public private(set) var count: Int64
    /// A hash of the last one's key.
    public private(set) var lastKey: UInt64
    /// How many of them are durable.
    public private(set) var durable: Int64
    private var text: String?
    private var make: (() throws(RefoldError) -> String)?

    /// - Parameter unfinished: what an interrupted run wrote; nil for nothing.
    public init(after unfinished: UnfinishedGeneration? = nil) {
        (count, lastKey, durable) = (unfinished?.rows ?? 0, unfinished?.lastKey ?? 0, unfinished?.rows ?? 0)
        text = unfinished?.mark
    }

    /// As ``GenerationBuilder/mark(_:)``.
    public mutating func mark(_ make: @escaping () throws(RefoldError) -> String) { self.make = make }

    /// By what a later run knows them; nil if none may go on.
    public mutating func mark() throws(RefoldError) -> String? {
        if text == nil { text = try make?() }
        make = nil
        return text
    }

    /// Counts a block that is not empty.
    public mutating func add(_ rows: RowBlock) {
        count += Int64(rows.count)
        lastKey = rows.withKey(rows.count - 1) { $0.stableHash }
    }

    /// Takes note that all rows are durable.
    public mutating func commit() { durable = count }
}
