import RefoldCore
import RefoldEngine
import RefoldPosts
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing

@Suite("The read models of posts and accesses do not depend on how the fold is divided")
struct DomainFoldTests {
    private typealias Cell = MemoryReadModelStore.Cell

    /// Events in any order, even impossible ones: edits before the post, votes after its deletion, a second publication.
    private static func events(_ count: Int, seed: UInt64) -> [StoredEvent] {
        var random = SeededNumbers(seed)
        var versions: [String: Int64] = [:]
        return (0..<count).map { number in
            let isPost = Bool.random(using: &random)
            let types = isPost ? PostEvent.TypeName.all : UserAccessEvent.Kind.allCases.map(\.rawValue)
            let type = types[Int.random(in: 0..<types.count, using: &random)]
            let stream = (isPost ? "post-" : "access-") + String(Int.random(in: 0..<max(1, count / 8), using: &random))
            versions[stream, default: 0] += 1
            let data =
                switch Int.random(in: 0..<4, using: &random) {
                case 0: #"{"title":"T\#(number)","by":"u\#(number % 7)","reason":"r"}"#
                case 1: #"{"title":null,"body":"B\#(number)","by":"u\#(number % 7)"}"#
                default: #"{"title":"T\#(number)","body":"B\#(number)","by":"u\#(number % 7)","reason":"r\#(number)"}"#
                }
            let time = Timestamp(microseconds: Int64(number) * 1_000_000) ?? .first
            return StoredEvent(
                position: Int64(number + 1), stream: stream, version: versions[stream, default: 0],
                event: NewEvent(id: "e\(number)", type: type, data: data, occurredAt: time, recordedAt: time))
        }
    }

    @Test("Rebuilt at once or caught up in steps, the rows are those of the reference fold", arguments: Cutting.all)
    func rows(cutting: Cutting) throws {
        let events = Self.events(1500, seed: 31)
        let projections: [Projection] = [.posts, .userAccess]
        let atOnce = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: atOnce, options: cutting.options).rebuild(projections)
        #expect(atOnce.servedRows(of: "posts") == (try Self.posts(events)))
        #expect(atOnce.servedRows(of: "user_access") == (try Self.accesses(events)))
        let later = MemoryReadModelStore()
        for end in [40, 700, 1490, 1500] {
            let known = MemoryEventStore(Array(events.prefix(end)))
            _ = try FoldRun(events: known, readModels: later, options: cutting.options).catchUp(projections)
            #expect(later.servedRows(of: "posts") == (try Self.posts(events.prefix(end))))
            #expect(later.servedRows(of: "user_access") == (try Self.accesses(events.prefix(end))))
        }
    }

    /// The text of a member of the data, found by plain search: the data above has no escapes.
    private static func text(_ key: String, _ stored: StoredEvent) -> String? {
        guard let start = stored.event.data.firstRange(of: "\"\(key)\":\"")?.upperBound else { return nil }
        return stored.event.data[start...].prefix { $0 != "\"" }.description
    }

    private static func cell(_ text: String?) -> Cell { text.map { .text($0) } ?? .null }

    private struct PlainPost {
        var title: String?, user: String?, publishedAt: Int64 = 0, editedAt: Int64?, up: Int64 = 0, down: Int64 = 0, body: String?
    }

    private static func posts(_ events: some Sequence<StoredEvent>) throws -> [[UInt8]: [Cell]] {
        var rows: [String: PlainPost] = [:]
        for stored in events {
            guard let post = Post.post(ofStream: stored.stream) else { continue }
            let time = stored.event.occurredAt.microseconds
            switch stored.event.type {
            case "PostPublished":
                var row = rows[post] ?? PlainPost()
                (row.title, row.body, row.user, row.publishedAt) = (text("title", stored), text("body", stored), text("by", stored), time)
                rows[post] = row
            case "PostEdited":
                if let title = text("title", stored) { rows[post]?.title = title }
                if let body = text("body", stored) { rows[post]?.body = body }
                rows[post]?.editedAt = time
            case "PostVotedUp": rows[post]?.up += 1
            case "PostVotedDown": rows[post]?.down += 1
            default: rows[post] = nil
            }
        }
        let cells = rows.map { post, row -> ([UInt8], [Cell]) in
            (
                Array(post.utf8),
                [
                    cell(row.title), cell(row.user), .units(row.publishedAt), row.editedAt.map { .units($0) } ?? .null, .units(row.up - row.down),
                    .units(row.up), .units(row.down), cell(row.body),
                ]
            )
        }
        return Dictionary(uniqueKeysWithValues: cells)
    }

    /// The rows according to the aggregates.
    private static func accesses(_ events: some Sequence<StoredEvent>) throws -> [[UInt8]: [Cell]] {
        var accesses: [String: UserAccess] = [:]
        for stored in events {
            guard let user = UserAccess.user(ofStream: stored.stream) else { continue }
            try accesses[user, default: UserAccess(user: user)].apply(stored)
        }
        let cells = accesses.map { user, access -> ([UInt8], [Cell]) in
            func time(_ time: Timestamp?) -> Cell { time.map { .units($0.microseconds) } ?? .null }
            return (
                Array(user.utf8),
                [
                    time(access.grantedAt), cell(access.grantedBy), time(access.suspendedAt), cell(access.suspendedBy),
                    cell(access.suspensionReason), .units(access.version),
                ]
            )
        }
        return Dictionary(uniqueKeysWithValues: cells)
    }
}
