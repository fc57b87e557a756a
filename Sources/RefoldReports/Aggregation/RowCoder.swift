import RefoldCore
import RefoldValues

/// Turns the values of one row column into integers, such that equal values belong to one line, and back.
struct RowCoder {
    private let plan: RowPlan
    private var texts = TextPool()
    private var calendar: CalendarCutter?

    init(_ plan: RowPlan, zones: [TimeZoneRules]) {
        self.plan = plan
        if case .cut(let unit, let isDate, let zone) = plan.form {
            calendar = CalendarCutter(unit, isDate: isDate, zone: zones[zone])
        }
    }

    /// Writes the codes of rows into `keys`, at `place` and then every `width`, and the null bit into the last of each `width`.
    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        let column = plan.column
        let nullBit = Int64(1) << Int64(place)
        var start = 0
        let isText = if case .column(let type) = plan.form { type.isBytes } else { false }
        if isText {
            for row in rows {
                if block.isNull(Int(row), column) {
                    keys[start + width - 1] |= nullBit
                } else {
                    keys[start + place] = Int64(block.withBytes(Int(row), column) { texts.number(of: $0) })
                }
                start += width
            }
        } else if calendar != nil {
            for row in rows {
                if block.isNull(Int(row), column) {
                    keys[start + width - 1] |= nullBit
                } else {
                    keys[start + place] = try calendar?.code(block.integer(Int(row), column)) ?? 0
                }
                start += width
            }
        } else {
            for row in rows {
                if block.isNull(Int(row), column) {
                    keys[start + width - 1] |= nullBit
                } else {
                    keys[start + place] = block.integer(Int(row), column)
                }
                start += width
            }
        }
    }

    /// The texts of this column by their codes; empty if it has none.
    func strings() -> [String] { (0..<texts.count).map(texts.string) }

    /// The cell of a code.
    ///
    /// - Parameters:
    ///   - strings: the result of ``strings()``, for many cells; nil if there are few.
    ///   - minorDigits: the decimals of the line's currency, for an amount.
    func value(_ code: Int64, _ strings: [String]?, minorDigits: Int?) throws(RefoldError) -> ReportValue {
        switch plan.form {
        case .cut: calendar?.value(code) ?? .null
        case .column(let type) where type.isWide:
            try .init(units: texts.withText(Int(code)) { WideUnits.number(of: $0) }, type, minorDigits: minorDigits)
        case .column(let type): type.isBytes ? .text(strings?[Int(code)] ?? texts.string(Int(code))) : try .init(units: Int128(code), type, minorDigits: minorDigits)
        }
    }
}

extension ReportValue {
    /// The value of a column's integer.
    ///
    /// - Throws: status 1 for an amount without a known currency, or for a time or day outside the calendar.
    init(units: Int128, _ type: ColumnType, minorDigits: Int?) throws(RefoldError) {
        func failed(_ what: String) -> RefoldError {
            RefoldError(.failed, what, remedy: "rebuild the projection with --accept")
        }
        func number(scale: Int) throws(RefoldError) -> ReportValue {
            guard let number = ExactDecimal(mantissa: units, scale: scale) else { throw failed("a number is out of range") }
            return .number(number)
        }
        switch type.content {
        case .text, .json, .integer: self = try number(scale: 0)
        case .decimal(let scale), .wideDecimal(let scale): self = try number(scale: scale)
        case .money, .wideMoney:
            guard let minorDigits else { throw failed("the read model holds an amount beside no known currency") }
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
}
