import RefoldDefinitions
import RefoldProjections
import RefoldValues

/// A column of a report that has amounts in another currency, by the rates of a read model.
public struct ConversionDefinition: Hashable, Sendable {
    /// The amounts.
    public var amount: LocatedName
    /// The currency that they are converted to.
    public var currency: Currency
    /// The projection of the rates.
    public var rates: LocatedName
    /// The time or day that the rate is of.
    public var time: LocatedName
    /// How many days old a rate may be; nil for any age.
    public var maxAge: Int?
    /// How each amount is rounded to the decimals of ``currency``.
    public var rounding: Rounding
}

extension ConversionDefinition {
    /// The key that tells a conversion from other columns.
    static let word = "convert"
    private static let ages = 0...36600

    /// Reads `{convert: "amount", to: "EUR", rates: "ecb", at: "created_at"}`; nil after a finding.
    ///
    /// - Parameter resolve: is given the names that could be read, also if other parts could not, so that all faults are found at once.
    init?(_ value: DefinitionValue, resolve: (_ amount: LocatedName?, _ rates: LocatedName?, _ time: LocatedName?) -> Void) {
        guard let object = value.object("an object such as {convert: \"amount\", to: \"EUR\", rates: \"ecb\", at: \"created_at\"}") else { return nil }
        object.allowOnly([Self.word, "to", "rates", "at", "maxAge", "rounding"])
        func named(_ key: String, _ expected: String) -> LocatedName? {
            guard let value = object.required(key) else { return nil }
            return value.string(expected).map { LocatedName(name: $0, location: DefinitionLocation(value)) }
        }
        let amount = named(Self.word, "the name of a column of amounts")
        let currency = object.required("to").flatMap(Self.currency)
        let rates = named("rates", "the name of the projection that holds the rates")
        let time = named("at", "the name of a column of times or days")
        let age = object.optional("maxAge").map { $0.integer(Self.ages) }
        let rounding = object.optional("rounding").map { value in
            value.word("rounding", among: Rounding.allCases.map(\.rawValue)).flatMap(Rounding.init(rawValue:))
        }
        resolve(amount, rates, time)
        guard let amount, let currency, let rates, let time, age != .some(nil), rounding != .some(nil) else { return nil }
        self.init(amount: amount, currency: currency, rates: rates, time: time, maxAge: age ?? nil, rounding: (rounding ?? nil) ?? .halfEven)
    }

    private static func currency(_ value: DefinitionValue) -> Currency? {
        guard let code = value.string("the code of a currency such as \"EUR\"") else { return nil }
        if let currency = Currency(code: code) { return currency }
        value.note(
            "\"\(code)\" is no currency", expected: "a code of ISO 4217 such as EUR, or one of the added currencies",
            remedy: Suggestion.phrase(for: code, among: Currency.all.map(\.code)))
        return nil
    }
}
