import Foundation
import RefoldCore
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldValues

/// Where a store is followed: files, or a database on a server.
struct SoakPlace: Sendable {
    enum Kind: Sendable {
        case sqlite(events: String, readModels: String)
        case postgres(PostgresLocation, uri: String)
    }

    let kind: Kind

    /// An empty place.
    init(_ folder: BenchFolder) throws(RefoldError) {
        guard folder.options.server != nil else {
            kind = .sqlite(events: folder.emptied("follow.db"), readModels: folder.emptied("follow.read-models.db"))
            return
        }
        let uri = try BenchServer(folder).emptyDatabase(named: "refold_bench_follow")
        kind = .postgres(try PostgresLocation(uri, from: "--server"), uri: uri)
    }

    func open() throws(RefoldError) -> any EventStore {
        switch kind {
        case .sqlite(let events, _): try SQLiteEventStore(path: events, access: .creating)
        case .postgres(let location, _): try PostgresEventStore(location, access: .creating)
        }
    }

    var reader: any ReadModelReader {
        switch kind {
        case .sqlite(_, let readModels): SQLiteReadModelReader(path: readModels)
        case .postgres(let location, _): PostgresReadModelReader(location)
        }
    }

    /// A command of the measured program.
    func refold(_ words: String..., in folder: BenchFolder, quiet: Bool = true) -> [String] {
        let place =
            switch kind {
            case .sqlite(let events, let readModels): ["--store", "sqlite:" + events, "--read-models", "sqlite:" + readModels]
            case .postgres(_, let uri): ["--store", uri]
            }
        return [folder.options.refold] + words + place + ["--definitions", folder.path("definitions")] + (quiet ? ["--quiet"] : [])
    }

    /// The bytes of the read models, and of the log beside them.
    func sizes(in folder: BenchFolder) throws(RefoldError) -> (database: Int, log: Int) {
        switch kind {
        case .sqlite(_, let readModels): return (Self.size(readModels), Self.size(readModels + "-wal"))
        case .postgres(_, let uri):
            let sizes = """
                SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'read_models' AND c.relkind = 'r'
                """
            let (_, output) = try folder.run(["/usr/bin/env", "psql", uri, "--no-psqlrc", "--tuples-only", "--no-align", "--command", sizes])
            return (Int(output().trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0, 0)
        }
    }

    private static func size(_ path: String) -> Int { ((try? FileManager.default.attributesOfItem(atPath: path)[.size]) as? Int) ?? 0 }
}
