import Foundation
import RefoldCommands
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldPosts
import RefoldQueries
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("A follower beside the event bus")
struct FollowerBusTests {
    /// An empty store with read models.
    private func with(_ kind: String, _ body: (any EventStore, any ReadModelStore, any ReadModelReader) throws -> Void) throws {
        if kind == "PostgreSQL" {
            let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
            return try body(
                PostgresEventStore(location, access: .creating), PostgresReadModelStore(location, now: Timestamp.now), PostgresReadModelReader(location))
        }
        try withFolder { folder in
            try body(
                SQLiteEventStore(path: folder + "/events.db", access: .creating), SQLiteReadModelStore(path: folder + "/rows.db", now: Timestamp.now),
                SQLiteReadModelReader(path: folder + "/rows.db"))
        }
    }

    @Test("has what a command changed in the answers of cached queries without anybody calling anything", arguments: WriteSidePlace.all)
    func posts(kind: String) throws {
        try with(kind) { events, readModels, reader in
            let bus = EventBus()
            let commands = CommandBus(events, publishingTo: bus)
            let queries = CachedPostQueries(StoredPostQueries(reader), bus: bus, revision: reader.revision)
            var options = FollowOptions()
            // Only the bus wakes it in time.
            options.interval = .seconds(3600)
            let follower = Follower(
                [.posts], events: events, readModels: readModels, folding: FoldOptions(temporaryFolder: NSTemporaryDirectory()), options: options
            ) { notice in
                if case .failed(_, let error, _) = notice { Issue.record(error) }
                if case .lost(let error) = notice { Issue.record(error) }
            }
            let wakes = bus.subscription(waking: follower.signal)
            follower.start()
            defer { follower.stop() }
            for number in 0..<10 {
                let post = "post \(number)"
                let publish = PostRequest(post: post, command: .publish(title: "Title", body: "Body", by: "ana"))
                _ = try commands.dispatch(publish, id: "publish \(number)")
                try wait("the post is there") { (try? queries.post(post).value) != nil }
                #expect(try queries.last(PageRequest(limit: 5)).value.items.map(\.id) == [post])
                _ = try commands.dispatch(PostRequest(post: post, command: .delete(by: "ana")), id: "delete \(number)")
                try wait("the post is gone") { try queries.post(post).value == nil && queries.last(PageRequest(limit: 5)).value.items.isEmpty }
            }
            withExtendedLifetime(wakes) {}
        }
    }

    private func wait(_ what: String, until isReached: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(60)
        while try !isReached() {
            try #require(ContinuousClock.now < end, "it never came to this: \(what)")
            Thread.sleep(forTimeInterval: 0.001)
        }
    }
}
