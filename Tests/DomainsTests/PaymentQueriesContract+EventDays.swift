import RefoldCore
import RefoldPayments
import RefoldQueries
import RefoldStores
import RefoldValues
@testable import RefoldTesting

extension PaymentQueriesContract {
    /// The shape of `payment_events_by_day`.
    static let eventDaysSchema = Projection.paymentEventsByDay.schema

    static let eventDays: [Check] = [
        Check("The figures by the day of each event of a range of days are the sums per currency of its single days") { store, queries in
            var random = SeededNumbers(5)
            let days = days(300, &random)
            try serveDays(days, in: store)
            for _ in 0..<60 {
                let organization = ["o1", "o2", "nobody", nil].randomElement(using: &random) ?? nil
                let borders = (0..<2).map { _ in Bool.random(using: &random) ? nil : ([-3, lastDay] + Array(0...33)).randomElement(using: &random) }
                let range = DayRange(from: borders[0].map(date), to: borders[1].map(date))
                let kept = days.filter { day in
                    (organization == nil || day.organization == organization) && borders[0].map { day.day >= $0 } ?? true && borders[1].map { day.day < $0 } ?? true
                }
                let what = "\(organization ?? "all"), \(range)"
                try expect(queries.analyticsByEventDay(of: organization, in: range).value, slowFigures(kept), what)
            }
        },
        Check("Averages and rates by the day of each event are rounded once, half to even, and are nil if their divisor is 0") { store, queries in
            try expect(figures(store, queries, 2, 5, 0, 0, "EUR").map { $0.average?.description }, ["0.02"], "0.025 to even")
            try expect(figures(store, queries, 2, 7, 0, 0, "EUR").map { $0.average?.description }, ["0.04"], "0.035 to even")
            try expect(figures(store, queries, 2, 5, 0, 0, "JPY").map { $0.average?.description }, ["2"], "2.5 yen to even")
            try expect(figures(store, queries, 3, 10_000, 2, 1, "TND").map { $0.average?.description }, ["3.333"], "dinars")
            try expect(figures(store, queries, 3, 10_000, 2, 1, "TND").map { $0.successRate?.description }, ["0.6667"], "success rate")
            try expect(figures(store, queries, 3, 10_000, 2, 1, "TND").map { $0.refundRate?.description }, ["0.5000"], "refund rate")
            let none = try figures(store, queries, 0, 0, 3, 1, "EUR")
            try expect(none.map { $0.average == nil && $0.successRate == nil && $0.refundRate != nil }, [true], "no payments")
            try expect(figures(store, queries, 3, 3, 0, 1, "EUR").map { $0.refundRate == nil && $0.successRate == .zero }, [true], "none successful")
            try expect(figures(store, queries, 1, .max, 1, 0, "EUR").map { $0.amount.description }, ["92233720368547758.07"], "the largest amount")
        },
        Check("A sum or a count by day beyond 64 bits is an error that names the currency; ranges without it still work") { store, queries in
            let days = [
                Day(organization: "o", currency: "EUR", day: 0, counts: [1, 1, 1, 1], amount: .max),
                Day(organization: "o", currency: "EUR", day: 1, counts: [1, 1, 1, 1], amount: 1),
                Day(organization: "o", currency: "JPY", day: 1, counts: [1, .max, 1, 1], amount: 1),
                Day(organization: "o", currency: "JPY", day: 2, counts: [1, 1, 1, 1], amount: 1),
            ]
            try serveDays(days, in: store)
            for (range, currency) in [(DayRange(from: date(0), to: date(2)), "EUR"), (DayRange(from: date(1), to: date(3)), "JPY")] {
                let error = try ReadModelReaderContract.failure { _ = try queries.analyticsByEventDay(of: "o", in: range) }
                try expect(error.status, .failed, "status")
                try expect(error.description.contains(currency), true, "currency in the message")
            }
            try expect(queries.analyticsByEventDay(of: "o", in: DayRange(from: date(1), to: date(2))).value.map(\.currency.code), ["EUR", "JPY"], "one day")
        },
    ]

    private static func figures(
        _ store: any ReadModelStore, _ queries: any PaymentQueries, _ initiated: Int64, _ amount: Int64, _ processed: Int64, _ refunded: Int64,
        _ currency: String
    ) throws -> [PaymentEventFigures] {
        try serveDays([Day(organization: "o", currency: currency, day: 0, counts: [initiated, processed, 0, refunded], amount: amount)], in: store)
        return try queries.analyticsByEventDay(of: "o", in: .always).value
    }

    struct Day {
        var organization: String
        var currency: String
        var day: Int
        /// Initiated, processed, failed, refunded.
        var counts: [Int64]
        var amount: Int64
    }

    /// The first and the last day of the calendar.
    private static let (firstDay, lastDay) = (Int(CalendarDate.first.days) - 19_000, Int(CalendarDate.last.days) - 19_000)

    static func date(_ day: Int) -> CalendarDate { CalendarDate(days: 19_000 + day) ?? .first }

    static func serveDays(_ days: [Day], in store: any ReadModelStore) throws {
        let rows = days.map { day in
            QueryRows.row(eventDaysSchema, [
                "organization_id": .text(day.organization), "currency": .text(day.currency), "day": .units(Int64(date(day.day).days)),
                "initiated": .units(day.counts[0]), "initiated_amount": .units(day.amount), "processed": .units(day.counts[1]),
                "processed_amount": .units(77), "failed": .units(day.counts[2]), "failed_amount": .units(78), "refunded": .units(day.counts[3]),
                "refunded_amount": .units(79),
            ])
        }
        try ServedRows.serve(rows, of: eventDaysSchema, in: store)
    }

    private static func days(_ count: Int, _ random: inout SeededNumbers) -> [Day] {
        var keys: Set<String> = []
        return (0..<count).map { _ in
            Day(
                organization: ["o1", "o2", "o"].randomElement(using: &random) ?? "",
                currency: ["EUR", "JPY", "TND", "USD"].randomElement(using: &random) ?? "",
                day: ([firstDay, lastDay] + Array(0...30)).randomElement(using: &random) ?? 0, counts: (0..<4).map { _ in .random(in: 0...9, using: &random) },
                amount: .random(in: 0...99_999, using: &random))
        }.filter { keys.insert("\($0.organization) \($0.currency) \($0.day)").inserted }
    }

    /// The figures by plain integers, rounded by hand.
    private static func slowFigures(_ days: [Day]) -> [PaymentEventFigures] {
        Set(days.map(\.currency)).sorted().compactMap { code in
            guard let currency = Currency(code: code) else { return nil }
            let own = days.filter { $0.currency == code }
            let counts = (0..<4).map { place in own.reduce(0) { $0 + $1.counts[place] } }
            let amount = own.reduce(0) { $0 + $1.amount }
            var figures = PaymentEventFigures(
                currency: currency, payments: counts[0], amount: ExactDecimal(units: amount, scale: currency.minorDigits), successful: counts[1],
                failed: counts[2], refunded: counts[3])
            figures.average = halfEven(amount, counts[0]).map { ExactDecimal(units: $0, scale: currency.minorDigits) }
            figures.successRate = halfEven(counts[1] * 10_000, counts[0]).map { ExactDecimal(units: $0, scale: 4) }
            figures.refundRate = halfEven(counts[3] * 10_000, counts[1]).map { ExactDecimal(units: $0, scale: 4) }
            return figures
        }
    }

    static func halfEven(_ dividend: Int64, _ divisor: Int64) -> Int64? {
        guard divisor > 0 else { return nil }
        let (quotient, remainder) = dividend.quotientAndRemainder(dividingBy: divisor)
        if remainder * 2 == divisor { return quotient + quotient % 2 }
        return remainder * 2 > divisor ? quotient + 1 : quotient
    }
}
