/// The type of a column of a read model.
///
/// Every type but text, JSON and the wide numbers is one 64-bit integer in memory; the case says what that integer counts. A type is known
/// here alone: all others ask its ``content`` and its ``traits``.
public enum ColumnType: Hashable, Sendable {
    /// UTF-8 text, kept unchanged; sorts by its bytes.
    case text
    /// A signed 64-bit integer.
    case integer
    /// An exact decimal: a count of units of the last place, at a fixed scale of 0 to 18.
    case decimal(scale: Int)
    /// An amount in minor units of the currency in the named text column of the same row.
    case money(currency: String)
    /// 0 or 1.
    case boolean
    /// Microseconds since 1970 in UTC.
    case timestamp
    /// Days since 1970-01-01.
    case date
    /// One JSON value, kept as it was written.
    case json
    /// An exact decimal of up to 38 digits. Declared as `decimal`, with more than 12 decimals.
    case wideDecimal(scale: Int)
    /// An amount of up to 38 digits. Declared as `money`, where the currency may have more than 12 decimals.
    case wideMoney(currency: String)
}

extension ColumnType {
    /// Each type once, in the order in which messages list their words.
    private static let all: [ColumnType] = [.text, .integer, .decimal(scale: 0), .money(currency: ""), .boolean, .timestamp, .date, .json]

    /// How its values are kept.
    @inlinable
    public var content: ColumnContent {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal(let scale): .decimal(scale: scale)
        case .money: .money
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .date: .date
        case .json: .json
        case .wideDecimal(let scale): .wideDecimal(scale: scale)
        case .wideMoney: .wideMoney
        }
    }

    /// How values become its own, and what it is called.
    public var traits: ColumnTraits {
        switch self {
        case .text: ColumnTraits("text", takes: .text, name: "a text")
        case .integer: ColumnTraits("integer", takes: .integer, name: "a whole number", described: "a whole number of 64 bits")
        case .decimal(let scale):
            ColumnTraits("decimal", takes: .decimal, name: "a number", described: "a number with at most \(scale) decimals")
        case .wideDecimal(let scale):
            ColumnTraits("decimal", kept: "wide_decimal", takes: .wide, name: "a number", described: "a number with at most \(scale) decimals")
        case .money(let currency): ColumnTraits("money", takes: .money, name: "an amount in the currency that \"\(currency)\" holds")
        case .wideMoney(let currency):
            ColumnTraits("money", kept: "wide_money", takes: .wide, name: "an amount in the currency that \"\(currency)\" holds")
        case .boolean: ColumnTraits("boolean", takes: .boolean, name: "a boolean", described: "true or false")
        case .timestamp: ColumnTraits("timestamp", takes: .timestamp, name: "a time", described: "a time such as \"2024-03-01T09:30:00Z\"")
        case .date: ColumnTraits("date", takes: .date, name: "a date", described: "a date such as \"2024-03-01\"")
        case .json: ColumnTraits("json", takes: .json, name: "a JSON value")
        }
    }
}

/// How a type reads values, and what it is called.
public struct ColumnTraits: Sendable {
    /// The word of the declared language; stable, as it stands in JSON reports.
    public let word: String
    /// The word that stands in the catalog of a store of read models, which says how values are kept; stable.
    public let catalogWord: String
    /// How a value of a payload becomes one of the type.
    public let kind: Column.Kind
    /// What a value of it is called in a finding, with its article.
    public let name: String
    /// The same, with what its values must be like.
    public let described: String

    init(_ word: String, kept catalogWord: String? = nil, takes kind: Column.Kind, name: String, described: String? = nil) {
        self.word = word
        self.catalogWord = catalogWord ?? word
        self.kind = kind
        self.name = name
        self.described = described ?? name
    }
}

extension Column {
    /// How a value of a payload becomes one of the column; how its slot is kept says ``ColumnType/content``.
    @frozen
    public enum Kind: UInt8, Sendable {
        // Those that refer to bytes stand first, so that one comparison tells them from the others.
        case text, json
        /// A decimal or an amount of up to 38 digits.
        case wide
        case integer, decimal, money, boolean, timestamp, date

        /// Whether the slot refers to bytes.
        @inlinable
        var isBytes: Bool { rawValue <= Kind.wide.rawValue }
    }
}

extension ColumnType {
    /// All words that declare a type.
    public static let words = all.map(\.word)

    /// The word of the declared language; see ``ColumnTraits/word``.
    public var word: String { traits.word }

    /// What a value of it must be, as a finding says it.
    public var described: String { traits.described }

    /// The inverse of ``word``, given what the words `decimal` and `money` need besides.
    ///
    /// - Returns: nil if the word is unknown, or if its scale or currency is missing.
    public init?(word: String, scale: Int?, currency: String?) {
        switch Self.all.first(where: { $0.word == word }) {
        case .decimal:
            guard let scale else { return nil }
            self = .decimal(scale: scale)
        case .money:
            guard let currency else { return nil }
            self = .money(currency: currency)
        case let type?: self = type
        case nil: return nil
        }
    }

    /// The word of the catalogs; see ``ColumnTraits/catalogWord``.
    public var catalogWord: String { traits.catalogWord }

    /// The inverse of ``catalogWord``, as ``init(word:scale:currency:)``.
    public init?(catalogWord: String, scale: Int?, currency: String?) {
        let wide = [ColumnType.wideDecimal(scale: scale ?? 0), .wideMoney(currency: currency ?? "")].first { $0.catalogWord == catalogWord }
        guard let type = ColumnType(word: wide?.word ?? catalogWord, scale: scale, currency: currency) else { return nil }
        self = wide ?? type
    }

    /// The decimals that a definition states of the type; nil if it states none.
    public var declaredScale: Int? {
        switch self {
        case .decimal(let scale), .wideDecimal(let scale): scale
        default: nil
        }
    }

    /// The column that holds the currency of an amount; nil for what is no amount.
    public var currency: String? {
        switch self {
        case .money(let currency), .wideMoney(let currency): currency
        default: nil
        }
    }

    /// The type as a definition says it, which does not say how many digits are kept.
    public var declared: ColumnType {
        switch self {
        case .wideDecimal(let scale): .decimal(scale: scale)
        case .wideMoney(let currency): .money(currency: currency)
        default: self
        }
    }

    /// The type with 38 digits if it is a number with so many decimals that 64 bits would hold too few before them.
    ///
    /// - Parameter mostMinorDigits: the most decimals of the currencies that amounts may have.
    public func kept(mostMinorDigits: Int) -> ColumnType {
        switch self {
        case .decimal(let scale) where scale > Self.narrowScales.upperBound: .wideDecimal(scale: scale)
        case .money(let currency) where mostMinorDigits > Self.narrowScales.upperBound: .wideMoney(currency: currency)
        default: self
        }
    }
}
