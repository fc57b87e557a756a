import RefoldTesting

/// Aggregates of a few rows, computed row by row with decimals: the reference for the fast path.
struct SlowReport {
    struct Line: Equatable {
        var count = 0
        var values: [Int128] = []
        var texts: [String] = []
    }

    static func cell(_ row: [InMemorySnapshot.Cell], _ name: String) -> InMemorySnapshot.Cell { row[Sample.column(name)] }

    static func text(_ cell: InMemorySnapshot.Cell) -> String? {
        if case .text(let text) = cell { text } else { nil }
    }

    static func units(_ cell: InMemorySnapshot.Cell) -> Int128? {
        if case .units(let value) = cell { Int128(value) } else { nil }
    }

    /// The smallest value such that at least the share of all values is not above it, found by trying every value.
    static func percentile(_ values: [Int128], hundredths: Int) -> Int128? {
        values.filter { value in values.count { $0 <= value } * 100 >= hundredths * values.count }.min()
    }

    /// The quotient with two decimals, half to even, found by comparing with the doubled remainder.
    static func mean(_ values: [Int128]) -> Int128? {
        guard !values.isEmpty else { return nil }
        let (sum, count) = (values.reduce(0, +) * 100, Int128(values.count))
        let (quotient, remainder) = sum.magnitude.quotientAndRemainder(dividingBy: count.magnitude)
        let twice = remainder * 2
        let isRaised = twice > count.magnitude || (twice == count.magnitude && quotient % 2 == 1)
        return Int128(quotient + (isRaised ? 1 : 0)) * (sum < 0 ? -1 : 1)
    }

    /// An integer in units of the last decimal, as a plain decimal.
    static func decimal(_ units: Int128?, _ scale: Int) -> String {
        guard let units else { return "" }
        var digits = String(units.magnitude)
        while digits.count <= scale { digits = "0" + digits }
        if scale > 0 { digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale)) }
        return (units < 0 ? "-" : "") + digits
    }
}
