import RefoldJSON
import RefoldValues

/// Why a reducer could not take an event: what is wrong, and in which column. The engine adds the event's place.
public struct FoldError: Error, Hashable, Sendable {
    /// What was wrong with an event or with what came of it.
    public enum Reason: Hashable, Sendable {
        case notText
        case notInteger
        case notDecimal
        case tooManyDecimals(scale: Int)
        case overflow
        case moreDigits
        case sumTooLarge
        case notBoolean
        case notTimestamp
        case notDate
        case tooLong
        case keyTooLong
        case numberTooLong
        case unknownCurrency
        case missingCurrency
        case mixedCurrencies
        case nullKey
        /// A path steps by a name into a list.
        case underList
        /// A path steps by a name into an item that is no object.
        case underScalar
        /// An entry goes through the items of what is no list.
        case noItems
        /// A path takes an element of what is no list.
        case notList
        case noLength
        case otherStream(prefix: String)
        case invalidPayload(JSONFault)
        case dataNotObject
        case inexact
        case tooManyDigits
        case wrongOperand
        case notComparable
        /// A stated reading met a value that is written otherwise.
        case notInForm
        /// A stated reading met a time that the clocks of its zone skip.
        case skippedTime
        /// A stated reading gave a time that is finer than a microsecond, or outside the years 1 to 9999.
        case tooFine, timeOutOfRange
        /// The reason, for a value that these readings would take.
        indirect case unread(Reason, hints: [ReadingHint])
    }

    /// What was wrong.
    public var reason: Reason
    /// The index of the column in the row; nil if no single column is at fault.
    public var column: Int?
    /// The part of the key that is to blame, by its name and by what it is taken from: `"customer" ($.customer)`; nil if none is.
    public var keyPart: String?
    /// The item of a list at which it happened; nil outside lists.
    public var item: ListItem?

    public init(_ reason: Reason, column: Int? = nil, keyPart: String? = nil) {
        self.reason = reason
        self.column = column
        self.keyPart = keyPart
    }
}

extension FoldError.Reason {
    /// What is wrong, without any value.
    public var what: String {
        switch self {
        case .notText: "an object or a list cannot become text"
        case .notInteger: "the value is not an integer of 64 bits"
        case .notDecimal: "the value is not a decimal number"
        case .tooManyDecimals(let scale): "the value has more than \(scale) decimals"
        case .overflow: "the result does not fit in 64 bits of last places"
        case .moreDigits: "the result has more than \(WideUnits.digits) digits"
        case .sumTooLarge: "the sum does not fit in 64 bits"
        case .notBoolean: "the value is neither true nor false"
        case .notTimestamp: "the value is not an RFC 3339 time within microseconds"
        case .notDate: "the value is not a date"
        case .tooLong: "the text is longer than 16 MiB"
        case .keyTooLong: "the key is longer than \(KeyEncoding.maximumCount) bytes"
        case .numberTooLong: JSONNumberRange.what
        case .unknownCurrency: "the currency is neither a code of ISO 4217 nor one of the added currencies"
        case .missingCurrency: "an amount has no currency beside it"
        case .mixedCurrencies: "the row already holds an amount in another currency"
        case .nullKey: "a part of the key is null"
        case .underList: "a path steps by a name into a list"
        case .underScalar: "a path steps by a name into an item that is no object"
        case .noItems: "the value to go through is not a list"
        case .notList: "a path takes an element of what is not a list"
        case .noLength: "the length was asked of what is neither a text nor a list"
        case .otherStream: "the event lies in a stream of another kind"
        case .invalidPayload(let fault): "the data is not valid JSON (\(fault))"
        case .dataNotObject: "the data is not a JSON object"
        case .inexact: "the result needs rounding"
        case .notComparable: "a test met a value of another kind than the one it is compared with"
        case .wrongOperand: "arithmetic met a value that is not a number"
        case .notInForm: "the value is not written as the definition states"
        case .skippedTime: "the clocks of the stated zone skip the time"
        case .tooFine: "the time is finer than a microsecond"
        case .timeOutOfRange: "the time is outside the years 0001 to 9999"
        case .tooManyDigits: "arithmetic met numbers so far apart that the result has more than \(WideDecimal.maximumDigits) digits"
        case .unread(let reason, _): reason.what
        }
    }

    /// What was expected; nil if ``what`` implies it.
    public var expected: String? {
        switch self {
        case .otherStream(let prefix): "a stream that begins with \"\(prefix)\""
        case .keyTooLong: "a key that an index of PostgreSQL takes"
        case .numberTooLong: JSONNumberRange.expected
        case .unread(let reason, _): reason.expected
        default: nil
        }
    }

    /// What to do about it.
    public var remedy: String {
        switch self {
        case .inexact: "name a rounding in the definition"
        case .otherStream: "use a type of event in streams of one kind only; a stored event is never changed"
        case .keyTooLong: "choose a key of shorter texts, or of their beginnings; a stored event is never changed"
        case .numberTooLong: "give the value a column of type text, or take the parts of it that are needed; a stored event is never changed"
        case .nullKey: "give the part a default, leave such events out by a test on the payload, or choose a key that every event has"
        case .underList: "read one element, such as \"$.lines[0].price\"; a stored event is never changed"
        case .underScalar: "read the item itself, as \"@item\", or leave such events out by a test; a stored event is never changed"
        case .noItems: "correct the path, or leave such events out by a test on the event; a stored event is never changed"
        case .notList: "read it without the brackets, or test for what else stands there; a stored event is never changed"
        case .unknownCurrency: "correct the definition if it takes the code from elsewhere, or state its decimals in events.json5, such as {currencies: {BTC: 8}}"
        case .mixedCurrencies: "key the projection by currency too, or set the amount together with its currency"
        case .overflow, .moreDigits: "give the column fewer decimals, or the type text if its values have more digits"
        case .sumTooLarge: "make the groups smaller, by a further part of their key"
        case .tooManyDecimals: "give the column more decimals, or compute the value with a rounding"
        case .unread(.notComparable, let hints):
            "say in the test how the value is written: \(hints.map(\.test).joined(separator: " or ")); a stored event is never changed"
        case .unread(_, let hints):
            "say in the definition how the value is written: \(hints.map(\.text).joined(separator: " or ")); a stored event is never changed"
        case .notInForm: "state the form in which the value is written, or leave such events out by a test; a stored event is never changed"
        case .skippedTime: "state the zone whose clocks showed the time, or leave such events out by a test; a stored event is never changed"
        case .tooFine: "round the number in the reading: {time: {sum: [v], scale: 6, rounding: \"down\"}, unit: \"s\"}"
        case .invalidPayload, .dataNotObject: "find out which program wrote it: an event's data is a JSON object; a stored event is never changed"
        default: "correct the definition's handler for this type of event; a stored event is never changed"
        }
    }
}
