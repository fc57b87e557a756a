import RefoldJSON
import RefoldQueries
import RefoldStores

/// The answer to a ``Question``, ready for output.
struct Reply {
    /// The revision of the read model that was read.
    let revision: ReadModelRevision
    /// For a person.
    let table: TextTable
    /// For programs.
    let data: JSONField
    /// The cursor of the next part of a list; nil at its end, and for other answers.
    let next: PageCursor?
    let isPage: Bool
    /// What was looked up but does not exist.
    let missing: String?

    init(_ reply: QueryReply) {
        (revision, next, isPage) = (reply.revision, reply.next, reply.isPage)
        switch reply.content {
        case .record(let fields, let id):
            var table = TextTable([.init("field"), .init("value")])
            for field in fields ?? [] { table.add([field.name, field.value.plain]) }
            self.table = table
            data = JSONField(reply.name, fields.map(JSONValue.object) ?? .null)
            missing = fields == nil ? "there is no \(reply.name) \"\(id)\"" : nil
        case .records(let records, let columns):
            var table = TextTable(columns.map { .init($0.name, isNumber: $0.isNumber) })
            for fields in records { table.add(columns.map { column in fields.first { $0.name == column.name }?.value.plain ?? "" }) }
            self.table = table
            data = JSONField(reply.name, .list(records.map(JSONValue.object)))
            missing = nil
        }
    }
}
