import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Adds up the days of `payment_analytics`, per currency.
struct PaymentFigureSums {
    private static let model = "payment_analytics"

    private static let columns = [
        ColumnSchema("initiated_amount", .money(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("initiated", .integer),
        ColumnSchema("processed", .integer), ColumnSchema("failed", .integer), ColumnSchema("refunded", .integer),
    ]

    static let all = RowSelection(columns, of: model, equal: ["organization_id"])

    static let ofDays = RowSelection(columns, of: model, equal: ["organization_id"], order: ["day", "currency"], bounds: .range)

    private var amount: Money
    /// Initiated, processed, failed, refunded.
    private var counts: [Int64] = [0, 0, 0, 0]

    private init(_ currency: Currency) { amount = Money(minorUnits: 0, currency: currency) }

    static func read(
        of organization: String, in days: Range<CalendarDate>?, from reader: any ReadModelReader
    ) throws(RefoldError) -> Answer<[PaymentFigures]> {
        let borders = days.map { [$0.lowerBound, $0.upperBound].map { CellValue.integer(Int64($0.days)) } } ?? []
        let answer = try reader.rows(days == nil ? all : ofDays, [.text(organization)] + borders, limit: .max, offset: 0)
        return try answer.map { rows throws(RefoldError) in
            var sums: [Currency: PaymentFigureSums] = [:]
            for row in 0..<rows.count { try add(row, of: rows, to: &sums) }
            return sums.sorted { $0.key < $1.key }.map(\.value.figures)
        }
    }

    private static func add(_ row: Int, of rows: RowBlock, to sums: inout [Currency: PaymentFigureSums]) throws(RefoldError) {
        guard let currency = rows.withBytes(row, 1, { Currency(code: $0) }) else {
            throw RowReading(row, of: rows, in: model).broken("no known currency")
        }
        var sum = sums[currency] ?? PaymentFigureSums(currency)
        do {
            sum.amount = try sum.amount.adding(Money(minorUnits: rows.integer(row, 0), currency: currency))
        } catch {
            throw tooLarge("the sum of payments", currency)
        }
        for place in sum.counts.indices {
            let (count, overflow) = sum.counts[place].addingReportingOverflow(rows.integer(row, 2 + place))
            guard !overflow else { throw tooLarge("a count of payments", currency) }
            sum.counts[place] = count
        }
        sums[currency] = sum
    }

    private static func tooLarge(_ what: String, _ currency: Currency) -> RefoldError {
        RefoldError(
            .failed, "\(what) in \(currency) is too large", at: .named("the read model \"\(model)\""),
            expected: "at most \(Int64.max) of the currency's minor unit", remedy: "ask for fewer days")
    }

    private var figures: PaymentFigures {
        PaymentFigures(
            currency: amount.currency, payments: counts[0], amount: amount.amount, successful: counts[1], failed: counts[2], refunded: counts[3])
    }
}
