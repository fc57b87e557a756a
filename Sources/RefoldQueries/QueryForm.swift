import RefoldStores
import RefoldValues

/// A query of a domain, called by its words on the command line: `refold query payments list --organization O`.
///
/// ```swift
/// QueryForm("orders list", of: "orders", takes: [.page]) { arguments, reader throws(RefoldError) in
///     .page("orders", try StoredOrderQueries(reader).orders(arguments.page))
/// }
/// ```
public struct QueryForm: Sendable {
    /// The words that call it, a subject and a question: `payments list`.
    public let words: String
    /// The read model that answers.
    public let readModel: String
    public let parts: [QueryPart]
    /// What comes first in a list that does not begin with the newest: `the highest score`.
    public let beginsWith: String?
    /// A note on the answer for people, in lines of at most 78 characters.
    public let note: String?
    /// Example arguments after the words.
    public let example: String?
    /// Runs the query once.
    public let ask: @Sendable (QueryArguments, any ReadModelReader) throws(RefoldError) -> QueryReply

    /// - Parameters:
    ///   - words: two words.
    ///   - readModel: the projection's name.
    ///   - parts: the arguments besides the words, in the order of the usage text.
    public init(
        _ words: String, of readModel: String, takes parts: [QueryPart] = [], beginsWith: String? = nil, note: String? = nil, example: String? = nil,
        ask: @escaping @Sendable (QueryArguments, any ReadModelReader) throws(RefoldError) -> QueryReply
    ) {
        self.words = words
        self.readModel = readModel
        self.parts = parts
        self.beginsWith = beginsWith
        self.note = note
        self.example = example
        self.ask = ask
    }

    /// `payments`.
    public var subject: String { String(words.prefix { $0 != " " }) }

    /// `list`.
    public var question: String { String(words.drop { $0 != " " }.dropFirst()) }

    /// The query's own options.
    public var options: [QueryOption] {
        parts.compactMap { if case .option(let option) = $0 { option } else { nil } }
    }
}

/// An argument of a query besides its words.
public enum QueryPart: Hashable, Sendable {
    /// An id, as the word after the others.
    case id
    /// A required flag with a text value.
    case option(QueryOption)
    /// A page of a list: `--limit`, and `--page` or `--cursor`.
    case page
    /// A range of UTC days: `--from` and `--to`, or neither.
    case days
}

/// A required flag of a query: `--organization ID`.
public struct QueryOption: Hashable, Sendable {
    /// The flag without its dashes.
    public let name: String
    /// The placeholder of its value in usage texts.
    public let value: String

    public init(_ name: String, value: String = "ID") {
        self.name = name
        self.value = value
    }
}

/// The checked arguments of a query; see ``QueryPart``.
public struct QueryArguments: Sendable {
    /// The id; empty unless the query takes one.
    public var id = ""
    /// The values of the options, by name.
    public var options: [String: String] = [:]
    /// The page; the first page unless the query takes one.
    public var page = PageRequest()
    /// The days; nil for all.
    public var days: Range<CalendarDate>?

    public init() {}

    /// The value of an option that the query takes.
    public subscript(option: QueryOption) -> String { options[option.name] ?? "" }
}
