import RefoldCore
import RefoldPosts
import RefoldTesting
import RefoldUserAccess
import Testing

@Suite("The read model of accesses")
struct UserAccessProjectionTests {
    @Test("There is one row per user with the present state; reactivation clears the suspension")
    func rows() throws {
        let granted = ProjectionScenario(.userAccess)
            .given("UserAccessGranted", stream: "access-u1", #"{"user_id":"u1","by":"admin"}"#)
            .given("UserAccessSuspended", stream: "access-u1", #"{"user_id":"u1","reason":"left","by":"boss"}"#, at: "2024-03-02T00:00:00Z")
            .given("UserAccessGranted", stream: "access-u2", #"{"user_id":"u2","by":"admin"}"#, at: "2024-03-03T00:00:00Z")
        let u2 = ["user_id": "u2", "granted_at": "2024-03-03T00:00:00Z", "granted_by": "admin", "version": "1"]
        #expect(
            try granted.rows() == [
                [
                    "user_id": "u1", "granted_at": "2024-03-01T09:30:00Z", "granted_by": "admin", "suspended_at": "2024-03-02T00:00:00Z",
                    "suspended_by": "boss", "suspension_reason": "left", "version": "2",
                ], u2,
            ])
        #expect(
            try granted.given("UserAccessReactivated", stream: "access-u1", #"{"user_id":"u1","by":"boss"}"#).rows() == [
                ["user_id": "u1", "granted_at": "2024-03-01T09:30:00Z", "granted_by": "admin", "version": "3"], u2,
            ])
    }

    @Test("The rows are those of the aggregates, even for events in an order that was never decided", arguments: 1...12 as ClosedRange<UInt64>)
    func twin(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var scenario = ProjectionScenario(.userAccess)
        var accesses: [String: UserAccess] = [:]
        var versions: [String: Int64] = [:]
        for number in 1...60 {
            let user = "u\(UInt.random(in: 0..<6, using: &random))"
            let kind = UserAccessEvent.Kind.allCases.randomElement(using: &random) ?? .granted
            let data = ["{}", #"{"by":3,"reason":true}"#, "{\"by\":\"b\(number)\",\"reason\":\"r\\n\(number)\"}"].randomElement(using: &random) ?? "{}"
            versions[user, default: 0] += 1
            let stored = RecordedEvents.stored(kind.rawValue, data, stream: UserAccess.stream(of: user), version: versions[user] ?? 0)
            scenario = scenario.given(kind.rawValue, stream: stored.stream, data, at: stored.event.occurredAt.description)
            try accesses[user, default: UserAccess(user: user)].apply(stored)
        }
        #expect(try scenario.rows() == accesses.values.sorted { $0.user < $1.user }.map(Self.row))
    }

    private static func row(_ access: UserAccess) -> [String: String] {
        let cells: [String: String?] = [
            "user_id": access.user, "granted_at": access.grantedAt?.description, "granted_by": access.grantedBy,
            "suspended_at": access.suspendedAt?.description, "suspended_by": access.suspendedBy,
            "suspension_reason": access.suspensionReason, "version": String(access.version),
        ]
        return cells.compactMapValues { $0 }
    }

    @Test("The table has the contract's columns")
    func schema() {
        let schema = Projection.userAccess.schema
        #expect(schema.columns.map(\.name) == ["granted_at", "granted_by", "suspended_at", "suspended_by", "suspension_reason", "version"])
        #expect(schema.indexes == [["suspended_at", "user_id"]])
    }
}

@Suite("The read model of posts")
struct PostsProjectionTests {
    private let published = ProjectionScenario(.posts)
        .given("PostPublished", stream: "post-1", #"{"post_id":"1","title":"T","body":"B","by":"ana"}"#)

    private func row(_ changes: [String: String] = [:]) -> [String: String] {
        let row = [
            "id": "1", "title": "T", "user_id": "ana", "published_at": "2024-03-01T09:30:00Z", "score": "0", "votes_up": "0",
            "votes_down": "0", "body": "B",
        ]
        return row.merging(changes) { $1 }
    }

    @Test("A post is published, edited in part and voted on")
    func life() throws {
        #expect(try published.rows() == [row()])
        let edited = published
            .given("PostEdited", stream: "post-1", #"{"post_id":"1","title":"T2","by":"ana"}"#, at: "2024-03-02T00:00:00Z")
        #expect(try edited.rows() == [row(["title": "T2", "edited_at": "2024-03-02T00:00:00Z"])])
        #expect(
            try edited.given("PostEdited", stream: "post-1", #"{"post_id":"1","title":null,"body":"B2","by":"cem"}"#, at: "2024-03-03T00:00:00Z")
                .rows() == [row(["title": "T2", "body": "B2", "edited_at": "2024-03-03T00:00:00Z"])])
        let voted = published.given("PostVotedDown", stream: "post-1").given("PostVotedDown", stream: "post-1").given("PostVotedUp", stream: "post-1")
        #expect(try voted.rows() == [row(["score": "-1", "votes_up": "1", "votes_down": "2"])])
    }

    @Test("A deleted post is gone, and no later event restores a part of its row")
    func deleted() throws {
        let other = published.given("PostPublished", stream: "post-2", #"{"title":"O","body":"P","by":"ben"}"#)
        let deleted = other.given("PostDeleted", stream: "post-1", #"{"post_id":"1","by":"ana"}"#)
        let rest = try deleted.rows()
        #expect(rest.map { $0["id"] } == ["2"])
        var later = deleted
        for type in ["PostEdited", "PostVotedUp", "PostVotedDown", "PostDeleted"] {
            later = later.given(type, stream: "post-1", #"{"title":"T3","by":"x"}"#)
            #expect(try later.rows() == rest)
        }
    }

    @Test("Without a post, edits, votes and deletions have no effect", arguments: ["PostEdited", "PostVotedUp", "PostVotedDown", "PostDeleted"])
    func nothing(type: String) throws {
        #expect(try ProjectionScenario(.posts).given(type, stream: "post-1", #"{"title":"T","by":"x"}"#).rows() == [])
    }

    @Test("The table has the contract's columns, the body last")
    func schema() {
        let schema = Projection.posts.schema
        #expect(
            schema.columns.map(\.name) == ["title", "user_id", "published_at", "edited_at", "score", "votes_up", "votes_down", "body"])
        #expect(schema.indexes == [["published_at", "id"], ["score", "published_at", "id"], ["user_id", "published_at", "id"]])
    }
}
