import RefoldValues

/// How the tables of another framework's event store are read.
///
/// A value of the file `NAME.layout.json5`; see ``LayoutParser`` for its keys. The store is only read, never written.
public struct StoreLayout: Hashable, Sendable {
    /// The database that a layout is for.
    public enum Database: String, CaseIterable, Hashable, Sendable {
        case postgresql, sqlite

        /// Its name in messages.
        public var title: String {
            switch self {
            case .postgresql: "PostgreSQL"
            case .sqlite: "SQLite"
            }
        }
    }

    /// What becomes of events whose payload is no JSON object.
    public enum Unreadable: String, CaseIterable, Hashable, Sendable {
        /// The first one ends the run.
        case refuse
        /// They are left out, counted, and said.
        case skip
    }

    /// A table by which a store is known. A `%` in the name stands for any letters.
    public struct Table: Hashable, Sendable {
        public var name: String
        public var columns: [String]

        public init(_ name: String, columns: [String]) {
            self.name = name
            self.columns = columns
        }
    }

    /// The name by which it is chosen: `marten`.
    public var name: String
    /// The framework's own name, for messages.
    public var title: String
    public var database: Database
    /// The tables and columns by which the store is known; empty for a layout that is only used if it is chosen.
    public var find: [Table]
    /// Columns, as they stand in ``select``, in whose place NULL is read if the tables of ``find`` lack them.
    public var optional: [String]
    /// One SELECT without a semicolon, with the columns of ``outputs``.
    public var select: String
    /// The tables whose writers hold the bound back. PostgreSQL only.
    public var writers: [String]
    /// The names that the sequence may have that numbers the events; empty if it is the one that a column of the first table uses, or none.
    public var sequences: [String]
    /// Whether the writers themselves let positions become visible in their order.
    public var isSerialized: Bool
    /// The output columns that give the order; Refold numbers the rows unless it is `position` alone.
    public var order: [String]
    /// The output column with the transaction that wrote an event, the first of ``order``, which makes the numbering stable; nil for none.
    public var horizon: String?
    /// The first version of a stream.
    public var firstVersion: Int64
    /// The first position that the store gives, 0 or 1. Refold's positions begin with 1, so 0 shifts all by one.
    public var firstPosition: Int64
    /// How long after an event another one may still appear below it, in seconds, though nobody holds a lock: for frameworks that draw numbers
    /// before they begin to write.
    public var gapWait: Int
    /// The unit of times that are integers.
    public var timeUnit: TimeUnit?
    /// The path of the time in the payload, as keys from the outside in; nil if it is a column.
    public var occurredAt: [String]?
    /// The keys of objects that only wrap a value: that of its type, and that of the value.
    public var unwrap: [String]?
    /// Whether a payload may be a JSON string that holds JSON.
    public var isQuoted: Bool
    public var unreadable: Unreadable
    /// The file that it was read from; nil for one that is built in.
    public var file: String?

    /// The columns that a SELECT yields, in the contract's order.
    public static let outputs = ["position", "event_id", "stream", "version", "type", "data", "metadata", "occurred_at", "recorded_at"]
    /// The column that says why the payload of a row cannot be read, if the SELECT has it.
    public static let unreadableColumn = "unreadable"

    /// What a store of the framework is called: `Marten store`.
    public var storeTitle: String { title.lowercased().contains("store") ? title : title + " store" }

    /// A number that changes with everything that says which events are read and how. What cannot be read is none of them either way.
    public var digest: UInt64 {
        let parts = [select, order.joined(separator: " "), horizon ?? "", "\(firstPosition)", timeUnit?.rawValue ?? "", occurredAt?.joined(separator: ".") ?? "",
            unwrap?.joined(separator: " ") ?? "", "\(isQuoted)"]
        return Array(parts.joined(separator: "\u{1}").utf8).span.stableHash
    }

    /// Where it is changed, for remedies.
    public var place: String { file ?? "a layout file: begin with refold layouts \(name) --store URL" }

    /// Whether Refold numbers the rows.
    public var isNumbered: Bool { order != ["position"] }
    /// Whether the position of an event never changes, so that a run can go on where an earlier one ended.
    public var isStable: Bool { !isNumbered || horizon != nil }
    /// What is added to the store's own positions.
    public var shift: Int64 { isNumbered ? 0 : 1 - firstPosition }
}

/// A unit of times since 1970.
public enum TimeUnit: String, CaseIterable, Hashable, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"

    /// How many microseconds it has.
    public var inMicroseconds: Int64 {
        switch self {
        case .seconds: 1_000_000
        case .milliseconds: 1_000
        case .microseconds: 1
        }
    }
}
