import Foundation
import RefoldTesting
import Testing

/// The same events in a SQLite file and on a PostgreSQL server, each with a folder of its own.
struct TwoStores {
    struct Place {
        let sandbox: Sandbox
        let url: String
        let name: String

        /// Runs a command in which `STORE` stands for the flag.
        func run(_ command: String) throws -> (output: String, error: String, status: Int32) {
            try sandbox.run(command.replacingOccurrences(of: "STORE", with: "--store '\(url)'"))
        }

        func write(_ text: String, to path: String) throws {
            let file = sandbox.folder.appendingPathComponent("work/\(path)")
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    let places: [Place]

    /// - Parameter fill: commands that fill the store, `STORE` standing for the flag.
    init(_ fill: String) throws {
        places = [
            Place(sandbox: try Sandbox(), url: "sqlite:events.db", name: "SQLite"),
            Place(sandbox: try Sandbox(), url: try PostgresCluster.newDatabase(), name: "PostgreSQL"),
        ]
        for place in places {
            try place.write(Self.events, to: "shop.ndjson")
            let run = try place.run(fill)
            try #require(run.status == 0, "\(run.error)")
        }
    }

    static let events = #"""
        {"stream":"o1","version":1,"type":"ItemSold","occurred_at":"2024-03-01T09:30:00Z","recorded_at":"2024-03-01T09:30:01Z","data":{"customer":"SECRET-1","country":"Italy","total":"19.90","qty":3,"paidAt":"2024-03-01T09:30:00Z","lines":[{"sku":"SECRET-2","n":1},{"sku":"b","n":2}],"address":{"city":"Rome"},"currency":"EUR"}}
        {"stream":"o2","version":1,"type":"ItemSold","occurred_at":"2024-04-01T09:30:00.5Z","recorded_at":"2024-04-01T09:30:01Z","data":{"customer":"Bo","country":null,"total":5.5,"qty":30,"odd key":"x","a\u001b[2J":1e2,"currency":"EUR","address":{"city":"Zoë"}}}
        {"stream":"o1","version":2,"type":"ItemReturned","occurred_at":"2024-03-03T09:30:00Z","recorded_at":"2024-04-01T09:30:02Z","data":{"reason":"broken"},"metadata":{"user":"u1"}}
        {"stream":"h","version":1,"type":"Heartbeat","occurred_at":"2024-03-03T09:30:00Z","recorded_at":"2024-04-01T09:30:03Z","data":{}}

        """#
}
