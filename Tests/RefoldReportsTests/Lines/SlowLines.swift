import RefoldTesting
import RefoldValues
@testable import RefoldReports

/// Lines worked out from their rows one by one, with dictionaries and exact decimals: the reference for measures of lines and for the shape of reports.
struct SlowLines {
    /// What a line is found by: the month as `2024-09`, the shop and the currency; nil for null.
    struct Key: Hashable {
        var month: String?
        var shop: String?
        var currency: String?
    }

    /// The amounts of each line's rows; nil for null.
    var rows: [Key: [Int128?]] = [:]

    static func month(_ row: [InMemorySnapshot.Cell]) -> String? {
        SlowReport.units(SlowReport.cell(row, "sold_at")).flatMap { Timestamp(microseconds: Int64($0)) }.map { String($0.description.prefix(7)) }
    }

    init(_ all: [[InMemorySnapshot.Cell]]) {
        for row in all {
            let key = Key(month: Self.month(row), shop: SlowReport.text(SlowReport.cell(row, "shop")), currency: SlowReport.text(SlowReport.cell(row, "currency")))
            rows[key, default: []].append(SlowReport.units(SlowReport.cell(row, "amount")))
        }
    }

    func count(_ key: Key) -> Int { rows[key]?.count ?? 0 }

    /// The sum of the amounts in hundredths, thousandths or whole units, as the currency has them.
    func sum(_ keys: [Key]) -> Int128? {
        let values = keys.flatMap { rows[$0] ?? [] }.compactMap { $0 }
        return values.isEmpty ? nil : values.reduce(0, +)
    }

    static func digits(_ currency: String?) -> Int { ["EUR": 2, "JPY": 0, "BHD": 3][currency ?? ""] ?? 0 }

    /// The month so many before another one.
    static func month(_ month: String, before steps: Int) -> String {
        let number = (Int(month.prefix(4)) ?? 0) * 12 + (Int(month.suffix(2)) ?? 0) - 1 - steps
        let (year, part) = (String(number / 12), number % 12 + 1)
        return String(repeating: "0", count: 4 - year.count) + year + "-" + (part < 10 ? "0" : "") + "\(part)"
    }

    /// The quotient with four decimals, half to even.
    static func ratio(_ a: Int128, _ b: Int128) -> Int128 {
        let whole = (a.magnitude * 10_000).quotientAndRemainder(dividingBy: b.magnitude)
        let twice = whole.remainder * 2
        let up = twice > b.magnitude || (twice == b.magnitude && whole.quotient % 2 == 1)
        return Int128(whole.quotient + (up ? 1 : 0)) * ((a < 0) == (b < 0) ? 1 : -1)
    }
}
