// Texts are compared by their bytes, as in the stores.

import RefoldStores

/// One row by its id.
public struct RowKey: CacheKey {
    public let subject: CellValue
    public var roughBytes: Int { subject.roughBytes }

    public init(_ id: String) { subject = .text(id) }
}

/// The figures of one owner, or of all together, in a range.
public struct FiguresKey<Interval: Hashable & Sendable>: CacheKey {
    /// The owner of the figures; see ``subject(_:)``.
    public let subject: CellValue
    private let interval: Interval
    public var roughBytes: Int { subject.roughBytes }

    /// - Parameter owner: nil for the figures of all.
    public init(of owner: String?, in interval: Interval) {
        subject = Self.subject(owner)
        self.interval = interval
    }

    /// What an event of an owner may affect; nil for the figures of all owners together, which every event may affect.
    public static func subject(_ owner: String?) -> CellValue { owner.map { .text($0) } ?? .integer(0) }
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
