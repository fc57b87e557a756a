import RefoldJSON
import RefoldQueries
import RefoldValues

extension QueryForm {
    static let post = QueryForm("posts get", of: "posts", takes: [.id]) { asked, reader throws(RefoldError) in
        .record("post", asked.id, try StoredPostQueries(reader).post(asked.id))
    }

    static let lastPosts = QueryForm("posts last", of: "posts", takes: [.page]) { asked, reader throws(RefoldError) in
        .page("posts", try StoredPostQueries(reader).last(asked.page))
    }

    static let topPosts = QueryForm(
        "posts top", of: "posts", takes: [.page], beginsWith: "the highest score"
    ) { asked, reader throws(RefoldError) in
        .page("posts", try StoredPostQueries(reader).top(asked.page))
    }

    static let postsByUser = QueryForm("posts by-user", of: "posts", takes: [.id, .page]) { asked, reader throws(RefoldError) in
        .page("posts", try StoredPostQueries(reader).posts(by: asked.id, asked.page))
    }
}

extension PostHeader: ShownRecord {
    public static let columns: [ShownColumn] = ["id", "title", "published_at", .number("score")]

    public var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("title", .text(title)), JSONField("published_at", .text(publishedAt.description)),
            JSONField("score", .integer(score)),
        ]
    }
}

extension PostRecord: ShownRecord {
    public static let columns = PostHeader.columns

    public var fields: [JSONField] {
        header.fields + [
            JSONField("user_id", .text(user)), JSONField("body", .text(body)), JSONField("votes_up", .integer(votesUp)),
            JSONField("votes_down", .integer(votesDown)), JSONField("edited_at", .text(editedAt?.description)),
        ]
    }
}
