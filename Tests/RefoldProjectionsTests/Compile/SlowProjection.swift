import Foundation
import RefoldCore
import RefoldProjections
import RefoldValues
import RefoldZones

/// Why the slow reference stopped.
struct SlowStop: Error {
    /// The line of the reference that stopped.
    let line: Int

    init(line: Int = #line) { self.line = line }
}

/// Interprets a definition on rows that are dictionaries: slow, and without any code of the compiler.
struct SlowProjection {
    typealias Row = [String: SlowValue]
    struct Event {
        var type: String
        var stream: String
        var data: [String: SlowValue]
        var occurredAt: Timestamp
        var lists: [String: [Item]] = [:]
        /// The item at hand.
        var item: (number: Int, value: Item)?
    }

    /// An item of a list: an object, or a value by itself.
    enum Item {
        case members([String: SlowValue])
        case value(SlowValue)
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

    /// Folds one event into the rows, which are known by their keys.
    func fold(_ event: Event, into rows: inout [String: Row]) throws(SlowStop) {
        let named = definition.handlers.first { $0.eventType.map { ExactText($0) } == ExactText(event.type) }
        guard let handler = named ?? definition.handlers.first(where: { $0.eventType == nil }) else { return }
        for entry in handler.entries {
            guard let each = entry.each else {
                try apply(entry, event, to: &rows)
                continue
            }
            for item in (event.lists[each.path.names[0]] ?? []).enumerated() {
                var event = event
                event.item = (item.offset, item.element)
                try apply(entry, event, to: &rows)
            }
        }
    }

    func complete(_ row: Row) throws(SlowStop) -> Row {
        var row = row
        for column in definition.computed {
            row[column.name] = try fit(try value(column.value, row, nil, column.type), column.type)
        }
        return row
    }

    func apply(_ change: Change, _ row: Row, _ event: Event) throws(SlowStop) -> SlowValue? {
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
        case .integer, .decimal, .money:
            guard let number = value.number else { throw SlowStop() }
            let scale = scale(type) ?? 0
            let fitted = try stopping { () throws(DecimalError) in try number.rescaled(to: scale) }
            // 64 bits of last places, or 38 digits with more than 12 decimals.
            let largest = scale > 12 ? (0..<38).reduce(1 as Int128) { power, _ in power * 10 } - 1 : Int128(Int64.max)
            guard fitted.mantissa >= -largest - (scale > 12 ? 0 : 1), fitted.mantissa <= largest else { throw SlowStop() }
            return .number(fitted)
        case .timestamp:
            guard let time = value.time else { throw SlowStop() }
            return .time(time)
        case .date:
            guard let date = value.date else { throw SlowStop() }
            return .date(date)
        default: return value.text.map { .text($0) } ?? .null
        }
    }

    private func scale(_ type: ColumnType) -> Int? {
        switch type {
        case .integer: 0
        case .decimal(let scale): scale
        // All amounts are in the one currency that their column has as its default.
        case .money: SlowReadings.decimals(of: "KWD")
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

    func value(_ expression: ValueExpression, _ row: Row, _ event: Event?, _ target: ColumnType?) throws(SlowStop) -> SlowValue {
        switch expression.form {
        case .literal(let literal): return self.literal(literal, nil)
        case .path(let path): return try value(at: path, of: event)
        case .attribute(.index): return .number(ExactDecimal(Int64(event?.item?.number ?? 0)))
        case .attribute(.occurredAt): return event.map { .time($0.occurredAt) } ?? .null
        case .attribute, .moment: return .null
        case .column(let name): return row[name] ?? .null
        case .cut(let unit, let operand, let zone):
            let value = try value(operand, row, event, nil)
            guard value != .null else { return .null }
            guard let day = value.time.map({ date($0, zone) }) ?? value.date else { throw SlowStop() }
            return unit == .day ? .date(day) : unit == .month ? .text(day.monthText) : .number(ExactDecimal(Int64(day.description.prefix(4)) ?? 0))
        case .days(let from, let to, let zone):
            guard let first = try value(from, row, event, nil).time, let last = try value(to, row, event, nil).time else { return .null }
            return .number(ExactDecimal(Int64(date(last, zone).days - date(first, zone).days)))
        case .function(let function, let operands):
            var values: [SlowValue] = []
            for operand in operands {
                let value = try value(operand, row, event, nil)
                if value == .null { return .null }
                values.append(value)
            }
            return try apply(function, values)
        case .reading(let reading, let operand):
            let value = try value(operand, row, event, nil)
            return value == .null ? .null : try read(value, reading, row, event, target)
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
            var (numbers, hasNull) = ([ExactDecimal](), false)
            for operand in arithmetic.operands {
                let value = try value(operand, row, event, target)
                guard value != .null else {
                    hasNull = true
                    continue
                }
                guard let number = value.number else { throw SlowStop() }
                numbers.append(number)
            }
            if hasNull { return .null }
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
            return try number(values[0], decimal: ".", group: nil)
        case .length: return .number(ExactDecimal(Int64(text.unicodeScalars.count)))
        case .lower: return .text(text.lowercased())
        case .upper: return .text(text.uppercased())
        case .prefix(let length): return .text(String(String.UnicodeScalarView(text.unicodeScalars.prefix(length))))
        case .concat: return .text(values.map { $0.text ?? "" }.joined())
        case .trim: return .text(text.trimmingCharacters(in: .whitespacesAndNewlines))
        case .time:
            guard let time = values[0].time else { throw SlowStop() }
            return .time(time)
        case .date:
            guard let date = values[0].date else { throw SlowStop() }
            return .date(date)
        }
    }

    private func number(_ value: SlowValue, decimal: String?, group: String?) throws(SlowStop) -> SlowValue {
        if case .number = value { return value }
        guard value.isText, let number = SlowReadings.number(value.text ?? "", decimal: decimal, group: group) else { throw SlowStop() }
        return .number(number)
    }

    /// A value in a stated reading.
    private func read(_ value: SlowValue, _ reading: StatedReading, _ row: Row, _ event: Event?, _ target: ColumnType?) throws(SlowStop) -> SlowValue {
        let text = value.text ?? ""
        switch reading {
        case .number(let form): return try number(value, decimal: form.decimal?.text, group: form.group?.text)
        case .since1970(let unit):
            guard let time = SlowReadings.time(text, unit: unit) else { throw SlowStop() }
            return .time(time)
        case .local(let zone):
            guard value.isText, let time = SlowReadings.local(text, zone: zone) else { throw SlowStop() }
            return .time(time)
        case .date(let form):
            guard let date = SlowReadings.date(text, form: form.text, century: form.century) else { throw SlowStop() }
            return .date(date)
        case .minorUnits(let currency):
            let own = if case .money = target { "KWD" } else { nil as String? }
            var code = own
            if let currency { code = try self.value(currency, row, event, nil).text }
            guard let code, own ?? code == code, let decimals = SlowReadings.decimals(of: code) else { throw SlowStop() }
            guard let number = try number(value, decimal: ".", group: nil).number else { throw SlowStop() }
            let unit = ExactDecimal(units: 1, scale: decimals)
            return .number(try stopping { () throws(DecimalError) in try number.multiplied(by: unit) })
        }
    }

    private func date(_ time: Timestamp, _ zone: String) -> CalendarDate { (try? TimeZoneRules(named: zone))?.date(of: time) ?? .first }

    func all(_ tests: [RowTest], _ row: Row, _ event: Event?) throws(SlowStop) -> Bool {
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
        if case .date = a, let left = a.date, let right = b.date { return left.days < right.days }
        if case .date = b, let left = a.date, let right = b.date { return left.days < right.days }
        if case .time = a, let left = a.time, let right = b.time { return left < right }
        if case .time = b, let left = a.time, let right = b.time { return left < right }
        if case .text = a, let left = a.text, let right = b.text { return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) }
        if case .text = b, let left = a.text, let right = b.text { return Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8)) }
        if let left = a.number, let right = b.number { return left < right }
        return Array((a.text ?? "").utf8).lexicographicallyPrecedes(Array((b.text ?? "").utf8))
    }
}
