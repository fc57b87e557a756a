import RefoldValues

/// A UUID in any of the forms that clients write: with dashes or without.
public struct UUIDText: Sendable {
    /// The 32 digits.
    public let digits: String

    /// - Returns: nil for anything else.
    public init?(_ text: String) {
        digits = text.lowercased().filter { $0 != "-" }
        guard digits.utf8.count == 32, digits.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 })
        else { return nil }
    }

    /// `7f1f3c64-3f0e-4a8e-9c59-000000000001`.
    public var text: String {
        var text = ""
        for (index, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(index) { text += "-" }
            text.append(digit)
        }
        return text
    }

    /// Whether two texts are the same, or two texts of one UUID.
    public static func isSame(_ one: String, _ other: String) -> Bool {
        ExactText(one) == ExactText(other) || UUIDText(one).map { $0.digits == UUIDText(other)?.digits } ?? false
    }
}
