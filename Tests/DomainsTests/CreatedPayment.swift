import RefoldPayments
import RefoldQueries
import RefoldTesting
import RefoldValues
import RefoldZones

/// A payment as analytics see it, and its figures computed in the simplest way.
struct CreatedPayment {
    var organization: String
    var currency: String
    var units: Int64
    /// Initiated, processed, failed, refunded.
    var status: Int
    var at: Timestamp

    /// Days, of which either end may be open.
    typealias Days = (from: CalendarDate?, to: CalendarDate?)

    private static let first = Timestamp("2024-03-25T00:00:00Z") ?? .first

    /// So many quarters of an hour after the first day's beginning.
    static func time(_ quarters: Int) -> Timestamp { Timestamp(microseconds: first.microseconds + Int64(quarters) * 900_000_000) ?? first }

    /// Payments of twelve days, among which summer time begins in Europe and ends in New Zealand: at the borders of quarters of an hour, just
    /// before them, and between.
    static func some(_ count: Int, _ random: inout SeededNumbers) -> [CreatedPayment] {
        (0..<count).map { _ in
            let border = time(.random(in: 0..<12 * 96, using: &random))
            let offset = [0, -1, .random(in: 0..<900_000_000, using: &random)].randomElement(using: &random) ?? 0
            return CreatedPayment(
                organization: ["o1", "o2", "o"].randomElement(using: &random) ?? "",
                currency: ["EUR", "JPY", "TND"].randomElement(using: &random) ?? "", units: .random(in: 1...99_999, using: &random),
                status: .random(in: 0...3, using: &random), at: Timestamp(microseconds: border.microseconds + Int64(offset)) ?? border)
        }
    }

    /// Zones whose offsets are whole, half and quarter hours, ahead of UTC and after it.
    static func zone(_ random: inout SeededNumbers) throws -> TimeZoneRules {
        let names = ["UTC", "Europe/Rome", "Asia/Kolkata", "Asia/Kathmandu", "Pacific/Chatham", "America/St_Johns", "Pacific/Kiritimati"]
        return try TimeZoneRules(named: names.randomElement(using: &random) ?? "UTC")
    }

    static func days(_ random: inout SeededNumbers) -> Days {
        let first = first.utcDate.days
        let ends = (0..<2).map { _ in CalendarDate(days: Int(first) + .random(in: -2...14, using: &random)) ?? .first }.sorted()
        return (Int.random(in: 0...4, using: &random) == 0 ? nil : ends[0], Int.random(in: 0...4, using: &random) == 0 ? nil : ends[1])
    }

    /// The figures by plain integers, rounded by hand: each payment is looked at, on the day that its time has in the zone.
    static func figures(_ payments: [CreatedPayment], of organization: String?, _ days: Days, in zone: TimeZoneRules) -> [PaymentFigures] {
        let wanted = payments.filter { payment in
            let day = zone.date(of: payment.at)
            return (organization == nil || payment.organization == organization) && days.from.map { $0 <= day } ?? true
                && days.to.map { day < $0 } ?? true
        }
        return Set(wanted.map(\.currency)).sorted().compactMap { code in
            guard let currency = Currency(code: code) else { return nil }
            let own = wanted.filter { $0.currency == code }
            func count(_ status: Int) -> Int64 { Int64(own.filter { $0.status == status }.count) }
            let processed = own.filter { $0.status == 1 }.reduce(0) { $0 + $1.units }
            var figures = PaymentFigures(
                currency: currency, payments: Int64(own.count), amount: ExactDecimal(units: own.reduce(0) { $0 + $1.units }, scale: currency.minorDigits),
                successful: count(1), failed: count(2), refunded: count(3), processedAmount: ExactDecimal(units: processed, scale: currency.minorDigits))
            func quotient(_ dividend: Int64, _ divisor: Int64, _ scale: Int) -> ExactDecimal? {
                PaymentQueriesContract.halfEven(dividend, divisor).map { ExactDecimal(units: $0, scale: scale) }
            }
            figures.average = quotient(processed, count(1), currency.minorDigits)
            figures.successRate = quotient(count(1) * 10_000, Int64(own.count), 4)
            figures.refundRate = quotient(count(3) * 10_000, count(1) + count(3), 4)
            return figures
        }
    }
}
