import Foundation
import RefoldCore
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
@testable import RefoldCommands

/// A write side on a database of its own, and access to its tables.
struct WriteSidePlace {
    var writeSide: any WriteSide
    var store: any EventStore
    /// Runs SQL in the database.
    var run: (String) throws -> Void
    /// The rows of the table of accesses, by user; a row is the bytes of its cells, times as microseconds.
    var rows: () throws -> [UserAccessWorld.Row]
    /// Another write side on the same database.
    var again: () throws -> WriteSidePlace

    static let all = ["SQLite", "PostgreSQL"]
    static let time = Timestamp("2024-03-01T09:30:00.123456Z") ?? .first

    /// Calls `body` with a new, empty place.
    static func with(_ kind: String, _ body: (WriteSidePlace) throws -> Void) throws {
        if kind == "PostgreSQL" {
            let uri = try PostgresCluster.newDatabase()
            return try body(postgres(uri))
        }
        try withFolder { folder in try body(sqlite(folder + "/events.db")) }
    }

    static func sqlite(_ path: String) throws -> WriteSidePlace {
        let store = try SQLiteEventStore(path: path, access: .creating)
        return WriteSidePlace(
            writeSide: store, store: store, run: { try SQLiteConnection(path, mode: .create).execute($0) },
            rows: {
                let statement = try SQLiteConnection(path, mode: .readOnly).prepare(selection { $0 })
                var rows: [UserAccessWorld.Row] = []
                while try statement.step() { rows.append(try row(statement.text(0))) }
                return rows
            }, again: { try sqlite(path) })
    }

    static func postgres(_ uri: String) throws -> WriteSidePlace {
        let store = try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating)
        return WriteSidePlace(
            writeSide: store, store: store, run: { _ = try PostgresCluster.psql(uri, $0) },
            rows: {
                let sql = selection { "(extract(epoch FROM \($0)) * 1000000)::bigint" }.replacing("json_array", with: "json_build_array")
                return try PostgresCluster.psql(uri, sql).split(separator: "\n").map { try row(String($0)) }
            }, again: { try postgres(uri) })
    }

    private static func selection(time: (String) -> String) -> String {
        let cells = ["user_id", time("granted_at"), "granted_by", time("suspended_at"), "suspended_by", "suspension_reason", "version"]
        return "SELECT json_array(\(cells.map { "CAST(\($0) AS text)" }.joined(separator: ", "))) FROM user_access ORDER BY user_id"
    }

    private static func row(_ json: String) throws -> UserAccessWorld.Row {
        try JSONDecoder().decode([String?].self, from: Data(json.utf8)).map { $0.map { Array($0.utf8) } }
    }
}

extension WriteSidePlace {
    func dispatch(_ commands: [CommandRequest]) throws -> [CommandOutcome] {
        try CommandBus(writeSide, now: { Self.time }).dispatch(commands)
    }

    /// The state in the table; nil if the user's stream has no events.
    func access(of user: String) throws -> UserAccess? {
        try writeSide.transact { transaction throws(RefoldError) in
            let loaded = try LoadedStreams(of: UserAccess.self, transaction).take(UserAccess.stream(of: user))
            return loaded.version > 0 ? try loaded.state(as: UserAccess.self) : nil
        }
    }
}

extension CommandRequest {
    static func grant(_ user: String, id: String) -> CommandRequest {
        CommandRequest(id: id, UserAccessRequest(user: user, command: .grant(by: "admin")))
    }
}
