// Texts are compared by their bytes, as in the stores.

import RefoldStores

/// One row by its id.
public struct RowKey: CacheKey {
    public let subject: CellValue
    public var roughBytes: Int { subject.roughBytes }

    public init(_ id: String) { subject = .text(id) }
}

/// A part of a list.
public struct ListKey: CacheKey {
    /// The owner of the list; empty for the list of all.
    public let subject: CellValue
    private let list: String
    private let page: PageRequest
    public var roughBytes: Int { list.utf8.count + subject.roughBytes + page.roughBytes }

    public init(_ list: String, of subject: String = "", _ page: PageRequest) {
        self.list = list
        self.subject = .text(subject)
        self.page = page
    }
}
