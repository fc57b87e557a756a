import RefoldCore
import RefoldDomains

/// One row by its id.
struct RowKey: CacheKey {
    let id: ExactText

    init(_ id: String) { self.id = ExactText(id) }

    var subject: ExactText { id }
}

/// A part of a list. Texts are compared by their bytes, as the store does.
struct ListKey: CacheKey {
    private enum Start: Hashable {
        case page(Int)
        case after(list: ExactText, [Part])
    }

    private enum Part: Hashable {
        case text(ExactText)
        case integer(Int64)
    }

    /// Whose list it is; empty where it is everybody's.
    let subject: ExactText
    private let list: String
    private let start: Start
    private let limit: Int

    init(_ list: String, of subject: String = "", _ page: PageRequest) {
        self.list = list
        self.subject = ExactText(subject)
        limit = page.limit
        start =
            switch page.start {
            case .page(let number): .page(number)
            case .after(let cursor):
                .after(
                    list: ExactText(cursor.list),
                    cursor.values.map { value in
                        switch value {
                        case .text(let text): .text(ExactText(text))
                        case .integer(let integer): .integer(integer)
                        }
                    })
            }
    }
}

/// The figures of an organisation in some days.
struct FiguresKey: CacheKey {
    let subject: ExactText
    private let days: Range<CalendarDate>?

    init(_ organization: String, _ days: Range<CalendarDate>?) {
        subject = ExactText(organization)
        self.days = days
    }
}
