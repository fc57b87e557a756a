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
    /// The read model that answers, unless a switch names another; see ``readModel(for:)``.
    public let readModel: String
    /// What the query takes.
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

    /// The read model that answers a query with these arguments.
    public func readModel(for arguments: QueryArguments) -> String {
        options.first { $0.readModel != nil && arguments.has($0) }?.readModel ?? readModel
    }
}

/// An argument of a query besides its words.
public enum QueryPart: Hashable, Sendable {
    /// An id, as the word after the others.
    case id
    /// A flag of the query's own.
    case option(QueryOption)
    /// A page of a list: `--limit`, and `--page` or `--cursor`.
    case page
    /// A range of UTC days: `--from` and `--to`, both, one or neither.
    case days
    /// A range of days in the zone of `--time-zone`, or in UTC: `--from` and `--to`, both, one or neither.
    case interval
}

/// A flag of a query's own: `--organization ID`.
public struct QueryOption: Hashable, Sendable {
    /// The flag without its dashes.
    public let name: String
    /// The placeholder of its value in usage texts; nil for a switch, which has none.
    public let value: String?
    /// Whether the query cannot be asked without it.
    public let isRequired: Bool
    /// The values that it may have; empty for any text.
    public let words: [String]
    /// For a switch, the read model that answers if it is given; nil for the usual one.
    public let readModel: String?

    /// A flag with a text value.
    ///
    /// - Parameter words: the values that it may have; empty for any text.
    public init(_ name: String, value: String = "ID", isRequired: Bool = true, among words: [String] = []) {
        self.init(name: name, value: value, isRequired: isRequired, words: words, readModel: nil)
    }

    private init(name: String, value: String?, isRequired: Bool, words: [String], readModel: String?) {
        self.name = name
        self.value = value
        self.isRequired = isRequired
        self.words = words
        self.readModel = readModel
    }

    /// A flag without a value.
    ///
    /// - Parameter readModel: the read model that answers if it is given; nil for the usual one.
    public static func `switch`(_ name: String, of readModel: String? = nil) -> QueryOption {
        QueryOption(name: name, value: nil, isRequired: false, words: [], readModel: readModel)
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
    /// The first day, and the day after the last one; nil for an open end.
    public var from: CalendarDate?
    public var to: CalendarDate?
    /// The zone of the days; nil if none is named, which means UTC.
    public var timeZone: TimeZoneRules?

    public init() {}

    /// The days.
    public var days: DayRange { DayRange(from: from, to: to) }

    /// The time of the days in their zone.
    public var interval: TimeRange { TimeRange(from: from, to: to, in: timeZone ?? .utc) }

    /// The value of a required option.
    public subscript(option: QueryOption) -> String { options[option.name] ?? "" }

    /// The value of an option; nil if it is not given.
    public func value(of option: QueryOption) -> String? { options[option.name] }

    /// Whether an option is given.
    public func has(_ option: QueryOption) -> Bool { options[option.name] != nil }
}
