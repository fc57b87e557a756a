import RefoldJSON
import RefoldStores

/// A record as `query` shows it.
public protocol ShownRecord {
    /// All fields, with the names of the read model's columns.
    var fields: [JSONField] { get }
    /// The fields that a list shows.
    static var columns: [ShownColumn] { get }
}

/// A column of a list of ``ShownRecord``s.
public struct ShownColumn: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The name of the field.
    public let name: String
    /// Numbers are aligned to the right.
    public let isNumber: Bool

    public init(_ name: String, isNumber: Bool = false) {
        self.name = name
        self.isNumber = isNumber
    }

    public init(stringLiteral name: String) { self.init(name) }

    /// A column of numbers.
    public static func number(_ name: String) -> ShownColumn { ShownColumn(name, isNumber: true) }
}

/// The answer to a ``QueryForm``, with the revision of the read model from which it was read.
public struct QueryReply: Sendable {
    /// What a query answers with.
    public enum Content: Sendable {
        /// One record; nil if none has this id.
        case record([JSONField]?, id: String)
        /// Records in order, and the columns that people are shown.
        case records([[JSONField]], columns: [ShownColumn])
    }

    /// Its name for programs: `payment`, `payments`.
    public let name: String
    /// The answer.
    public let content: Content
    /// The revision of the read model that it was read from.
    public let revision: ReadModelRevision
    /// Whether the records are a part of a list, and the cursor of the next part; nil at the end.
    public let isPage: Bool
    /// Where the next page begins; nil if there is none.
    public let next: PageCursor?

    /// One record, or the fact that there is none.
    public static func record<Record: ShownRecord>(_ name: String, _ id: String, _ answer: Answer<Record?>) -> QueryReply {
        QueryReply(name: name, content: .record(answer.value?.fields, id: id), revision: answer.revision, isPage: false, next: nil)
    }

    /// A part of a list.
    public static func page<Record: ShownRecord>(_ name: String, _ answer: Answer<Page<Record>>) -> QueryReply {
        QueryReply(
            name: name, content: .records(answer.value.items.map(\.fields), columns: Record.columns), revision: answer.revision, isPage: true,
            next: answer.value.next)
    }

    /// A complete list.
    public static func all<Record: ShownRecord>(_ name: String, _ answer: Answer<[Record]>) -> QueryReply {
        QueryReply(
            name: name, content: .records(answer.value.map(\.fields), columns: Record.columns), revision: answer.revision, isPage: false, next: nil)
    }
}
