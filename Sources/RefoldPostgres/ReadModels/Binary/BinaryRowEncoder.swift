// Unsafe here: copies texts from a block's memory without an array in between.

import RefoldCore
import RefoldValues

/// Writes the rows of a read model as binary fields: a length, then the bytes; a length of -1 is null.
struct BinaryRowEncoder {
    private let schema: ReadModelSchema
    private let hasPlainKey: Bool
    /// What the parts of the key are, and what the columns are.
    private let keyContents: [ColumnContent]
    private let contents: [ColumnContent]
    private let amounts: AmountDecimals
    private var part: [UInt8] = []

    init(_ schema: ReadModelSchema) {
        self.schema = schema
        hasPlainKey = schema.key.count == 1 && schema.key[0].type.isBytes
        keyContents = schema.key.map(\.type.content)
        contents = schema.columns.map(\.type.content)
        amounts = AmountDecimals(schema)
    }

    /// Appends a whole row in the format of COPY.
    ///
    /// - Throws: `.failed` if a time or a date is outside the years 1 to 9999.
    mutating func appendRow(_ index: Int, of rows: RowBlock, to buffer: inout BinaryBuffer) throws(RefoldError) {
        buffer.append(Int16(truncatingIfNeeded: schema.key.count + contents.count))
        if hasPlainKey {
            unsafe buffer.appendField(rows.key(index))
        } else {
            try appendKeyParts(of: index, of: rows, wanted: nil, to: &buffer)
        }
        for column in contents.indices { try appendColumn(column, of: index, of: rows, to: &buffer) }
    }

    /// Appends one part of a row's key.
    mutating func appendKey(_ part: Int, of index: Int, of rows: RowBlock, to buffer: inout BinaryBuffer) throws(RefoldError) {
        if hasPlainKey {
            unsafe buffer.appendField(rows.key(index))
        } else {
            try appendKeyParts(of: index, of: rows, wanted: part, to: &buffer)
        }
    }

    private mutating func appendKeyParts(
        of index: Int, of rows: RowBlock, wanted: Int?, to buffer: inout BinaryBuffer
    ) throws(RefoldError) {
        let key = unsafe Span<UInt8>(_unsafeBytes: rows.key(index))
        var offset = 0
        for (number, part) in schema.key.enumerated() {
            let value = KeyEncoding.read(part.type, from: key, at: &offset, isOnlyPart: schema.key.count == 1, text: &self.part)
            guard wanted == nil || wanted == number else { continue }
            if keyContents[number].isBytes {
                unsafe self.part.withUnsafeBytes { unsafe buffer.appendField($0) }
            } else {
                try append(value, keyContents[number], part.name, to: &buffer)
            }
        }
    }

    /// Appends one column of a row.
    @inline(__always)
    func appendColumn(_ number: Int, of index: Int, of rows: RowBlock, to buffer: inout BinaryBuffer) throws(RefoldError) {
        let content = contents[number]
        if rows.isNull(index, number) {
            buffer.append(-1 as Int32)
        } else if content.isBytes {
            guard !content.isWide else {
                let scale = content.scale ?? amounts.minorDigits(number, of: index, of: rows)
                return BinaryNumeric.append(wideUnits: rows.wide(index, number), scale: scale, to: &buffer)
            }
            unsafe buffer.appendField(rows.bytes(index, number))
        } else if content == .money {
            BinaryNumeric.append(units: rows.integer(index, number), scale: amounts.minorDigits(number, of: index, of: rows), to: &buffer)
        } else {
            try append(rows.integer(index, number), content, schema.columns[number].name, to: &buffer)
        }
    }

    @inline(__always)
    private func append(
        _ value: Int64, _ content: ColumnContent, _ name: @autoclosure () -> String, to buffer: inout BinaryBuffer
    ) throws(RefoldError) {
        switch content {
        case .timestamp:
            guard let time = Timestamp(microseconds: value) else { throw beyondCalendar(name()) }
            buffer.append(8 as Int32)
            buffer.append(time.microseconds - BinaryEpoch.microseconds)
        case .date:
            guard let date = CalendarDate(days: Int(value)) else { throw beyondCalendar(name()) }
            buffer.append(4 as Int32)
            buffer.append(date.days - BinaryEpoch.days)
        case .boolean:
            buffer.append(1 as Int32)
            buffer.append(value == 0 ? 0 as UInt8 : 1)
        case .decimal(let scale): BinaryNumeric.append(units: value, scale: scale, to: &buffer)
        case .integer, .money, .wideDecimal, .wideMoney, .text, .json:
            buffer.append(8 as Int32)
            buffer.append(value)
        }
    }

    private func beyondCalendar(_ column: String) -> RefoldError {
        RefoldError(
            .failed, "a row holds a time beyond the calendar in column \"\(column)\"", at: .named("projection \"\(schema.name)\""),
            expected: "the years 1 to 9999")
    }
}

/// 2000-01-01, the epoch of PostgreSQL, relative to 1970.
enum BinaryEpoch {
    static let microseconds: Int64 = 946_684_800_000_000
    static let days: Int32 = 10_957
}
