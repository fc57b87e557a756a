import RefoldCore
import RefoldValues

/// How the parts of a key are taken from an event.
struct KeyProgram: Sendable {
    enum Source: Sendable {
        case field(PayloadField)
        case attribute(EventAttribute)
        case literal([UInt8])
    }

    /// A part, and what messages call it.
    struct NamedPart: Sendable {
        let part: Part
        let name: String
    }

    enum Part: Sendable {
        case plain(Source)
        /// A text stands in for null.
        case defaulted(Source, [UInt8])
        case cut(CalendarUnit, Source, zone: Int)
        /// Any other expression: a node of the program.
        case worked(Int, ColumnType)
    }

    let parts: [NamedPart]
    let program: ExpressionProgram
    let layout: RowLayout

    /// Appends the encoded key of an event.
    func append(_ event: borrowing EventView, to key: inout [UInt8]) throws(FoldError) {
        for part in parts {
            do throws(FoldError) {
                try append(part.part, event, to: &key)
            } catch {
                throw FoldError(error.reason, keyPart: part.name)
            }
        }
    }

    private func append(_ part: Part, _ event: borrowing EventView, to key: inout [UInt8]) throws(FoldError) {
        switch part {
        case .plain(let source): try append(source, event, to: &key)
        case .defaulted(let source, let text):
            if case .field(let field) = source, event[field].isNull {
                KeyEncoding.append(text.span, isOnlyPart: isOnlyPart, to: &key)
            } else {
                try append(source, event, to: &key)
            }
        case .cut(let unit, let source, let zone): append(unit, try moment(source, event).date(in: program.zones[zone]), to: &key)
        case .worked(let node, let type): try append(node, type, event, to: &key)
        }
    }

    private var isOnlyPart: Bool { parts.count == 1 }

    private func append(_ source: Source, _ event: borrowing EventView, to key: inout [UInt8]) throws(FoldError) {
        switch source {
        case .literal(let text): KeyEncoding.append(text.span, isOnlyPart: isOnlyPart, to: &key)
        case .field(let field):
            let value = event[field]
            switch value.kind {
            case .missing, .null: throw FoldError(.nullKey)
            case .underList, .underScalar: throw FoldError(value.misstep ?? .underList)
            case .object, .array: throw FoldError(.notText)
            case .escapedString:
                let text = event.unescaped(value)
                KeyEncoding.append(text.span, isOnlyPart: isOnlyPart, to: &key)
            default: event.withBytes(value.range) { KeyEncoding.append($0, isOnlyPart: isOnlyPart, to: &key) }
            }
        case .attribute(let attribute):
            switch attribute {
            case .stream: event.withBytes(event.head.stream) { KeyEncoding.append($0, isOnlyPart: isOnlyPart, to: &key) }
            case .id: event.withBytes(event.head.id) { KeyEncoding.append($0, isOnlyPart: isOnlyPart, to: &key) }
            case .type:
                let name = event.typeName.utf8
                KeyEncoding.append(name.span, isOnlyPart: isOnlyPart, to: &key)
            case .version:
                guard event.head.version != StoredEvent.noVersion else { throw FoldError(.nullKey) }
                KeyEncoding.append(event.head.version, to: &key)
            case .position: KeyEncoding.append(event.head.position, to: &key)
            case .index: KeyEncoding.append(Int64(event.item), to: &key)
            case .occurredAt: KeyEncoding.append(event.head.occurredAt.microseconds, to: &key)
            case .recordedAt: KeyEncoding.append(event.head.recordedAt.microseconds, to: &key)
            }
        }
    }

    private func moment(_ source: Source, _ event: borrowing EventView) throws(FoldError) -> Moment {
        let moment: Moment?
        switch source {
        case .literal(let text): moment = Moment(text.span)
        case .attribute(.occurredAt): moment = .time(event.head.occurredAt)
        case .attribute(.recordedAt): moment = .time(event.head.recordedAt)
        case .attribute: moment = nil
        case .field(let field):
            let value = event[field]
            switch value.kind {
            case .missing, .null: throw FoldError(.nullKey)
            case .underList, .underScalar: throw FoldError(value.misstep ?? .underList)
            case .string:
                moment = event.withBytes(value.range) { Moment($0) }
                if moment == nil {
                    let hints = event.withBytes(value.range) { ReadingHint.times($0) }
                    throw FoldError(hints.isEmpty ? .notTimestamp : .unread(.notTimestamp, hints: hints))
                }
            case .escapedString:
                let text = event.unescaped(value)
                moment = Moment(text.span)
            default: moment = nil
            }
        }
        guard let moment else { throw FoldError(.notTimestamp) }
        return moment
    }

    private func append(_ unit: CalendarUnit, _ date: CalendarDate, to key: inout [UInt8]) {
        switch unit {
        case .day: KeyEncoding.append(Int64(date.days), to: &key)
        case .year: KeyEncoding.append(Int64(date.year), to: &key)
        case .month:
            date.appendMonth(to: &key)
            if !isOnlyPart { key.append(0) }
        }
    }

    /// Evaluates a part on a row of its own, which is discarded.
    private func append(_ node: Int, _ type: ColumnType, _ event: borrowing EventView, to key: inout [UInt8]) throws(FoldError) {
        var row = Row.spare(of: layout)
        switch try program.evaluate(node, event, &row, FoldFrame()) {
        case .null: throw FoldError(.nullKey)
        case .timestamp(let value), .date(let value): KeyEncoding.append(value, to: &key)
        case .number(let number, _):
            do throws(DecimalError) {
                KeyEncoding.append(try number.units(scale: 0), to: &key)
            } catch {
                throw FoldError(arithmetic: error)
            }
        case let value:
            guard type.content == .text else { throw FoldError(.notText) }
            let text = try program.text(of: value, event, &row)
            row.withText(text) { KeyEncoding.append($0, isOnlyPart: isOnlyPart, to: &key) }
        }
    }
}

extension Row {
    /// A row of a table of its own, for values that are worked out without one.
    static func spare(of layout: RowLayout) -> Row {
        let table = RowTable(layout)
        let none: [UInt8] = []
        return Row(table.row(forKey: none.span, hash: none.span.stableHash).row, of: table)
    }
}

extension ExpressionCompiler {
    mutating func keyPart(_ part: KeyPartDefinition) throws(RefoldError) -> KeyProgram.NamedPart {
        var sources: [String] = []
        part.value.visit { expression in
            switch expression.form {
            case .path(let path): sources.append(path.description)
            case .attribute(let attribute): sources.append("@" + attribute.rawValue)
            default: break
            }
        }
        let taken = sources.isEmpty ? "" : " (\(sources.joined(separator: ", ")))"
        return KeyProgram.NamedPart(part: try keyPart(part.value, part.type), name: "\"\(part.name)\"\(taken)")
    }

    /// The parts of a key, which may be an entry's own.
    mutating func keyParts(_ values: [ValueExpression]?, _ key: [KeyPartDefinition]) throws(RefoldError) -> [KeyProgram.NamedPart] {
        var parts: [KeyProgram.NamedPart] = []
        for (index, part) in key.enumerated() {
            var part = part
            if let values { part.value = values[index] }
            parts.append(try keyPart(part))
        }
        return parts
    }

    private mutating func keyPart(_ expression: ValueExpression, _ type: ColumnType) throws(RefoldError) -> KeyProgram.Part {
        if case .coalesce(let operands) = expression.form, operands.count == 2, case .path = operands[0].form,
            let source = source(operands[0]), case .text(let text)? = operands[1].literal
        {
            return .defaulted(source, Array(text.utf8))
        }
        if let source = source(expression) { return .plain(source) }
        if case .cut(let unit, let operand, let zone) = expression.form, let source = source(operand) {
            return .cut(unit, source, zone: try self.zone(zone))
        }
        return .worked(try node(expression), type)
    }

    private mutating func source(_ expression: ValueExpression) -> KeyProgram.Source? {
        switch expression.form {
        case .path(let path): return field(path).map { .field($0) }
        case .attribute(let attribute):
            note(attribute)
            return .attribute(attribute)
        case .literal(.text(let text)): return .literal(Array(text.utf8))
        default: return nil
        }
    }
}
