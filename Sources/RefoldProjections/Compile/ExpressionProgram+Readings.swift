import RefoldCore
import RefoldValues

/// A stated reading in a program; it owns no memory.
enum ProgramReading: Sendable {
    case number(NumberForm)
    /// How many decimals of the number are whole microseconds.
    case since1970(decimals: Int)
    /// The number of a zone.
    case local(Int)
    /// The number of a form.
    case date(Int)
    /// The node of the currency; -1 for that of the target.
    case minorUnits(currency: Int)
}

extension ExpressionProgram {
    /// A value in a stated reading. The value is not null.
    func read(
        _ value: FoldValue, _ reading: ProgramReading, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        switch reading {
        case .number(let form): return try number(value, form, event, &row)
        case .since1970(let decimals): return .timestamp(try microseconds(value, decimals, event, &row))
        case .local(let zone):
            guard value.isText else { throw unread(.notInForm, value, event, row) }
            let time = withText(of: value, event, row) { bytes -> Result<Timestamp, TimeError> in
                do throws(TimeError) {
                    return .success(try Timestamp(local: bytes, in: zones[zone]))
                } catch {
                    return .failure(error)
                }
            }
            switch time {
            case .success(let time): return .timestamp(time.microseconds)
            case .failure(.skippedTime): throw FoldError(.skippedTime)
            case .failure(.tooFine): throw FoldError(.tooFine)
            case .failure(.outOfRange): throw FoldError(.timeOutOfRange)
            case .failure: throw unread(.notInForm, value, event, row, as: ReadingHint.times)
            }
        case .date(let form):
            let isNumber = if case .payload(let payload) = value { payload.kind == .integer } else { value.isNumber }
            guard value.isText || isNumber else { throw FoldError(.notInForm) }
            guard let date = withText(of: value, event, row, { try? dateForms[form].date($0) }) else {
                throw unread(.notInForm, value, event, row, as: ReadingHint.dates)
            }
            return .date(Int64(date.days))
        case .minorUnits(let currency):
            let digits = try minorDigits(currency, event, &row, frame)
            let amount = try number(value, .plain, event, &row)
            if case .number(let number, _) = amount, let shifted = ExactDecimal(mantissa: number.mantissa, scale: number.scale + digits) {
                return .number(shifted, rounding: nil)
            }
            return try wide(try wide(amount, event, row).shifted(by: -digits), rounding: nil, &row)
        }
    }

    /// The number that a value is, or that its text spells in a form.
    func number(
        _ value: FoldValue, _ form: NumberForm, _ event: borrowing EventView, _ row: inout Row
    ) throws(FoldError) -> FoldValue {
        switch value {
        case .number(let number, _): return .number(number, rounding: nil)
        case .wide: return value
        case .payload(let payload) where payload.isNumeric && !payload.isString:
            if let number = event.withBytes(payload.range, { ExactDecimal($0) }) { return .number(number, rounding: nil) }
            return try wide(try wide(value, event, row), rounding: nil, &row)
        default:
            guard value.isText else { throw FoldError(.notDecimal) }
            if form == .plain, let number = withText(of: value, event, row, { ExactDecimal($0) }) { return .number(number, rounding: nil) }
            if let number = withText(of: value, event, row, { form.decimal($0) }) { return .number(number, rounding: nil) }
            guard let number = withText(of: value, event, row, { form.wide($0) }) else {
                throw unread(form == .plain ? .notDecimal : .notInForm, value, event, row, as: ReadingHint.numbers)
            }
            return try wide(number, rounding: nil, &row)
        }
    }

    private func microseconds(
        _ value: FoldValue, _ decimals: Int, _ event: borrowing EventView, _ row: inout Row
    ) throws(FoldError) -> Int64 {
        let isNumeric = if case .payload(let payload) = value { payload.isNumeric } else { value.isText || value.isNumber }
        guard isNumeric else { throw FoldError(.notInForm) }
        let units = withText(of: value, event, row) { bytes -> Result<Int64?, DecimalError> in
            do throws(DecimalError) {
                return .success(try ExactDecimal.units(bytes, in: bytes.indices, scale: decimals))
            } catch {
                return .failure(error)
            }
        }
        switch units {
        case .success(nil): throw unread(.notInForm, value, event, row, as: ReadingHint.times)
        case .success(let microseconds?):
            guard Timestamp(microseconds: microseconds) != nil else { throw FoldError(.timeOutOfRange) }
            return microseconds
        case .failure(.inexact): throw FoldError(.tooFine)
        case .failure: throw FoldError(.timeOutOfRange)
        }
    }

    /// The decimals of the currency of minor units.
    private func minorDigits(
        _ stated: Int, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> Int {
        var target: Currency?
        if frame.target >= 0, contents[frame.target] == .money { target = try row.currency(of: columns[frame.target]) }
        guard stated >= 0 else {
            guard let target else { throw FoldError(.missingCurrency) }
            return target.minorDigits
        }
        let code = try evaluate(stated, event, &row, frame)
        if code.isNull { throw FoldError(.missingCurrency) }
        guard code.isText, let currency = withText(of: code, event, row, { Currency(code: $0) }) else { throw FoldError(.unknownCurrency) }
        if let target, target != currency { throw FoldError(.mixedCurrencies) }
        return currency.minorDigits
    }

    /// The reason for a value that cannot be read, with the readings that would take it.
    func unread(
        _ reason: FoldError.Reason, _ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row,
        as hints: (Span<UInt8>) -> [ReadingHint] = ReadingHint.times
    ) -> FoldError {
        let isWritten = if case .payload(let payload) = value { payload.isNumeric } else { value.isText }
        let found = isWritten ? withText(of: value, event, row, hints) : []
        return FoldError(found.isEmpty ? reason : .unread(reason, hints: found))
    }
}

extension FoldValue {
    var isNumber: Bool {
        switch self {
        case .number, .wide: true
        default: false
        }
    }
}
