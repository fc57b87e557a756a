import RefoldCore
import RefoldTables
import RefoldValues

/// Turns the values of one row column into integers, such that equal values belong to one line, and back.
struct RowCoder {
    private let form: RowPlan.Form
    private var texts = TextPool()
    /// Of a row column that is cut.
    private(set) var cutter: (any CutCoder)?

    init(_ plan: RowPlan) {
        form = plan.form
        if case .cut(let coder) = plan.form { cutter = coder }
    }

    /// Writes the codes of rows into `keys`, at `place` and then every `width`, and the null bit into the last of each `width`.
    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        switch form {
        case .cut:
            try cutter?.code(block, rows, place: place, width: width, into: &keys)
        case .column(let column, let type) where type.isBytes:
            try block.cut(column, of: rows, place: place, width: width, into: &keys) { Int64(block.withBytes($0, column) { texts.number(of: $0) }) }
        case .column(let column, _):
            try block.cut(column, of: rows, place: place, width: width, into: &keys) { block.integer($0, column) }
        }
    }

    /// The texts of this column by their codes; empty if it has none.
    func strings() -> [String] { (0..<texts.count).map(texts.string) }

    /// The cell of a code.
    ///
    /// - Parameters:
    ///   - strings: the result of ``strings()``, for many cells; nil if there are few.
    ///   - minorDigits: the decimals of the line's currency, for an amount.
    func value(_ code: Int64, _ strings: [String]?, minorDigits: Int?) throws(RefoldError) -> TableValue {
        switch form {
        case .cut: try cutter?.value(code) ?? .null
        case .column(_, let type) where type.isWide:
            try .init(units: texts.withText(Int(code)) { WideUnits.number(of: $0) }, type, minorDigits: minorDigits)
        case .column(_, let type): type.isBytes ? .text(strings?[Int(code)] ?? texts.string(Int(code))) : try .init(units: Int128(code), type, minorDigits: minorDigits)
        }
    }
}

extension TableValue {
    /// The value of a column's integer.
    ///
    /// - Throws: status 1 for an amount without a known currency, or for a time or day outside the calendar.
    init(units: Int128, _ type: ColumnType, minorDigits: Int?) throws(RefoldError) {
        let failed = Self.failed
        func number(scale: Int) throws(RefoldError) -> TableValue {
            guard let number = ExactDecimal(mantissa: units, scale: scale) else { throw failed("a number is out of range") }
            return .number(number)
        }
        switch type.content {
        case .text, .json, .integer: self = try number(scale: 0)
        case .decimal(let scale), .wideDecimal(let scale): self = try number(scale: scale)
        case .money, .wideMoney:
            guard let minorDigits else { throw Self.noCurrency }
            self = try number(scale: minorDigits)
        case .boolean: self = .boolean(units != 0)
        case .timestamp:
            guard let time = Int64(exactly: units).flatMap(Timestamp.init(microseconds:)) else {
                throw failed("the read model holds a time outside the years 0001 to 9999")
            }
            self = .timestamp(time)
        case .date:
            guard let date = Int(exactly: units).flatMap(CalendarDate.init(days:)) else {
                throw failed("the read model holds a day outside the years 0001 to 9999")
            }
            self = .date(date)
        }
    }

    /// What an amount is told whose currency is null or not known.
    static let noCurrency = failed("the read model holds an amount beside no known currency")

    private static func failed(_ what: String) -> RefoldError { RefoldError(.failed, what, remedy: "rebuild the projection with --accept") }
}
