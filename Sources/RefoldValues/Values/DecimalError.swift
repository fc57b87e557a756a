/// Why decimal arithmetic gave no result.
public enum DecimalError: Error, Hashable, Sendable {
    /// The result is out of range for its type.
    case overflow
    /// The result has more decimals than this scale, and no rounding was requested.
    case inexact(scale: Int)
    /// The divisor is zero.
    case divisionByZero
    /// The result has more digits than ``WideDecimal/maximumDigits``.
    case tooLong
}

extension DecimalError: CustomStringConvertible {
    /// A clause for a ``Fault``; it contains no value.
    public var description: String {
        switch self {
        case .overflow: "the number is too large"
        case .inexact(let scale): "the number has more than \(scale) decimals"
        case .divisionByZero: "the divisor is zero"
        case .tooLong: "the number has more than \(WideDecimal.maximumDigits) digits"
        }
    }
}
