import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of posts on the served read model `posts`.
public struct StoredPostQueries: PostQueries {
    private let reader: any ReadModelReader

    public init(_ reader: any ReadModelReader) { self.reader = reader }

    private static let model = "posts"

    /// The columns of a list: never the body.
    private static let header = [
        ColumnSchema("id", .text), ColumnSchema("title", .text), ColumnSchema("published_at", .timestamp), ColumnSchema("score", .integer),
    ]

    static let byID = RowSelection(
        header + [
            ColumnSchema("user_id", .text), ColumnSchema("body", .text), ColumnSchema("votes_up", .integer), ColumnSchema("votes_down", .integer),
            ColumnSchema("edited_at", .timestamp),
        ], of: model, equal: ["id"])

    static let byTime = RowSelection(header, of: model, order: ["published_at", "id"], descends: true)
    static let byScore = RowSelection(header, of: model, order: ["score", "published_at", "id"], descends: true)
    static let ofUser = RowSelection(header, of: model, equal: ["user_id"], order: ["published_at", "id"], descends: true)

    private static let last = StoredList(byTime) { rows, row throws(RefoldError) in try header(rows, row) }
    private static let top = StoredList(byScore) { rows, row throws(RefoldError) in try header(rows, row) }
    private static let user = StoredList(ofUser) { rows, row throws(RefoldError) in try header(rows, row) }

    public func post(_ id: String) throws(RefoldError) -> Answer<PostRecord?> {
        try reader.rows(Self.byID, [.text(id)], limit: 1, offset: 0).map { rows throws(RefoldError) in
            guard rows.count > 0 else { return nil }
            var reading = RowReading(0, of: rows, in: Self.model)
            let header = try Self.header(&reading)
            let (user, body) = (reading.text(), reading.text())
            var post = PostRecord(
                header: header, user: try reading.require(user, "user_id"), body: try reading.require(body, "body"),
                votesUp: reading.integer() ?? 0, votesDown: reading.integer() ?? 0)
            post.editedAt = reading.time()
            return post
        }
    }

    public func last(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try Self.last.page(page, of: "posts last", from: reader)
    }

    public func top(_ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try Self.top.page(page, of: "posts top", from: reader)
    }

    public func posts(by user: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PostHeader>> {
        try Self.user.page(page, of: "posts by \(user)", [.text(user)], from: reader)
    }

    private static func header(_ rows: RowBlock, _ row: Int) throws(RefoldError) -> PostHeader {
        var reading = RowReading(row, of: rows, in: model)
        return try header(&reading)
    }

    private static func header(_ reading: inout RowReading) throws(RefoldError) -> PostHeader {
        let (id, title, publishedAt, score) = (reading.text(), reading.text(), reading.time(), reading.integer())
        return PostHeader(
            id: try reading.require(id, "id"), title: try reading.require(title, "title"),
            publishedAt: try reading.require(publishedAt, "published_at"), score: score ?? 0)
    }
}
