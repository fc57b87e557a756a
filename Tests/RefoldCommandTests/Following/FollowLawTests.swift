import Foundation
import RefoldTesting
import Testing

/// Two followers, commands, imports, rebuilds and catch-ups beside each other, some of them killed: whatever their order, the followed rows
/// come to be those of a rebuild, without anybody doing anything but following.
@Suite("Whatever happens beside it, a followed read model comes to the rows of a rebuild")
struct FollowLawTests {
    private static let worlds: [(database: String, seed: UInt64)] = [("SQLite", 1), ("SQLite", 2), ("SQLite", 3), ("PostgreSQL", 4), ("PostgreSQL", 5), ("PostgreSQL", 6)]
    private static let steps = 30
    /// One that has just been started may not handle signals yet.
    private static let ends: Set<Int32> = [0, 5, 128 + SIGTERM]

    @Test("in a random order of commands, rebuilds, kills and signals", arguments: worlds)
    func law(database: String, seed: UInt64) throws {
        var numbers = SeededNumbers(seed)
        let place = try FollowingPlace(database)
        // On a slow machine a run is killed later.
        let pace = try max(1, ContinuousClock().measure { try place.refold("seed --events 3000 --seed \(seed) --quiet") } / .milliseconds(200))
        var followers: [FollowingPlace.Follower?] = [try place.follow(), nil]
        var next = 0
        for _ in 0..<Self.steps {
            let (one, delay) = (Int.random(in: 0...1, using: &numbers), Double.random(in: 0.01..<0.3, using: &numbers) * pace)
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0...2:
                let payments = next..<next + Int.random(in: 1...40, using: &numbers)
                next = payments.upperBound
                try place.sandbox.write(RecordedPayments.commands(payments), to: "commands.ndjson")
                try place.refold("ingest commands.ndjson --quiet > outcomes")
            case 3:
                if let follower = followers[one] {
                    #expect(try place.end(follower, by: SIGKILL) == 128 + SIGKILL)
                    followers[one] = nil
                } else {
                    followers[one] = try place.follow()
                }
            case 4:
                guard let follower = followers[one] else { break }
                let status = try place.end(follower)
                #expect(Self.ends.contains(status), "\(place.log)")
                followers[one] = nil
            case 5:
                try place.refold("rebuild payments --quiet", status: [0, 75])
            case 6:
                let run = try place.sandbox.run("timeout --foreground --preserve-status -s KILL \(delay) refold rebuild payments --save-every 0s --quiet \(place.store); exit $?")
                #expect([0, 75, 137].contains(run.status), "\(run.error)")
            default:
                try place.refold("catch-up payments --quiet", status: [0, 75])
            }
        }
        if followers.allSatisfy({ $0 == nil }) { followers[0] = try place.follow() }
        try place.waitUntilCaughtUp()
        let rows = try place.rows()
        #expect(rows.followed == rows.rebuilt, "seed \(seed)")
        for follower in followers.compactMap({ $0 }) { #expect(try Self.ends.contains(place.end(follower)), "\(place.log)") }
    }
}
