import RefoldJSON
import RefoldValues

/// Writes the data of events: JSON objects without white space, members in the order in which they are added.
public struct EventJSON {
    /// What was written so far, without the closing brace.
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// The object whose members `add` writes.
    public static func object(_ add: (inout EventJSON) -> Void) -> String {
        var json = EventJSON()
        json.bytes.reserveCapacity(256)
        json.write(add)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    /// Starts over, in the same memory, with the object whose members `add` writes.
    public mutating func write(_ add: (inout EventJSON) -> Void) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(UInt8(ascii: "{"))
        add(&self)
        bytes.append(UInt8(ascii: "}"))
    }

    /// - Parameter key: letters and `_` only: it is not escaped.
    public mutating func add(_ key: String, _ text: String) {
        addKey(key)
        JSONWriter.appendString(text, to: &bytes)
    }

    /// Adds an amount, as a text with the decimals of its currency.
    public mutating func add(_ key: String, _ money: Money) {
        addKey(key)
        bytes.append(UInt8(ascii: "\""))
        ExactDecimal.appendDecimal(units: money.minorUnits, scale: money.currency.minorDigits, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func addKey(_ key: String) {
        if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: key.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }
}
