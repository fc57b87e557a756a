import RefoldCore
import RefoldProjections
import RefoldValues
import RefoldZones

/// A value of the slow reference.
enum SlowValue: Equatable {
    case null
    case text(String)
    case number(ExactDecimal)
    case time(Timestamp)
    /// A string of a payload, which is interpreted as a text, a number or a time according to its use.
    case string(String)

    var number: ExactDecimal? {
        switch self {
        case .number(let number): number
        case .text(let text), .string(let text): ExactDecimal(text)
        default: nil
        }
    }

    var time: Timestamp? {
        switch self {
        case .time(let time): time
        case .text(let text), .string(let text): Timestamp(text)
        default: nil
        }
    }

    var text: String? {
        switch self {
        case .text(let text), .string(let text): text
        case .number(let number): number.description
        case .time(let time): time.description
        case .null: nil
        }
    }
}

/// Why the slow reference stopped.
struct SlowStop: Error {}

/// Interprets a definition on rows that are dictionaries: slow, and without any code of the compiler.
struct SlowProjection {
    typealias Row = [String: SlowValue]
    struct Event {
        var type: String
        var stream: String
        var data: [String: SlowValue]
        var occurredAt: Timestamp
    }

    let definition: ProjectionDefinition

    func types() -> [String: ColumnType] { Dictionary(uniqueKeysWithValues: definition.allColumns.map { ($0.name, $0.type) }) }

    func fresh() -> Row {
        var row: Row = [:]
        for column in definition.columns {
            if let literal = column.defaultValue { row[column.name] = self.literal(literal, column.type) }
        }
        return row
    }

    /// Folds one event; nil is a row that does not exist.
    func fold(_ event: Event, into old: Row?) throws(SlowStop) -> Row? {
        let named = definition.handlers.first { $0.eventType.map { ExactText($0) } == ExactText(event.type) }
        guard let handler = named ?? definition.handlers.first(where: { $0.eventType == nil }) else { return old }
        var row = old
        for entry in handler.entries {
            let seen = row ?? fresh()
            guard try all(entry.when, seen, event) else { continue }
            guard case .change(let changes) = entry.action else {
                row = nil
                continue
            }
            var written = seen
            for change in changes { written[change.column] = try apply(change, seen, event) }
            row = written
        }
        return row
    }

    func complete(_ row: Row) throws(SlowStop) -> Row {
        var row = row
        for column in definition.computed {
            row[column.name] = try fit(try value(column.value, row, nil, column.type), column.type)
        }
        return row
    }

    private func apply(_ change: Change, _ row: Row, _ event: Event) throws(SlowStop) -> SlowValue? {
        guard let type = types()[change.column] else { return nil }
        let old = row[change.column] ?? .null
        if change.operation == .first, old != .null { return old }
        let operand = try fit(try value(change.value, row, event, type), type)
        if operand == .null { return change.operation == .set ? .null : old }
        switch change.operation {
        case .set, .first: return operand
        case .add, .subtract:
            guard let right = operand.number else { throw SlowStop() }
            let left = old.number ?? .zero
            let result = try stopping { () throws(DecimalError) in change.operation == .add ? try left.adding(right) : try left.subtracting(right) }
            return try fit(.number(result), type)
        case .min: return old == .null || isLess(operand, old) ? operand : old
        case .max: return old == .null || isLess(old, operand) ? operand : old
        }
    }

    private func stopping<Result>(_ body: () throws(DecimalError) -> Result) throws(SlowStop) -> Result {
        do throws(DecimalError) { return try body() } catch { throw SlowStop() }
    }

    /// The value as the column stores it.
    private func fit(_ value: SlowValue, _ type: ColumnType) throws(SlowStop) -> SlowValue {
        if value == .null { return .null }
        switch type {
        case .integer, .decimal:
            guard let number = value.number else { throw SlowStop() }
            let scale = scale(type) ?? 0
            return .number(ExactDecimal(units: try stopping { () throws(DecimalError) in try number.units(scale: scale) }, scale: scale))
        case .timestamp:
            guard let time = value.time else { throw SlowStop() }
            return .time(time)
        default: return value.text.map { .text($0) } ?? .null
        }
    }

    private func scale(_ type: ColumnType) -> Int? {
        switch type {
        case .integer: 0
        case .decimal(let scale): scale
        default: nil
        }
    }

    private func literal(_ literal: RefoldProjections.Literal, _ type: ColumnType?) -> SlowValue {
        switch literal {
        case .text(let text): type == .timestamp ? Timestamp(text).map { .time($0) } ?? .null : .text(text)
        case .number(let number): .number(number)
        default: .null
        }
    }

    private func value(_ expression: ValueExpression, _ row: Row, _ event: Event?, _ target: ColumnType?) throws(SlowStop) -> SlowValue {
        switch expression.form {
        case .literal(let literal): return self.literal(literal, nil)
        case .path(let path): return event?.data[path.names[0]] ?? .null
        case .attribute(.occurredAt): return event.map { .time($0.occurredAt) } ?? .null
        case .attribute: return .null
        case .column(let name): return row[name] ?? .null
        case .cut(_, let operand, let zone):
            guard let time = try value(operand, row, event, nil).time else { return .null }
            return .text(date(time, zone).monthText)
        case .days(let from, let to, let zone):
            guard let first = try value(from, row, event, nil).time, let last = try value(to, row, event, nil).time else { return .null }
            return .number(ExactDecimal(Int64(date(last, zone).days - date(first, zone).days)))
        case .function(let function, let operands):
            var values: [SlowValue] = []
            for operand in operands { values.append(try value(operand, row, event, nil)) }
            return values.contains(.null) ? .null : try apply(function, values)
        case .reading: throw SlowStop()
        case .coalesce(let operands):
            for operand in operands {
                let value = try value(operand, row, event, target)
                if value != .null { return value }
            }
            return .null
        case .branches(let branches, let otherwise):
            for branch in branches where try all(branch.when, row, event) { return try value(branch.then, row, event, target) }
            return try value(otherwise, row, event, target)
        case .arithmetic(let arithmetic):
            var numbers: [ExactDecimal] = []
            for operand in arithmetic.operands {
                let value = try value(operand, row, event, target)
                if value == .null { return .null }
                guard let number = value.number else { throw SlowStop() }
                numbers.append(number)
            }
            return .number(
                try stopping { () throws(DecimalError) in
                    var result = numbers[0]
                    for number in numbers.dropFirst() {
                        switch arithmetic.operation {
                        case .sum: result = try result.adding(number)
                        case .subtract: result = try result.subtracting(number)
                        case .multiply: result = try result.multiplied(by: number)
                        }
                    }
                    guard let rounding = arithmetic.rounding, let scale = arithmetic.scale ?? target.flatMap(self.scale) else { return result }
                    return try result.rescaled(to: scale, rounding: rounding)
                })
        }
    }

    private func apply(_ function: ValueFunction, _ values: [SlowValue]) throws(SlowStop) -> SlowValue {
        let text = values[0].text ?? ""
        switch function {
        case .number:
            let utf8 = text.utf8
            guard let number = values[0].number ?? NumberForm.plain.decimal(utf8.span) else { throw SlowStop() }
            return .number(number)
        case .length: return .number(ExactDecimal(Int64(text.unicodeScalars.count)))
        case .lower: return .text(text.lowercased())
        case .upper: return .text(text.uppercased())
        case .prefix(let length): return .text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))))
        case .concat: return .text(values.map { $0.text ?? "" }.joined())
        case .time, .date, .trim: throw SlowStop()
        }
    }

    private func date(_ time: Timestamp, _ zone: String) -> CalendarDate { (try? TimeZoneRules(named: zone))?.date(of: time) ?? .first }

    private func all(_ tests: [RowTest], _ row: Row, _ event: Event?) throws(SlowStop) -> Bool {
        for test in tests where !(try holds(test.condition, try value(test.subject, row, event, nil), row, event)) { return false }
        return true
    }

    private func holds(_ condition: Condition, _ subject: SlowValue, _ row: Row, _ event: Event?) throws(SlowStop) -> Bool {
        switch condition {
        case .isNull: return subject == .null
        case .isAny(let values):
            for value in values {
                let other = try self.value(value, row, event, nil)
                if subject != .null, other != .null, !isLess(subject, other), !isLess(other, subject) { return true }
            }
            return false
        case .compares(let comparison, let bound):
            let other = try value(bound, row, event, nil)
            if subject == .null || other == .null { return false }
            return switch comparison {
            case .atLeast: !isLess(subject, other)
            case .atMost: !isLess(other, subject)
            case .above: isLess(other, subject)
            case .below: isLess(subject, other)
            }
        case .not(let inner): return try !holds(inner, subject, row, event)
        case .all(let inner):
            for condition in inner where !(try holds(condition, subject, row, event)) { return false }
            return true
        case .either(let inner):
            for condition in inner where try holds(condition, subject, row, event) { return true }
            return false
        }
    }

    /// The order of values of one kind.
    private func isLess(_ a: SlowValue, _ b: SlowValue) -> Bool {
        if case .time = a, let left = a.time, let right = b.time { return left < right }
        if case .time = b, let left = a.time, let right = b.time { return left < right }
        if case .text = a, let left = a.text, let right = b.text { return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) }
        if case .text = b, let left = a.text, let right = b.text { return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) }
        if let left = a.number, let right = b.number { return left < right }
        return Array((a.text ?? "").utf8).lexicographicallyPrecedes(Array((b.text ?? "").utf8))
    }
}
