import Foundation
import RefoldTesting
import Testing

@Suite("Following a store with the program")
struct FollowTests {
    private static let databases = ["SQLite", "PostgreSQL"]

    @Test("brings rows forward until a signal ends it with 0, and says no more than a few lines", arguments: databases, ["INT", "TERM"])
    func follows(database: String, signal: String) throws {
        let place = try FollowingPlace(database)
        try place.refold("import /dev/null --quiet")
        let follower = try place.follow()
        for part in 0..<5 {
            try place.sandbox.write(RecordedPayments.lines(part * 100..<(part + 1) * 100), to: "part.ndjson")
            try place.refold("import part.ndjson --quiet")
            try place.waitUntilCaughtUp()
        }
        let rows = try place.rows()
        #expect(rows.followed == rows.rebuilt)
        #expect(try place.end(follower, by: signal == "INT" ? SIGINT : SIGTERM) == 0)
        #expect(place.log.count <= 8, "\(place.log)")
    }

    @Test("is ended by a signal, however early it comes")
    func early() throws {
        let place = try FollowingPlace("SQLite")
        try place.refold("seed --events 100 --seed 5 --quiet")
        var numbers = SeededNumbers(1)
        for _ in 0..<60 {
            let follower = try place.follow()
            Thread.sleep(forTimeInterval: .random(in: 0..<0.04, using: &numbers))
            // Before the program handles signals, the system ends it.
            #expect([0, 128 + SIGTERM].contains(try place.end(follower)), "\(place.log)")
        }
    }

    @Test("lets a rebuild have its turn while events come", arguments: databases)
    func rebuild(database: String) throws {
        let place = try FollowingPlace(database)
        try place.refold("seed --events 20000 --seed 5 --quiet")
        let follower = try place.follow("payments --interval 10ms")
        try place.waitUntilCaughtUp()
        for turn in 0..<6 {
            try place.sandbox.write(RecordedPayments.commands(turn * 20..<(turn + 1) * 20), to: "commands.ndjson")
            try place.refold("ingest commands.ndjson --quiet > outcomes")
            // A pass of the follower may last longer than a rebuild waits for its lock.
            var tries = 0
            while try place.sandbox.run("refold rebuild payments --quiet \(place.store)").status == 75, tries < 20 { tries += 1 }
            #expect(tries < 20)
        }
        try place.waitUntilCaughtUp()
        let rows = try place.rows()
        #expect(rows.followed == rows.rebuilt)
        #expect(try place.end(follower) == 0, "\(place.log)")
    }

    @Test("reads definitions again that change, and keeps to the old ones while the new ones have faults")
    func definitions() throws {
        let place = try FollowingPlace("SQLite")
        try place.refold("seed --events 2000 --seed 5 --quiet")
        func declare(_ version: Int, _ reducer: String) throws {
            _ = try place.sandbox.run("mkdir -p Reports")
            let text = #"{name: "counts", version: \#(version), key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: \#(reducer)}}"#
            try place.sandbox.write([text], to: "Reports/counts.projection.json5")
        }
        try declare(1, "{n: {add: 1}}")
        let follower = try place.follow("--interval 20ms")
        try place.waitUntilCaughtUp("counts")
        try declare(2, "{n: {nothing: 1}}")
        try place.wait("the fault is told") { place.log.contains { $0.contains("not followed until they are right") } }
        try place.sandbox.write(RecordedPayments.commands(0..<20), to: "commands.ndjson")
        try place.refold("ingest commands.ndjson --quiet > outcomes")
        try place.waitUntilCaughtUp()
        try declare(2, "{n: {add: 2}}")
        try place.wait("the new version is served") { place.log.contains { $0.hasPrefix("counts: rebuilt") && $0.contains("generation 2") } }
        try place.waitUntilCaughtUp("counts")
        let told = place.log.count { $0.contains("not followed until they are right") }
        #expect(told == 1)
        #expect(try place.end(follower) == 0, "\(place.log)")
    }

    @Test("does not read definitions that are being written")
    func halfWritten() throws {
        let place = try FollowingPlace("SQLite")
        try place.refold("seed --events 200 --seed 5 --quiet")
        let text = #"{name: "counts", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: {add: 1}}}}"#
        _ = try place.sandbox.run("mkdir Reports; echo '\(text)' > Reports/counts.projection.json5")
        let follower = try place.follow("--interval 10ms")
        try place.waitUntilCaughtUp("counts")
        for version in 2...4 {
            let next = text.replacingOccurrences(of: "version: 1", with: "version: \(version)")
            _ = try place.sandbox.run("for part in '' '{name: \"counts\",' '\(next)'; do printf %s \"$part\" > Reports/counts.projection.json5; sleep 0.02; done")
            try place.wait("version \(version) is served") { place.log.contains { $0.hasPrefix("counts: rebuilt") && $0.contains("generation \(version)") } }
        }
        #expect(try place.end(follower) == 0)
        #expect(!place.log.contains { $0.contains("not followed until they are right") }, "\(place.log)")
    }

    @Test("keeps to the currencies that it knows while events.json5 states other decimals, says what to do, and reads them when it is started again")
    func currencies() throws {
        let place = try FollowingPlace("SQLite")
        _ = try place.sandbox.run("mkdir Reports")
        try place.sandbox.write(["{currencies: {BTC: 8}}"], to: "Reports/events.json5")
        try place.sandbox.write([#"{name: "p", version: 1, key: "@stream", columns: {currency: "text", a: {type: "money", currency: "currency"}}, on: {T: {currency: "BTC", a: "$.a"}}}"#], to: "Reports/p.projection.json5")
        try place.sandbox.write([#"{"id":"e","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"a":"1.5"}}"#], to: "x.ndjson")
        try place.refold("import x.ndjson --quiet")
        let follower = try place.follow("p --interval 20ms")
        try place.waitUntilCaughtUp("p")
        try place.sandbox.write(["{currencies: {BTC: 6}}"], to: "Reports/events.json5")
        try place.wait("the fault is told") {
            place.log.contains { $0.contains("state one number of decimals; a program that was running when they were changed must be started again") }
        }
        #expect(try place.end(follower) == 0, "\(place.log)")
        let next = try place.follow("p --interval 20ms")
        try place.wait("the amounts have six decimals") { try place.sandbox.run("refold export p \(place.store)").output.contains("1.500000\n") }
        #expect(try place.end(next) == 0, "\(place.log)")
    }

    @Test("builds nothing by definitions from which a currency was taken away that it still knows, says what to do, and does what they say when it is started again")
    func removedCurrency() throws {
        let place = try FollowingPlace("SQLite")
        func declare(_ version: Int) throws {
            try place.sandbox.write([#"{name: "p", version: \#(version), key: "@stream", columns: {currency: "text", a: {type: "money", currency: "currency"}}, on: {T: {currency: "$.c", a: "$.a"}}}"#], to: "Reports/p.projection.json5")
        }
        _ = try place.sandbox.run("mkdir Reports")
        try place.sandbox.write(["{currencies: {XAU: 4}}"], to: "Reports/events.json5")
        try declare(1)
        try place.sandbox.write([#"{"id":"e","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"c":"XAU","a":"1.5"}}"#], to: "x.ndjson")
        try place.refold("import x.ndjson --quiet")
        let follower = try place.follow("p --interval 20ms")
        try place.waitUntilCaughtUp("p")
        _ = try place.sandbox.run("rm Reports/events.json5")
        try place.wait("it is told") { place.log.contains { $0.contains("XAU is no longer stated") && $0.contains("must be started again") } }
        try declare(2)
        try place.sandbox.write([#"{"id":"f","stream":"t","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"c":"EUR","a":"2.00"}}"#], to: "y.ndjson")
        try place.refold("import y.ndjson --quiet")
        try place.wait("the version that it knows is followed") {
            try place.sandbox.run("refold export p --read-models sqlite:events.read-models.db \(place.store)").output.contains("t,EUR,2.00")
        }
        #expect(!place.log.contains { $0.contains("generation 2") }, "\(place.log)")
        #expect(try place.end(follower) == 0, "\(place.log)")
        let next = try place.follow("p --interval 20ms")
        try place.wait("the new version does not take XAU") { place.log.contains { $0.contains("p is left out") } }
        #expect(try place.end(next) == 0, "\(place.log)")
    }

    @Test("lists every projection that it follows in its summary, with what the last pass came to")
    func summary() throws {
        let place = try FollowingPlace("SQLite")
        _ = try place.sandbox.run("mkdir Reports")
        for name in ["bad", "good"] {
            let value = name == "bad" ? "$.word" : "$.a"
            try place.sandbox.write([#"{name: "\#(name)", version: 1, key: "@stream", columns: {a: "integer"}, on: {T: {a: "\#(value)"}}}"#], to: "Reports/\(name).projection.json5")
        }
        try place.sandbox.write([#"{"id":"e","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"a":1,"word":"x"}}"#], to: "x.ndjson")
        try place.refold("import x.ndjson --quiet")
        let run = try place.sandbox.run(
            """
            refold catch-up --follow bad good --interval 20ms --json \(place.store) > summary 2> said & run=$!
            for i in $(seq 1200); do grep -q 'bad is left out' said && break; sleep 0.1; done; kill $run; wait $run; status=$?; cat summary; exit $status
            """)
        #expect(run.status == 0, "\(run.error)")
        let summary = try JSONDecoder().decode(Summary.self, from: Data(run.output.utf8))
        #expect(summary.projections.map(\.projection) == ["bad", "good"])
        #expect(summary.projections.map(\.status) == [1, 0])
        #expect(summary.projections.first?.error?.contains("column") == true, "\(run.output)")
        #expect(summary.projections.first?.action == "failed")
        #expect(summary.projections.last?.events == 1)
    }

    private struct Summary: Decodable {
        struct Own: Decodable {
            var projection: String
            var status: Int
            var error: String?
            var action: String
            var events: Int?
        }
        var projections: [Own]
    }

    @Test("outlives the file of its store, says so once, and goes on with what is put in its place", arguments: ["mv away/events.db* .", "cp events.copy events.db"])
    func lostFile(cure: String) throws {
        let place = try FollowingPlace("SQLite")
        try place.refold("seed --events 2000 --seed 5 --quiet")
        let follower = try place.follow("payments --interval 20ms")
        try place.waitUntilCaughtUp()
        let said = "put it back, or make sure of the one that is there now: it is opened as soon as it is there"
        #expect(try place.sandbox.run("refold events --format ndjson --store sqlite:events.db > events.ndjson; mkdir away; mv events.db* away").status == 0)
        try place.wait("the loss is told") { place.log.contains { $0.contains(said) } }
        #expect(try place.sandbox.run("refold import events.ndjson --store sqlite:events.copy --quiet && \(cure)").status == 0)
        try place.sandbox.write(RecordedPayments.commands(0..<20), to: "commands.ndjson")
        try place.refold("ingest commands.ndjson --quiet > outcomes")
        try place.waitUntilCaughtUp()
        let rows = try place.rows()
        #expect(rows.followed == rows.rebuilt)
        #expect(try place.end(follower) == 0, "\(place.log)")
        #expect(place.log.count { $0.contains(said) } == 1, "\(place.log)")
    }

    @Test("ends with 5 when the zone data that it goes by were updated, and says so")
    func zoneData() throws {
        let place = try FollowingPlace("SQLite")
        try place.refold("seed --events 200 --seed 5 --quiet")
        let copied = try place.sandbox.run("mkdir zones && cp -L /usr/share/zoneinfo/UTC /usr/share/zoneinfo/tzdata.zi zones && sed -i '1s/.*/# version 2098a/' zones/tzdata.zi")
        try #require(copied.status == 0, "\(copied.error)")
        let follower = try place.follow(environment: "TZDIR=zones")
        try place.waitUntilCaughtUp()
        #expect(place.status(of: follower) == nil)
        _ = try place.sandbox.run("sed -i '1s/.*/# version 2098b/' zones/tzdata.zi")
        try place.wait("it has ended") { place.status(of: follower) != nil }
        #expect(place.status(of: follower) == 5)
        let told = "the zone data changed from 2098a to 2098b while they were followed"
        #expect(place.log.contains { $0.contains(told) && $0.contains("run the same command again") }, "\(place.log)")
    }

    @Test("outlives its server, says so once, and goes on")
    func serverLoss() throws {
        let cluster = try PostgresCluster()
        let place = try FollowingPlace(uri: cluster.newDatabase())
        try place.refold("seed --events 2000 --seed 5 --quiet")
        let follower = try place.follow("payments --interval 20ms")
        try place.waitUntilCaughtUp()
        for (turn, mode) in ["fast", "immediate"].enumerated() {
            try cluster.stop(mode)
            try place.wait("the loss is told") { place.log.count { $0.contains("tried again and again") } == turn + 1 }
            Thread.sleep(forTimeInterval: 0.3)
            try cluster.start()
            try place.sandbox.write(RecordedPayments.commands(turn * 20..<(turn + 1) * 20), to: "commands.ndjson")
            try place.refold("ingest commands.ndjson --quiet > outcomes")
            try place.waitUntilCaughtUp()
        }
        let rows = try place.rows()
        #expect(rows.followed == rows.rebuilt)
        #expect(place.status(of: follower) == nil)
        #expect(try place.end(follower) == 0)
        #expect(place.log.count { $0.contains("tried again and again") } == 2, "\(place.log)")
    }
}
