import RefoldStores
import RefoldValues

/// A question that can be asked of a domain: on the command line by its words, `refold query payments list --organization O`.
///
/// ```swift
/// QueryForm("orders list", of: "orders", takes: [.page]) { arguments, reader throws(RefoldError) in
///     .page("orders", try StoredOrderQueries(reader).orders(arguments.page))
/// }
/// ```
public struct QueryForm: Sendable {
    /// What it is asked by: a subject and a question, `payments list`.
    public let words: String
    /// The read model that answers.
    public let readModel: String
    public let parts: [QueryPart]
    /// What a list begins with if that is not the newest: `the highest score`.
    public let beginsWith: String?
    /// What a person should know of the answer, in lines of at most 78 characters.
    public let note: String?
    /// Arguments after the words, as an example.
    public let example: String?
    /// Asks the read models once.
    public let ask: @Sendable (QueryArguments, any ReadModelReader) throws(RefoldError) -> QueryReply

    /// - Parameters:
    ///   - words: two words.
    ///   - readModel: the projection's name.
    ///   - parts: what else is said, in the order of the usage text.
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

    /// The options of its own.
    public var options: [QueryOption] {
        parts.compactMap { if case .option(let option) = $0 { option } else { nil } }
    }
}

/// What a question takes beside its words.
public enum QueryPart: Hashable, Sendable {
    /// An id, as the word after the others.
    case id
    /// A text under a flag of its own, which must be there.
    case option(QueryOption)
    /// A page of a list: `--limit`, and `--page` or `--cursor`.
    case page
    /// A range of UTC days: `--from`, `--to`, or none of them.
    case days
}

/// A flag that a question needs: `--organization ID`.
public struct QueryOption: Hashable, Sendable {
    /// The flag without its dashes.
    public let name: String
    /// What its value is called in usage texts.
    public let value: String

    public init(_ name: String, value: String = "ID") {
        self.name = name
        self.value = value
    }
}

/// What was said beside a question's words, checked: see ``QueryPart``.
public struct QueryArguments: Sendable {
    /// The id; empty unless the question takes one.
    public var id = ""
    /// The texts by the names of their options.
    public var options: [String: String] = [:]
    /// The page; the first unless the question takes one.
    public var page = PageRequest()
    /// The days; nil for all.
    public var days: Range<CalendarDate>?

    public init() {}

    /// The text of an option that the question takes.
    public subscript(option: QueryOption) -> String { options[option.name] ?? "" }
}
