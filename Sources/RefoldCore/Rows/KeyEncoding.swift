import RefoldValues

/// Encodes the parts of a key as bytes that sort as the parts do: text by its UTF-8 bytes, numbers and times by value, first part first.
///
/// A key of one text part is that text itself. In other keys, a text ends with byte 0, and a 0 inside it becomes 0 255. Integers are eight
/// bytes, big-endian, with the sign bit inverted.
public enum KeyEncoding {
    /// The longest encoded key, in bytes: an index of PostgreSQL takes 2,704, including what it stores beside each part.
    public static let maximumCount = 2400

    /// Appends a text part.
    public static func append(_ text: Span<UInt8>, isOnlyPart: Bool, to key: inout [UInt8]) {
        for index in text.indices {
            key.append(text[index])
            if text[index] == 0, !isOnlyPart { key.append(0xFF) }
        }
        if !isOnlyPart { key.append(0) }
    }

    /// Appends an integer, boolean, date or timestamp part.
    public static func append(_ value: Int64, to key: inout [UInt8]) {
        let bits = UInt64(bitPattern: value) ^ 1 << 63
        for shift in stride(from: UInt64(56), through: 0, by: -8) { key.append(UInt8(truncatingIfNeeded: bits >> shift)) }
    }

    /// Reads the next part of a key.
    ///
    /// - Parameters:
    ///   - index: the start of the part; moved past it.
    ///   - text: receives the bytes of a text part.
    /// - Returns: the value of a part that is not a text; 0 for a text.
    public static func read(
        _ type: ColumnType, from key: Span<UInt8>, at index: inout Int, isOnlyPart: Bool, text: inout [UInt8]
    ) -> Int64 {
        text.removeAll(keepingCapacity: true)
        guard type.isBytes else {
            var bits: UInt64 = 0
            let end = min(index + 8, key.count)
            while index < end {
                bits = bits << 8 | UInt64(key[index])
                index += 1
            }
            return Int64(bitPattern: bits ^ 1 << 63)
        }
        while index < key.count {
            let byte = key[index]
            index += 1
            if byte == 0, !isOnlyPart {
                guard index < key.count, key[index] == 0xFF else { break }
                index += 1
            }
            text.append(byte)
        }
        return 0
    }

    /// An encoded key for messages, its parts in quotes.
    public static func describe(_ key: Span<UInt8>, _ parts: [ColumnSchema]) -> String {
        var index = 0
        var text: [UInt8] = []
        return parts.map { part in
            let value = read(part.type, from: key, at: &index, isOnlyPart: parts.count == 1, text: &text)
            switch part.type.content {
            case .text, .json: return "\"\(String(decoding: text, as: UTF8.self))\""
            case .date: return CalendarDate(days: Int(value))?.description ?? "\(value)"
            case .timestamp: return Timestamp(microseconds: value)?.description ?? "\(value)"
            default: return "\(value)"
            }
        }.joined(separator: ", ")
    }
}
