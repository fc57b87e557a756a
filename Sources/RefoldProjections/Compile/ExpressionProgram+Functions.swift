import RefoldCore
import RefoldJSON
import RefoldValues

extension ExpressionProgram {
    /// What a function gives; null if an operand is null.
    func value(
        of function: ValueFunction, _ operands: ListRange, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        if case .concat = function { return try concat(operands, event, &row, frame) }
        let value = try evaluate(elements[operands.start], event, &row, frame)
        if value.isNull { return .null }
        switch function {
        case .number: return try number(value, .plain, event, &row)
        case .time:
            guard case .time(let time)? = try moment(value, event, row) else { throw unread(.notTimestamp, value, event, row) }
            return .timestamp(time.microseconds)
        case .date:
            guard value.isText || value.isDate, case .date(let date)? = withText(of: value, event, row, { Moment($0) }) else {
                throw unread(.notDate, value, event, row, as: ReadingHint.dates)
            }
            return .date(Int64(date.days))
        case .length: return .number(ExactDecimal(Int64(try length(value, event, row))), rounding: nil)
        case .lower: return try made(of: value, event, &row) { $0.changingCase(upper: false) }
        case .upper: return try made(of: value, event, &row) { $0.changingCase(upper: true) }
        case .trim: return try made(of: value, event, &row) { $0.trimmed() }
        case .prefix(let count): return try made(of: value, event, &row) { $0.prefix(scalars: count) }
        case .concat: return .null
        }
    }

    private func concat(
        _ operands: ListRange, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        var text: [UInt8] = []
        for element in operands.range {
            let value = try evaluate(elements[element], event, &row, frame)
            if value.isNull { return .null }
            text += try bytes(of: value, event, row)
        }
        return .text(try row.add(text.span))
    }

    private func made(
        of value: FoldValue, _ event: borrowing EventView, _ row: inout Row, _ change: ([UInt8]) -> [UInt8]
    ) throws(FoldError) -> FoldValue {
        let text = change(try bytes(of: value, event, row))
        return .text(try row.add(text.span))
    }

    /// What a value is as a text.
    private func bytes(of value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> [UInt8] {
        if case .json = value { throw FoldError(.notText) }
        if case .payload(let payload) = value, payload.kind == .object || payload.kind == .array { throw FoldError(.notText) }
        return withText(of: value, event, row) { bytes in bytes.indices.map { bytes[$0] } }
    }

    private func length(_ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> Int {
        let isJSON: Bool
        switch value {
        case .text, .eventText, .typeName: isJSON = false
        case .json: isJSON = true
        case .payload(let payload) where payload.isString: isJSON = false
        case .payload(let payload) where payload.kind == .array: isJSON = true
        default: throw FoldError(.noLength)
        }
        let count = withText(of: value, event, row) { bytes in isJSON ? bytes.jsonLength : bytes.scalarCount }
        guard let count else { throw FoldError(.noLength) }
        return count
    }
}

extension FoldValue {
    fileprivate var isDate: Bool { if case .date = self { true } else { false } }
}

extension Span<UInt8> {
    /// How many Unicode scalars this UTF-8 has.
    fileprivate var scalarCount: Int? {
        var count = 0
        for index in indices where self[index] & 0xC0 != 0x80 { count += 1 }
        return count
    }

    /// How many elements the list has, or scalars the string, that this JSON text is; nil for anything else.
    fileprivate var jsonLength: Int? {
        var count = 0
        do throws(JSONFault) {
            try JSONElements.forEach(of: self) { _ in count += 1 }
            return count
        } catch {
            var index = 0
            guard let value = try? JSONScanner.skipValue(self, &index), value.isString else { return nil }
            return value.text(in: self).unicodeScalars.count
        }
    }
}
