import RefoldJSON
import RefoldValues

extension Row {
    /// Sets a column to a value of the event's payload, in the column's own type; missing and null both set null.
    ///
    /// Text takes strings, and numbers and booleans as their JSON text. Integers and decimals come from JSON numbers or strings and are
    /// never converted to a binary float. Money takes the scale of the row's present currency, so a reducer must set the currency first.
    @inlinable
    public mutating func set(_ column: Column, from event: borrowing EventView, _ field: PayloadField) throws(FoldError) {
        try set(column, from: event, event[field])
    }

    /// Sets a column to a payload value; see ``set(_:from:_:)-(Column,_,PayloadField)``.
    @inlinable
    public mutating func set(_ column: Column, from event: borrowing EventView, _ value: PayloadValue) throws(FoldError) {
        if column.kind == .text, value.kind == .string {
            try event.withBytes(value.range) { (bytes) throws(FoldError) in try self.set(column, copying: bytes) }
        } else if value.isNull {
            setNull(column)
        } else {
            try setConverted(column, from: event, value)
        }
    }

    @usableFromInline
    mutating func setConverted(_ column: Column, from event: borrowing EventView, _ value: PayloadValue) throws(FoldError) {
        switch column.kind {
        case .text: try setText(column, from: event, value)
        case .json, .wide: try setBytes(column, from: event, value)
        default: set(column, to: try integer(of: value, of: event, for: column))
        }
    }

    /// Converts a payload value to the slot of a column that is not a text. The value is neither null nor missing.
    public func integer(of value: PayloadValue, of event: borrowing EventView, for column: Column) throws(FoldError) -> Int64 {
        switch column.kind {
        case .boolean:
            switch value.kind {
            case .true: return 1
            case .false: return 0
            default: throw value.refusal(.notBoolean, column)
            }
        case .integer, .decimal, .money:
            guard value.isNumeric else { throw value.refusal(column.kind == .integer ? .notInteger : .notDecimal, column) }
        case .timestamp, .date:
            guard value.isString else {
                let reason: FoldError.Reason = column.kind == .date ? .notDate : .notTimestamp
                throw value.refusal(value.isNumeric ? event.withBytes(value.range) { reason.hinting($0) } : reason, column)
            }
        case .text, .json, .wide: throw FoldError(.notInteger, column: column.index)
        }
        guard value.kind != .escapedString else {
            let text = event.unescaped(value)
            return try integer(text.span, for: column)
        }
        return try event.withBytes(value.range) { (bytes) throws(FoldError) in try integer(bytes, for: column) }
    }

    /// Converts the text of a number, a time or a date to the slot of a column that is neither text nor boolean.
    @inlinable
    public func integer(_ bytes: Span<UInt8>, for column: Column) throws(FoldError) -> Int64 {
        switch column.kind {
        case .integer: return try units(bytes, scale: 0, column: column, otherwise: .notInteger)
        case .decimal:
            let scale = Int(column.scale)
            return try units(bytes, scale: scale, column: column, otherwise: .tooManyDecimals(scale: scale))
        case .money:
            let scale = try currency(of: column).minorDigits
            return try units(bytes, scale: scale, column: column, otherwise: .tooManyDecimals(scale: scale))
        case .timestamp:
            guard let time = try? Timestamp(bytes, in: 0..<bytes.count) else {
                throw FoldError(FoldError.Reason.notTimestamp.hinting(bytes), column: column.index)
            }
            return time.microseconds
        case .date:
            guard let date = try? CalendarDate(bytes) else {
                throw FoldError(FoldError.Reason.notDate.hinting(bytes), column: column.index)
            }
            return Int64(date.days)
        case .text, .json, .wide, .boolean: throw FoldError(.notBoolean, column: column.index)
        }
    }

    @inlinable
    func units(_ bytes: Span<UInt8>, scale: Int, column: Column, otherwise: FoldError.Reason) throws(FoldError) -> Int64 {
        if let units = ExactDecimal.parseUnits(bytes, in: 0..<bytes.count, scale: scale) { return units }
        let units: Int64?
        do throws(DecimalError) {
            units = try ExactDecimal.units(bytes, in: 0..<bytes.count, scale: scale)
        } catch .inexact {
            throw FoldError(otherwise, column: column.index)
        } catch {
            throw FoldError(.overflow, column: column.index)
        }
        guard let units else {
            let reason: FoldError.Reason = column.kind == .integer ? .notInteger : .notDecimal
            throw FoldError(reason.hinting(bytes), column: column.index)
        }
        return units
    }

    private mutating func setText(_ column: Column, from event: borrowing EventView, _ value: PayloadValue) throws(FoldError) {
        switch value.kind {
        case .escapedString:
            let text = event.unescaped(value)
            try set(column, copying: text.span)
        case .object, .array, .underList, .underScalar:
            throw value.refusal(.notText, column)
        default:
            try event.withBytes(value.range) { (bytes) throws(FoldError) in try self.set(column, copying: bytes) }
        }
    }

    private mutating func setBytes(_ column: Column, from event: borrowing EventView, _ value: PayloadValue) throws(FoldError) {
        if column.kind == .json {
            try setJSON(column, from: event, value)
        } else {
            set(column, toWide: try wideUnits(of: value, of: event, for: column))
        }
    }

    private mutating func setJSON(_ column: Column, from event: borrowing EventView, _ value: PayloadValue) throws(FoldError) {
        guard value.misstep == nil else { throw value.refusal(.notText, column) }
        try event.withBytes(value.rawRange) { (bytes) throws(FoldError) in
            guard value.isString || bytes.hasStorableNumbers else { throw FoldError(.numberTooLong, column: column.index) }
            try self.set(column, copying: bytes)
        }
    }
}

extension PayloadValue {
    /// Why it cannot go into a column: for this reason, unless its path leads into a list or out of an item.
    func refusal(_ reason: FoldError.Reason, _ column: Column) -> FoldError { FoldError(misstep ?? reason, column: column.index) }

    /// Why there is no value and no null either: the path steps by a name into what has no names. Nil if it does not.
    public var misstep: FoldError.Reason? {
        switch kind {
        case .underList: .underList
        case .underScalar: .underScalar
        default: nil
        }
    }

    /// A number, or a string that may hold one.
    @inlinable
    public var isNumeric: Bool { kind == .integer || kind == .number || isString }

    /// A string, with or without escapes.
    @inlinable
    public var isString: Bool { kind == .string || kind == .escapedString }

    /// The value as it is written; a string includes its quotes.
    public var rawRange: ByteRange {
        isString ? ByteRange(offset: range.offset - 1, count: range.count + 2) : range
    }
}
