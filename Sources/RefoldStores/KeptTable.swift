import RefoldCore
import RefoldValues

/// A table that a domain keeps beside the events, inside an open transaction. It has one row per stream of the domain, with the columns of
/// one of its projections, written in the transaction that appends the events.
///
/// The projection's column `version` holds the version of the event that last changed the row.
public protocol KeptTable {
    /// The row of a key and the version of its stream, both from one snapshot.
    ///
    /// - Parameter key: the stream's name after ``KeptTableSchema/streamPrefix``.
    /// - Returns: the cells in the order of ``KeptTableSchema/columns``, nil if there is no row; version 0 for a stream without events.
    /// - Throws: `.failed` if the row cannot be read.
    func find(_ key: String) throws(RefoldError) -> (row: [CellValue?]?, version: Int64)

    /// Writes a whole row, unless the table holds a later one.
    func write(_ row: [CellValue?]) throws(RefoldError)

    /// Removes the row of a key if it is at this version.
    func remove(_ key: String, at version: Int64) throws(RefoldError)
}

/// The events of all streams with rows in a ``KeptTable``, a page at a time; a new table is filled from them.
public protocol KeptTableEvents {
    /// The events after a place, sorted by the bytes of the stream and by version; empty at the end.
    ///
    /// - Parameters:
    ///   - stream: the stream of the last event that was read; at the start, the bare prefix.
    ///   - version: the version of that event; at the start, 0.
    func events(after stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent]
}

/// The shape of a ``KeptTable``.
public struct KeptTableSchema: Hashable, Sendable {
    /// The name of the table, in the schema of the events.
    public let name: String
    /// The key column, of type text, then the others.
    public let columns: [ColumnSchema]
    /// The prefix of the streams' names; the rest of a name is the key.
    public let streamPrefix: String
    /// The index of the column `version` in ``columns``.
    public let versionColumn: Int

    /// The table of a projection's rows.
    ///
    /// - Parameter projection: keyed by its streams' names after a prefix, without a rollup, with an integer column `version`; other
    ///   columns are text, integer or timestamp. Anything else is a programming error.
    public init(of projection: Projection) {
        guard case .streamAfter(let prefix) = projection.key, projection.rollup == nil, !prefix.isEmpty else {
            preconditionFailure("a kept table has the rows of a projection that is keyed by streams with a prefix")
        }
        name = projection.name
        columns = projection.schema.allColumns
        streamPrefix = String(decoding: prefix, as: UTF8.self)
        guard let place = columns.firstIndex(of: ColumnSchema("version", .integer)) else {
            preconditionFailure("a kept table has an integer column \"version\"")
        }
        versionColumn = place
        precondition(columns.allSatisfy { [.text, .integer, .timestamp].contains($0.type) }, "a kept table holds texts, integers and times")
    }

    /// The name of the key column.
    public var key: String { columns[0].name }

    /// All columns, separated by commas, for SQL statements.
    public var list: String { columns.map(\.name).joined(separator: ", ") }

    /// The stream of a key.
    public func stream(of key: String) -> String { streamPrefix + key }

    /// The first name, by bytes, after all streams with the prefix.
    public var endOfStreams: String {
        var bytes = Array(streamPrefix.utf8)
        // Prefixes are ASCII in practice, so incrementing the last byte keeps it below 0x80.
        bytes[bytes.count - 1] += 1
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension KeptTableSchema {
    /// Throws if something else has the table's name.
    ///
    /// - Parameters:
    ///   - isTable: whether the thing with that name is a table.
    ///   - found: the names of its columns.
    /// - Throws: `.failed` if it is not a table, or lacks some of the columns.
    public func require(_ isTable: Bool, columns found: [String], at place: Place) throws(RefoldError) {
        guard isTable else {
            throw RefoldError(
                .failed, "\(name) is no table", at: place, expected: "a table, or nothing of this name",
                remedy: "rename or drop it: a table of this name is kept beside the events")
        }
        let missing = columns.map(\.name).filter { !found.contains($0) }
        guard missing.isEmpty else {
            throw RefoldError(
                .failed,
                missing.map { column in
                    Fault(
                        "the table \(name) has no column \"\(column)\"", at: place, expected: "the columns \(list)",
                        remedy: "rename that table: another of this name is kept beside the events")
                })
        }
    }

    /// The error for a value that cannot have been written from events.
    public func unreadable(_ column: Int, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "a value of \"\(columns[column].name)\" in the table \(name) cannot be read", at: place,
            expected: columns[column].type.content == .timestamp ? "times in the years 1 to 9999" : "a value of type \(columns[column].type.word)",
            remedy: "drop the table; it is made again from the events")
    }
}
