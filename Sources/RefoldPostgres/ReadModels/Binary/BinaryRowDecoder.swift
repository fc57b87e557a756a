// Unsafe here: reads fields in libpq's memory.

import RefoldCore
import RefoldValues

/// Reads binary fields into the columns of a block.
struct BinaryRowDecoder {
    private let columns: [ColumnSchema]
    private let contents: [ColumnContent]
    private let projection: String

    /// - Parameter columns: the columns of the fields, in order; column `i` of the block is the `i`-th of these.
    init(_ columns: [ColumnSchema], of projection: String) {
        self.columns = columns
        contents = columns.map(\.type.content)
        self.projection = projection
    }

    /// Sets all columns of the block's last row from a row of COPY that begins at `offset`.
    ///
    /// - Returns: false at the end marker.
    func readRow(_ bytes: UnsafeRawBufferPointer, at start: Int, into block: RowBlock) throws(RefoldError) -> Bool {
        guard start + 2 <= bytes.count else { return false }
        let count = unsafe Int(Int16(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: Int16.self)))
        guard count >= 0 else { return false }
        let noKey: [UInt8] = []
        block.beginRow(key: noKey.span)
        var offset = start + 2
        for column in columns.indices {
            guard offset + 4 <= bytes.count else { throw broken(column) }
            let length = unsafe Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self)))
            offset += 4
            guard length >= 0 else { continue }
            guard offset + length <= bytes.count else { throw broken(column) }
            try unsafe set(column, of: block, from: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length]))
            offset += length
        }
        return true
    }

    /// Sets a column of the block's last row from a field that is not null.
    ///
    /// - Throws: `.failed` if Refold cannot represent the value: a time outside the years 1 to 9999, a number beyond 64 bits, or 38 digits.
    func set(_ column: Int, of block: RowBlock, from field: UnsafeRawBufferPointer) throws(RefoldError) {
        let content = contents[column]
        if content.isBytes {
            guard !content.isWide else {
                guard let number = unsafe BinaryNumeric.wideUnits(field, scale: content.scale) else { throw broken(column) }
                return block.set(column, toWide: number)
            }
            guard field.count <= TextReference.maximumCount else { throw broken(column) }
            return unsafe block.set(column, copying: field)
        }
        guard let value = unsafe Self.value(of: content, field) else { throw broken(column) }
        block.set(column, to: value)
    }

    private static func value(of content: ColumnContent, _ field: UnsafeRawBufferPointer) -> Int64? {
        func integer<Value: FixedWidthInteger>(_: Value.Type) -> Value? {
            guard field.count == MemoryLayout<Value>.size else { return nil }
            return unsafe Value(bigEndian: field.loadUnaligned(as: Value.self))
        }
        switch content {
        case .integer: return integer(Int64.self)
        case .decimal(let scale): return unsafe BinaryNumeric.units(field, scale: scale)
        case .money: return unsafe BinaryNumeric.units(field, scale: nil)
        case .boolean: return integer(UInt8.self).map { $0 == 0 ? 0 : 1 }
        case .timestamp:
            guard let (value, overflow) = integer(Int64.self)?.addingReportingOverflow(BinaryEpoch.microseconds), !overflow else { return nil }
            return Timestamp(microseconds: value)?.microseconds
        case .date: return integer(Int32.self).flatMap { CalendarDate(days: Int($0) + Int(BinaryEpoch.days)) }.map { Int64($0.days) }
        case .text, .json, .wideDecimal, .wideMoney: return nil
        }
    }

    private func broken(_ column: Int) -> RefoldError {
        RefoldError(
            .failed, "a row holds a value in column \"\(columns[column].name)\" that Refold never writes", at: .named("projection \"\(projection)\""),
            expected: "times in the years 1 to 9999 and numbers within 64 bits of last places, or 38 digits", remedy: "run refold rebuild \(projection) --accept")
    }
}
