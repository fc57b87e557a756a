import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Adds up the days of `payment_events_by_day`.
enum StoredPaymentEventFigures {
    private static let columns = [
        ColumnSchema("initiated_amount", .money(currency: "currency")), ColumnSchema("initiated", .integer), ColumnSchema("processed", .integer),
        ColumnSchema("failed", .integer), ColumnSchema("refunded", .integer), ColumnSchema("currency", .text),
    ]

    static let ofOrganization = RowSelection(
        columns, of: Projection.paymentEventsByDay.name, equal: ["organization_id"], order: ["day", "currency"], bounds: .range)

    static let ofAll = RowSelection(
        columns, of: Projection.paymentEventsByDay.name, order: ["day", "organization_id", "currency"], bounds: .range)

    static func read(
        of organization: String?, in days: DayRange, from reader: any ReadModelReader
    ) throws(RefoldError) -> Answer<[PaymentEventFigures]> {
        let selection = organization == nil ? ofAll : ofOrganization
        let owner = organization.map { [CellValue.text($0)] } ?? []
        let days = days.days
        let answer = try reader.rows(selection, owner + [.integer(days.lowerBound), .integer(days.upperBound)], limit: .max, offset: 0)
        return try answer.map { rows throws(RefoldError) in
            var sums = CurrencySums(selection, of: "events of payments")
            try sums.add(rows)
            return sums.all.map { currency, sums in
                PaymentEventFigures(
                    currency: currency, payments: sums[1], amount: Money(minorUnits: sums[0], currency: currency).amount, successful: sums[2],
                    failed: sums[3], refunded: sums[4])
            }
        }
    }
}
