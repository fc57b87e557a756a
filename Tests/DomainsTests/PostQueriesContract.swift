import RefoldCore
import RefoldPosts
import RefoldQueries
import RefoldStores
@testable import RefoldTesting

/// The checks of ``PostQueries``: `@Test(arguments: PostQueriesContract.checks)`.
enum PostQueriesContract {
    typealias Check = QueriesCheck<any PostQueries>

    /// The shape of `posts`.
    static let schema = Projection.posts.schema

    static let checks: [Check] = [
        Check("A post is found by its id, with all fields") { store, queries in
            var random = SeededNumbers(6)
            let posts = posts(30, &random)
            try serve(posts, in: store, at: 4)
            for post in posts { try expect(queries.post(post.header.id).value, post, "post") }
            try expect(queries.post("nothing").value, nil, "no post")
            try expect(queries.post("nothing").revision.position, 4, "position")
        },
        Check("Lists return headers in their orders, in pages of any size") { store, queries in
            var random = SeededNumbers(7)
            let posts = posts(60, &random)
            try serve(posts, in: store)
            let latest = posts.sorted { isLater($0, $1) }
            try PageLaws.check(latest.map(\.header), "last") { try queries.last($0) }
            let best = posts.sorted { $0.header.score == $1.header.score ? isLater($0, $1) : $0.header.score > $1.header.score }
            try PageLaws.check(best.map(\.header), "top") { try queries.top($0) }
            for user in ["u1", "u2", "nobody"] {
                try PageLaws.check(latest.filter { $0.user == user }.map(\.header), "by \(user)") { try queries.posts(by: user, $0) }
            }
        },
        Check("Cursors of one list are refused by the others, and so are pages of other sizes") { store, queries in
            var random = SeededNumbers(8)
            try serve(posts(60, &random), in: store)
            let cursors = [
                try queries.last(PageRequest(limit: 1)).value.next, try queries.top(PageRequest(limit: 1)).value.next,
                try queries.posts(by: "u1", PageRequest(limit: 1)).value.next, try queries.posts(by: "u2", PageRequest(limit: 1)).value.next,
            ].compactMap(\.self)
            try expect(cursors.count, 4, "cursors")
            try PageLaws.checkRefusals([cursors[1], cursors[2]], "last") { try queries.last($0) }
            try PageLaws.checkRefusals([cursors[0], cursors[2]], "top") { try queries.top($0) }
            try PageLaws.checkRefusals([cursors[0], cursors[1], cursors[3]], "by user") { try queries.posts(by: "u1", $0) }
        },
        Check("Answers follow what is served, and carry its revision") { store, queries in
            try expect(ReadModelReaderContract.failure { _ = try queries.last(PageRequest()) }.faults[0].remedy, "run refold rebuild posts", "remedy")
            var random = SeededNumbers(9)
            var posts = posts(5, &random)
            let served = try serve(posts, in: store, at: 5)
            try expect(queries.last(PageRequest()).revision, ReadModelRevision(generation: served.number, position: 5, updatedAt: served.updatedAt), "revision")
            posts[0].header.score = 1000
            posts[0].votesUp = 1000
            try ServedRows.replace([row(posts[0])], of: served, in: store, at: 6)
            try expect(queries.top(PageRequest(limit: 1)).value.items, [posts[0].header], "after a catch-up")
            try expect(queries.post(posts[0].header.id).value, posts[0], "post after a catch-up")
            try serve([], in: store, at: 7)
            try expect(queries.post(posts[0].header.id).value, nil, "after a rebuild without it")
            try expect(queries.top(PageRequest()).value.items, [], "list after a rebuild without it")
        },
    ]

    private static func isLater(_ a: PostRecord, _ b: PostRecord) -> Bool {
        a.header.publishedAt == b.header.publishedAt
            ? b.header.id.utf8.lexicographicallyPrecedes(a.header.id.utf8) : a.header.publishedAt > b.header.publishedAt
    }

    @discardableResult
    static func serve(_ posts: [PostRecord], in store: any ReadModelStore, at position: Position = 1) throws -> Generation {
        try ServedRows.serve(posts.map(row), of: schema, in: store, at: position)
    }

    static func row(_ post: PostRecord) -> [QueryRows.Cell] {
        QueryRows.row(schema, [
            "id": .text(post.header.id), "title": .text(post.header.title), "user_id": .text(post.user),
            "published_at": QueryRows.time(post.header.publishedAt),
            "edited_at": QueryRows.time(post.editedAt), "score": .units(post.header.score), "votes_up": .units(post.votesUp),
            "votes_down": .units(post.votesDown), "body": .text(post.body),
        ])
    }

    static func posts(_ count: Int, _ random: inout SeededNumbers) -> [PostRecord] {
        (0..<count).map { number in
            let (up, down) = (Int64.random(in: 0...4, using: &random), Int64.random(in: 0...4, using: &random))
            let header = PostHeader(id: "post-\(random.name())\(number)", title: random.name(), publishedAt: random.time(), score: up - down)
            let body = String(repeating: random.name(), count: .random(in: 0...3000, using: &random))
            let user = ["u1", "u2", "é"].randomElement(using: &random) ?? ""
            var post = PostRecord(header: header, user: user, body: body, votesUp: up, votesDown: down)
            if Bool.random(using: &random) { post.editedAt = random.time() }
            return post
        }
    }
}
