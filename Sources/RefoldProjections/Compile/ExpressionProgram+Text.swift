import RefoldCore
import RefoldJSON
import RefoldValues

extension ExpressionProgram {
    /// Calls `body` with the bytes of a text, or of a payload value as it is written. Other values have no bytes; ``render(_:)`` makes
    /// their text.
    func withText<Result>(
        of value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row, _ body: (Span<UInt8>) -> Result
    ) -> Result {
        switch value {
        case .text(let reference), .json(let reference), .wide(let reference, _): return row.withText(reference, body)
        case .eventText(let range): return event.withBytes(range, body)
        case .payload(let payload) where payload.kind == .escapedString:
            let text = event.unescaped(payload)
            return body(text.span)
        case .payload(let payload): return event.withBytes(payload.range, body)
        case .typeName:
            let name = event.typeName.utf8
            return body(name.span)
        default:
            let text = Self.render(value)
            return body(text.span)
        }
    }

    /// The text of a computed value: a plain number, a time in RFC 3339; empty for null and for texts.
    static func render(_ value: FoldValue) -> [UInt8] {
        var text: [UInt8] = []
        switch value {
        case .number(let number, _): number.appendText(to: &text)
        case .boolean(let flag): text += (flag ? "true" : "false").utf8
        case .timestamp(let microseconds): Timestamp(microseconds: microseconds)?.appendRFC3339(to: &text)
        case .date(let days): Int(exactly: days).flatMap(CalendarDate.init(days:))?.appendText(to: &text)
        default: break
        }
        return text
    }

    /// The value as text in the row's table, for a text column.
    func text(
        of value: FoldValue, _ event: borrowing EventView, _ row: inout Row
    ) throws(FoldError) -> TextReference {
        switch value {
        case .text(let reference), .wide(let reference, _): return reference
        case .json: throw FoldError(.notText)
        case .eventText(let range): return try event.withBytes(range) { (bytes) throws(FoldError) in try row.add(bytes) }
        case .payload(let payload):
            switch payload.kind {
            case .object, .array: throw FoldError(.notText)
            case .escapedString:
                let text = event.unescaped(payload)
                return try row.add(text.span)
            default: return try event.withBytes(payload.range) { (bytes) throws(FoldError) in try row.add(bytes) }
            }
        case .typeName:
            let name = event.typeName.utf8
            return try row.add(name.span)
        default:
            let text = Self.render(value)
            return try row.add(text.span)
        }
    }

    /// The value as JSON in the row's table, for a JSON column.
    func json(
        of value: FoldValue, _ event: borrowing EventView, _ row: inout Row
    ) throws(FoldError) -> TextReference {
        switch value {
        case .json(let reference): return reference
        case .wide(let reference, _):
            guard row.withText(reference, { $0.hasStorableNumbers }) else { throw FoldError(.numberTooLong) }
            return reference
        case .payload(let payload):
            return try event.withBytes(payload.rawRange) { (bytes) throws(FoldError) in
                guard payload.isString || bytes.hasStorableNumbers else { throw FoldError(.numberTooLong) }
                return try row.add(bytes)
            }
        case .number, .boolean:
            let text = Self.render(value)
            return try row.add(text.span)
        default:
            var text: [UInt8] = []
            withText(of: value, event, row) { JSONWriter.appendString($0, to: &text) }
            return try row.add(text.span)
        }
    }
}
