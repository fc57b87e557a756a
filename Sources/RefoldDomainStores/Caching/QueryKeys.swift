import RefoldCore
import RefoldDomains

// Texts are compared by their bytes, as stores do.

/// One row by its id.
struct RowKey: CacheKey {
    let subject: CellValue
    var roughBytes: Int { subject.roughBytes }

    init(_ id: String) { subject = .text(id) }
}

/// A part of a list.
struct ListKey: CacheKey {
    /// Whose list it is; empty where it is everybody's.
    let subject: CellValue
    private let list: String
    private let page: PageRequest
    var roughBytes: Int { list.utf8.count + subject.roughBytes + page.roughBytes }

    init(_ list: String, of subject: String = "", _ page: PageRequest) {
        self.list = list
        self.subject = .text(subject)
        self.page = page
    }
}

/// The figures of an organisation in some days.
struct FiguresKey: CacheKey {
    let subject: CellValue
    private let days: Range<CalendarDate>?
    var roughBytes: Int { subject.roughBytes }

    init(_ organization: String, _ days: Range<CalendarDate>?) {
        subject = .text(organization)
        self.days = days
    }
}
