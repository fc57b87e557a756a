import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of payments on the served read models `payments` and `payment_analytics`.
public struct StoredPaymentQueries: PaymentQueries {
    private let reader: any ReadModelReader

    public init(_ reader: any ReadModelReader) { self.reader = reader }

    private static let model = Projection.payments.name

    /// All columns, in the order in which ``record(_:_:)`` reads them.
    private static let columns = Projection.payments.schema.allColumns

    static let byID = RowSelection(columns, of: model, equal: ["id"])

    static let ofOrganization = RowSelection(
        columns, of: model, equal: ["organization_id"], order: ["created_at", "id"], descends: true)

    private static let list = StoredList(ofOrganization) { rows, row throws(RefoldError) in try record(rows, row) }

    public func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?> {
        try reader.rows(Self.byID, [.text(id)], limit: 1, offset: 0).map { rows throws(RefoldError) in
            rows.count > 0 ? try Self.record(rows, 0) : nil
        }
    }

    public func payments(of organization: String, _ page: PageRequest) throws(RefoldError) -> Answer<Page<PaymentRecord>> {
        try Self.list.page(page, of: "payments of \(organization)", [.text(organization)], from: reader)
    }

    public func analytics(of organization: String, in days: Range<CalendarDate>?) throws(RefoldError) -> Answer<[PaymentFigures]> {
        try PaymentFigureSums.read(of: organization, in: days, from: reader)
    }

    private static func record(_ rows: RowBlock, _ row: Int) throws(RefoldError) -> PaymentRecord {
        var reading = RowReading(row, of: rows, in: model)
        let (id, organization, name, email) = (reading.text(), reading.text(), reading.text(), reading.text())
        let amount = try reading.money()
        let status = reading.text()
        var record = PaymentRecord(id: try reading.require(id, "id"), status: try reading.require(status, "status"))
        (record.organization, record.customerName, record.customerEmail, record.amount) = (organization, name, email, amount)
        (record.createdAt, record.createdBy) = (reading.time(), reading.text())
        (record.updatedAt, record.updatedBy) = (reading.time(), reading.text())
        (record.failureReason, record.refundReason) = (reading.text(), reading.text())
        return record
    }
}
