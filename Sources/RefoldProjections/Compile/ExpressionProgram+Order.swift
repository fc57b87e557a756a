import RefoldCore

extension ExpressionProgram {
    /// -1, 0 or 1 if `a` is below, equal to or above `b`, neither of which is null; nil if they are of different kinds.
    ///
    /// What comes from a payload is read as the kind of the other value: `"10.50"` is the number 10.5 beside a number, and a text beside
    /// a text. A number or boolean of a payload is its JSON text beside a text that is none of the payload.
    func order(_ a: FoldValue, _ b: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) -> Int? {
        switch (Comparand(a), Comparand(b)) {
        case (.text, .text): return textOrder(a, b, event, row)
        case (.number, .number): return numberOrder(a, b, event, row)
        case (.number, .text), (.text, .number):
            let (number, text) = if case .number = Comparand(a) { (a, b) } else { (b, a) }
            return number.isPayload && !text.isPayload ? textOrder(a, b, event, row) : numberOrder(a, b, event, row)
        case (.boolean, .boolean): return Self.order(a.isTrue ? 1 : 0, b.isTrue ? 1 : 0)
        case (.boolean, .text), (.text, .boolean): return payloadTextOrder(a, b, event, row)
        case (.time, .time), (.time, .text), (.text, .time):
            guard let left = instant(a, event, row), let right = instant(b, event, row) else { return nil }
            switch (left, right) {
            case (.time(let left), .time(let right)): return Self.order(left, right)
            case (.date(let left), .date(let right)): return Self.order(left, right)
            default: return nil
            }
        default: return nil
        }
    }

    private static func order<Value: Comparable>(_ a: Value, _ b: Value) -> Int { a == b ? 0 : a < b ? -1 : 1 }

    private func numberOrder(_ a: FoldValue, _ b: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) -> Int? {
        if case .number(let left, _)? = try? number(a, event, row), case .number(let right, _)? = try? number(b, event, row) {
            return Self.order(left, right)
        }
        guard let left = try? wide(a, event, row), let right = try? wide(b, event, row) else { return nil }
        return Self.order(left, right)
    }

    private func instant(_ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) -> Moment? {
        (try? moment(value, event, row)) ?? nil
    }

    /// The order of a text and a payload's number or boolean, which is taken as its JSON text; nil if neither comes from a payload.
    private func payloadTextOrder(_ a: FoldValue, _ b: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) -> Int? {
        guard a.isText || a.isPayload, b.isText || b.isPayload else { return nil }
        return textOrder(a, b, event, row)
    }

    /// Compares by bytes.
    func textOrder(_ a: FoldValue, _ b: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) -> Int {
        withText(of: a, event, row) { left in
            withText(of: b, event, row) { right in left.isEqual(to: right) ? 0 : left.isLess(than: right) ? -1 : 1 }
        }
    }
}

/// The kinds of values that can be ordered.
private enum Comparand {
    case number, text, boolean, time, other

    init(_ value: FoldValue) {
        switch value {
        case .number, .wide: self = .number
        case .boolean: self = .boolean
        case .timestamp, .date: self = .time
        case .text, .eventText, .typeName: self = .text
        case .null, .json: self = .other
        case .payload(let payload):
            switch payload.kind {
            case .string, .escapedString: self = .text
            case .integer, .number: self = .number
            case .true, .false: self = .boolean
            case .object, .array, .missing, .underList, .underScalar, .null: self = .other
            }
        }
    }
}

extension FoldValue {
    fileprivate var isPayload: Bool { if case .payload = self { true } else { false } }

    fileprivate var isTrue: Bool {
        switch self {
        case .boolean(let flag): flag
        case .payload(let payload): payload.kind == .true
        default: false
        }
    }
}
