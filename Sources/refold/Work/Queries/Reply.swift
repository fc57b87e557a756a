import RefoldCore
import RefoldDomains
import RefoldDomainStores

/// The answer to a ``Question``, ready to be shown.
struct Reply {
    /// The read model, and the state of it that was read.
    let model: String
    let mark: ReadMark
    /// For a person.
    let table: TextTable
    /// For programs.
    let data: JSONField
    /// What follows a part of a list; nil at its end, and for what is no list.
    let next: PageCursor?
    let isList: Bool
    /// What was looked for and is not there.
    let missing: String?
}

extension Question {
    /// Asks the read models once.
    func ask(_ reader: any ReadModelReader) throws(RefoldError) -> Reply {
        let payments = StoredPaymentQueries(reader), accesses = StoredUserAccessQueries(reader), posts = StoredPostQueries(reader)
        switch subject {
        case .payment(let id):
            return one("payment", id, try payments.payment(id))
        case .payments(let organization, let page):
            return list("payments", try payments.payments(of: organization, page))
        case .analytics(let organization, let days):
            let answer = try payments.analytics(of: organization, in: days)
            return Reply(
                model: model, mark: answer.mark, table: PaymentFigures.table(answer.value),
                data: JSONField("figures", .list(answer.value.map(\.object))), next: nil, isList: false, missing: nil)
        case .access(let user):
            return one("access", user, try accesses.access(of: user))
        case .suspended(let page):
            return list("accesses", try accesses.suspended(page))
        case .post(let id):
            return one("post", id, try posts.post(id))
        case .lastPosts(let page):
            return list("posts", try posts.last(page))
        case .topPosts(let page):
            return list("posts", try posts.top(page))
        case .posts(let user, let page):
            return list("posts", try posts.posts(by: user, page))
        }
    }

    private func one<Record: Shown>(_ name: String, _ id: String, _ answer: Answer<Record?>) -> Reply {
        var table = TextTable([.init("field"), .init("value")])
        for field in answer.value?.fields ?? [] { table.add([field.name, field.value.plain]) }
        return Reply(
            model: model, mark: answer.mark, table: table, data: JSONField(name, answer.value?.object ?? .null), next: nil, isList: false,
            missing: answer.value == nil ? "there is no \(name) \"\(id)\"" : nil)
    }

    private func list<Record: Shown>(_ name: String, _ answer: Answer<Page<Record>>) -> Reply {
        Reply(
            model: model, mark: answer.mark, table: Record.table(answer.value.items),
            data: JSONField(name, .list(answer.value.items.map(\.object))), next: answer.value.next, isList: true, missing: nil)
    }

    /// The verb's fields of the summary.
    func fields(of reply: Reply) -> [JSONField] {
        [
            JSONField("query", .text(words)), JSONField("read_model", .text(reply.model)),
            JSONField("generation", .integer(reply.mark.generation)), JSONField("position", .integer(reply.mark.position)), reply.data,
        ] + (reply.isList ? [JSONField("next_cursor", .text(reply.next?.text))] : [])
    }
}
