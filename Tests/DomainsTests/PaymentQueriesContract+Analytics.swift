import RefoldCore
import RefoldPayments
import RefoldQueries
import RefoldStores
import RefoldValues
import RefoldZones
@testable import RefoldTesting

extension PaymentQueriesContract {
    /// The shape of `payment_analytics`.
    static let analyticsSchema = Projection.paymentAnalytics.schema

    static let analytics: [Check] = [
        Check("Analytics count the payments created on days of any zone by their status, of one organisation or of all") { store, queries in
            var random = SeededNumbers(6)
            let payments = CreatedPayment.some(400, &random)
            try serve(payments, in: store)
            for _ in 0..<80 {
                let organization = ["o1", "o2", "nobody", nil].randomElement(using: &random) ?? nil
                let zone = try CreatedPayment.zone(&random)
                let days = CreatedPayment.days(&random)
                let range = TimeRange(from: days.from, to: days.to, in: zone)
                let what = "\(organization ?? "all"), \(days) in \(zone.name)"
                let found = try queries.analytics(of: organization, created: range).value
                try expect(found, CreatedPayment.figures(payments, of: organization, days, in: zone), what)
                for figures in found {
                    try expect([figures.successRate, figures.refundRate].allSatisfy { ($0 ?? .zero) <= ExactDecimal(1) }, true, "rates, \(what)")
                }
            }
        },
        Check("One payment of each status makes one successful, and amounts of the processed one alone beside the whole") { store, queries in
            let payments = [(1000, 1), (2000, 3), (3000, 2), (4000, 0)].map { units, status in
                CreatedPayment(organization: "o", currency: "EUR", units: units, status: status, at: CreatedPayment.time(0))
            }
            try serve(payments, in: store)
            let figures = try queries.analytics(of: "o", created: .always).value
            try expect(figures.map { [$0.payments, $0.successful, $0.failed, $0.refunded] }, [[4, 1, 1, 1]], "counts")
            try expect(figures.map { [$0.amount, $0.processedAmount, $0.average].map { $0?.description } }, [["100.00", "10.00", "10.00"]], "amounts")
            try expect(figures.map { [$0.successRate, $0.refundRate].map { $0?.description } }, [["0.2500", "0.5000"]], "rates")
        },
        Check("Without processed payments there is neither an average nor a rate of refunds") { store, queries in
            try serve([CreatedPayment(organization: "o", currency: "JPY", units: 7, status: 2, at: CreatedPayment.time(0))], in: store)
            let figures = try queries.analytics(of: "o", created: .always).value
            try expect(figures.map { [$0.average, $0.successRate, $0.refundRate].map { $0?.description } }, [[nil, "0.0000", nil]], "quotients")
        },
        Check("Sums of days beyond 64 bits are an error that names the currency; ranges without it still work") { store, queries in
            let payments = [(0, Int64.max), (1, 1)].map { day, units in
                CreatedPayment(organization: "o", currency: "EUR", units: units, status: 0, at: CreatedPayment.time(day * 96))
            }
            try serve(payments, in: store)
            let error = try ReadModelReaderContract.failure { _ = try queries.analytics(of: "o", created: .always) }
            try expect(error.status, .failed, "status")
            try expect(error.description.contains("EUR"), true, "currency in the message")
            let second = TimeRange(from: CreatedPayment.time(96))
            try expect(queries.analytics(of: "o", created: second).value.map(\.payments), [1], "the second day")
        },
        Check("A range that ends within a quarter of an hour is refused, as days of a zone of old times are") { store, queries in
            try serve([], in: store)
            let old = TimeRange(from: CalendarDate("1890-01-01"), to: nil, in: try TimeZoneRules(named: "Europe/Rome"))
            for range in [old, TimeRange(to: Timestamp("2024-01-01T00:15:00.000001Z"))] {
                let error = try ReadModelReaderContract.failure { _ = try queries.analytics(of: nil, created: range) }
                try expect(error.status, .usage, "status")
            }
        },
    ]

    static func serve(_ payments: [CreatedPayment], in store: any ReadModelStore) throws {
        var groups: [[String: InMemorySnapshot.Cell]: [Int64]] = [:]
        for payment in payments {
            for minutes: Int64 in [15, 1440] {
                let length = minutes * 60_000_000, time = payment.at.microseconds
                let key: [String: InMemorySnapshot.Cell] = [
                    "organization_id": .text(payment.organization), "currency": .text(payment.currency), "minutes": .units(minutes),
                    "starts_at": .units(time / length * length),
                ]
                var sums = groups[key] ?? Array(repeating: 0, count: 8)
                for place in Set([0, payment.status]) {
                    sums[2 * place] += 1
                    sums[2 * place + 1] += payment.units
                }
                groups[key] = sums
            }
        }
        let names = [
            "payments", "amount", "now_processed", "now_processed_amount", "now_failed", "now_failed_amount", "now_refunded", "now_refunded_amount",
        ]
        let rows = groups.map { key, sums in
            QueryRows.row(analyticsSchema, key.merging(zip(names, sums.map { .units($0) })) { $1 })
        }
        try ServedRows.serve(rows, of: analyticsSchema, in: store)
    }
}
