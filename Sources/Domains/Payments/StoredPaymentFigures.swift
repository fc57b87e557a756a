import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Adds up the rows of `payment_analytics`.
enum StoredPaymentFigures {
    private static let columns = [
        ColumnSchema("amount", .money(currency: "currency")), ColumnSchema("now_processed_amount", .money(currency: "currency")),
        ColumnSchema("payments", .integer), ColumnSchema("now_processed", .integer), ColumnSchema("now_failed", .integer),
        ColumnSchema("now_refunded", .integer), ColumnSchema("currency", .text),
    ]

    static let ofOrganization = RowSelection(
        columns, of: Projection.paymentAnalytics.name, equal: ["organization_id", "minutes"], order: ["starts_at", "currency"], bounds: .range)

    static let ofAll = RowSelection(
        columns, of: Projection.paymentAnalytics.name, equal: ["minutes"], order: ["starts_at", "organization_id", "currency"], bounds: .range)

    static func read(
        of organization: String?, created: TimeRange, from reader: any ReadModelReader
    ) throws(RefoldError) -> Answer<[PaymentFigures]> {
        let selection = organization == nil ? ofAll : ofOrganization
        let owner = organization.map { [CellValue.text($0)] } ?? []
        let asked = try parts(of: created).map { span, range in
            AskedRows(selection, owner + [.integer(span.rawValue), .integer(range.lowerBound), .integer(range.upperBound)])
        }
        return try reader.together(asked).map { blocks throws(RefoldError) in
            var sums = CurrencySums(selection, of: "payments")
            for rows in blocks { try sums.add(rows) }
            return sums.all.map { currency, sums in
                PaymentFigures(
                    currency: currency, payments: sums[2], amount: Money(minorUnits: sums[0], currency: currency).amount, successful: sums[3],
                    failed: sums[4], refunded: sums[5], processedAmount: Money(minorUnits: sums[1], currency: currency).amount)
            }
        }
    }

    /// The whole UTC days of a range, and the quarters of an hour before and after them.
    ///
    /// - Returns: at least one part.
    /// - Throws: `.usage` if an end of the range lies within a quarter of an hour.
    static func parts(of range: TimeRange) throws(RefoldError) -> [(span: PaymentSpan, range: Range<Int64>)] {
        for (end, verb) in [(range.from, "begins"), (range.to, "ends")] {
            guard let end, PaymentSpan.quarter.start(of: end.microseconds) != end.microseconds else { continue }
            throw RefoldError(
                .usage, "the range of time \(verb) at \(end)", at: .named("the payments asked for"),
                expected: "a full quarter of an hour in UTC, as the days of all zones have had since 1972", remedy: "ask for days in UTC")
        }
        let whole = range.microseconds
        let first = PaymentSpan.day.start(of: whole.lowerBound + PaymentSpan.day.length - 1)
        let end = PaymentSpan.day.start(of: whole.upperBound)
        guard first < end else { return [(.quarter, whole)] }
        let parts: [(span: PaymentSpan, range: Range<Int64>)] = [
            (.quarter, whole.lowerBound..<first), (.day, first..<end), (.quarter, end..<whole.upperBound),
        ]
        return parts.filter { !$0.range.isEmpty }
    }
}
