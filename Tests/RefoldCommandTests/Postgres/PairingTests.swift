import Foundation
import RefoldTesting
import Testing

@Suite("Events in one database, read models in the same or the other")
struct PairingTests {
    @Test("All four pairings of SQLite and PostgreSQL give the same rows and the same reports, to the byte")
    func pairings() throws {
        let sandbox = try Sandbox()
        let definitions = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../Reports").standardizedFileURL.path
        let server = try PostgresCluster.newDatabase(), other = try PostgresCluster.newDatabase()
        let stores = [("sqlite:events.db", "sqlite:one.db"), ("sqlite:events.db", other), (server, "sqlite:two.db"), (server, server)]
        for store in ["sqlite:events.db", server] {
            let seeded = try sandbox.run("refold seed --events 5000 --seed 7 --store '\(store)' --quiet")
            try #require(seeded.status == 0, "\(seeded.error)")
        }
        var seen: Set<[String]> = []
        for (events, rows) in stores {
            let place = "--store '\(events)' --read-models '\(rows)' --definitions '\(definitions)'"
            var outputs: [String] = []
            for command in [
                "rebuild payments payment_analytics --through 3000", "export payments --format csv", "export payment_analytics --format csv",
                "catch-up", "export payments --format csv", "export payment_analytics --format csv", "export payment_audit --format ndjson",
                "export payments --format ndjson", "report payments/by-day --format csv", "report payments/by-organization --format json",
                "report payments/failures-by-reason --format csv", "report payments/ageing --format csv --today 2024-12-31",
            ] {
                let run = try sandbox.run("refold \(command) \(place) --quiet")
                try #require(run.status == 0, "\(command) on \(events) and \(rows): \(run.error)")
                outputs.append(run.output)
            }
            let payment = try #require(outputs[1].split(separator: "\n").dropFirst().first?.split(separator: ",").first)
            for flags in ["", "--json"] { outputs.append(try sandbox.run("refold history \(payment) \(flags) \(place)").output) }
            #expect(outputs.last?.contains("\"state\":{\"id\":\"\(payment)\"") == true)
            seen.insert(outputs)
        }
        #expect(seen.count == 1)
        #expect(seen.first?[1].isEmpty == false)
    }

    @Test("The first steps on PostgreSQL: a missing database, one without events, and figures")
    func firstSteps() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let name = try #require(uri.split(separator: "&").first)
        let missing = try sandbox.run("refold status --store '\(uri.replacing("///test_", with: "///missing_"))'")
        #expect(missing.status == 1)
        #expect(missing.error.contains("there is no such database"))
        let empty = try sandbox.run("refold rebuild --store '\(uri)'")
        #expect(empty.status == 1)
        #expect(empty.error.hasPrefix("refold: \(name): there is no event store"))
        #expect(try sandbox.run("refold import /dev/null --store '\(uri)'").status == 0)
        let nothing = try sandbox.run("refold rebuild payments --store '\(uri)'")
        #expect(nothing.status == 0, "\(nothing.error)")
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM read_models.payments") == "0")
    }

    @Test("Only one run of a job on PostgreSQL is active at a time, and its summary equals that of SQLite")
    func job() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        _ = try sandbox.run("refold seed --events 300 --store '\(uri)'; printf '{store: \"\(uri)\", steps: [{catchUp: \"payments\"}]}' > nightly.json5")
        let first = try sandbox.run("refold run nightly.json5 --json --quiet")
        #expect(first.status == 0, "\(first.error)")
        #expect(first.output.contains("\"outcome\":\"done\""))
        #expect(first.output.contains("\"resumed_from\":null}],\"bound\":300,\"newest\":300,\"held_by\":[]}"))
    }
}
