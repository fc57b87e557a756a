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
            #expect([0, 5, 128 + SIGTERM].contains(try place.end(follower)), "\(place.log)")
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
            try place.refold("rebuild payments --quiet")
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
