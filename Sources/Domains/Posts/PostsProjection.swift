import RefoldCore

extension Projection {
    /// The read model `posts`: one row per post that is published and not deleted. The body is the last column, so that lists need not read
    /// it.
    public static let posts = Projection("posts", version: 1, key: "id", streamPrefix: Post.streamPrefix) { p in
        let title = p.column("title", .text), user = p.column("user_id", .text)
        let publishedAt = p.column("published_at", .timestamp), editedAt = p.column("edited_at", .timestamp)
        let score = p.column("score", .integer), up = p.column("votes_up", .integer), down = p.column("votes_down", .integer)
        let body = p.column("body", .text)
        p.index("published_at", "id")
        p.index("score", "published_at", "id")
        p.index("user_id", "published_at", "id")

        p.optional(PostEvent.TypeName.edited, PostEvent.TypeName.votedUp, PostEvent.TypeName.votedDown, PostEvent.TypeName.deleted, "edited_at")
        let itsTitle = p.field("title"), itsBody = p.field("body"), by = p.field("by")

        p.on(PostEvent.TypeName.published) { event, row throws(FoldError) in
            try row.set(title, from: event, itsTitle)
            try row.set(body, from: event, itsBody)
            try row.set(user, from: event, by)
            row.set(publishedAt, to: event.head.occurredAt.microseconds)
            for counter in [score, up, down] where row.isNull(counter) { row.set(counter, to: 0) }
        }
        p.onExisting(PostEvent.TypeName.edited) { event, row throws(FoldError) in
            if !event[itsTitle].isNull { try row.set(title, from: event, itsTitle) }
            if !event[itsBody].isNull { try row.set(body, from: event, itsBody) }
            row.set(editedAt, to: event.head.occurredAt.microseconds)
        }
        // One vote per event: 64 bits cannot overflow.
        p.onExisting(PostEvent.TypeName.votedUp) { _, row throws(FoldError) in
            row.set(up, to: row.integer(up) &+ 1)
            row.set(score, to: row.integer(score) &+ 1)
        }
        p.onExisting(PostEvent.TypeName.votedDown) { _, row throws(FoldError) in
            row.set(down, to: row.integer(down) &+ 1)
            row.set(score, to: row.integer(score) &- 1)
        }
        p.onExisting(PostEvent.TypeName.deleted) { _, row throws(FoldError) in row.delete() }
    }
}
