// Unsafe here: passes the bytes of a text to the buffer.

import RefoldCore
import RefoldStores
import RefoldValues

extension BinaryArrays {
    /// Adds the parameters of a query.
    ///
    /// - Parameter columns: the column that each value is compared with; it has the same kind as the value.
    mutating func add(_ values: [CellValue], comparedWith columns: [ColumnSchema]) {
        for (value, column) in zip(values, columns) { add { buffer in Self.append(value, column.type.content, to: &buffer) } }
    }

    private static func append(_ value: CellValue, _ content: ColumnContent, to buffer: inout BinaryBuffer) {
        switch value {
        case .text(var text): text.withUTF8 { unsafe buffer.appendField(UnsafeRawBufferPointer($0)) }
        case .integer(let value):
            switch content {
            case .timestamp:
                buffer.append(8 as Int32)
                // The server's calendar is longer than ours, so a time outside ours is limited to just before or just after all rows.
                let time = min(max(value, Timestamp.first.microseconds - 1), Timestamp.last.microseconds + 1)
                buffer.append(time - BinaryEpoch.microseconds)
            case .date:
                buffer.append(4 as Int32)
                let day = min(max(value, Int64(CalendarDate.first.days) - 1), Int64(CalendarDate.last.days) + 1)
                buffer.append(Int32(truncatingIfNeeded: day) - BinaryEpoch.days)
            case .boolean:
                buffer.append(1 as Int32)
                buffer.append(value == 0 ? 0 as UInt8 : 1)
            case .decimal(let scale): BinaryNumeric.append(units: value, scale: scale, to: &buffer)
            case .integer, .money, .wideDecimal, .wideMoney, .text, .json:
                buffer.append(8 as Int32)
                buffer.append(value)
            }
        }
    }
}
