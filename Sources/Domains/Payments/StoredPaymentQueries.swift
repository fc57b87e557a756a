import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of payments on the served read models `payments`, `payment_analytics` and `payment_events_by_day`.
public struct StoredPaymentQueries: PaymentQueries {
    private let reader: any ReadModelReader

    public init(_ reader: any ReadModelReader) { self.reader = reader }

    private static let model = Projection.payments.name

    /// All columns, in the order in which ``record(_:_:)`` reads them.
    private static let columns = Projection.payments.schema.allColumns

    static let byID = RowSelection(columns, of: model, equal: ["id"])

    /// The columns of a list, in the order in which ``header(_:_:)`` reads them.
    private static let header = [
        ColumnSchema("id", .text), ColumnSchema("status", .text), ColumnSchema("amount", .money(currency: "currency")),
        ColumnSchema("currency", .text), ColumnSchema("customer_name", .text), ColumnSchema("created_at", .timestamp),
    ]

    static let ofOrganization = RowSelection(
        header, of: model, equal: ["organization_id"], order: ["created_at", "id"], descends: true)
    static let ofStatus = RowSelection(
        header, of: model, equal: ["organization_id", "status"], order: ["created_at", "id"], descends: true)

    private static let list = StoredList(ofOrganization) { rows, row throws(RefoldError) in try header(rows, row) }
    private static let listOfStatus = StoredList(ofStatus) { rows, row throws(RefoldError) in try header(rows, row) }

    public func payment(_ id: String) throws(RefoldError) -> Answer<PaymentRecord?> {
        try reader.rows(Self.byID, [.text(id)], limit: 1, offset: 0).map { rows throws(RefoldError) in
            rows.count > 0 ? try Self.record(rows, 0) : nil
        }
    }

    public func payments(
        of organization: String, _ filter: PaymentFilter, _ page: PageRequest
    ) throws(RefoldError) -> Answer<Page<PaymentHeader>> {
        let list = filter.status == nil ? Self.list : Self.listOfStatus
        let values = [.text(organization)] + (filter.status.map { [CellValue.text($0.rawValue)] } ?? [])
        let range = filter.created == .always ? nil : filter.created.microseconds
        return try list.page(page, of: filter.name(of: organization), values, within: range, from: reader)
    }

    public func analytics(of organization: String?, created: TimeRange) throws(RefoldError) -> Answer<[PaymentFigures]> {
        try StoredPaymentFigures.read(of: organization, created: created, from: reader)
    }

    public func analyticsByEventDay(of organization: String?, in days: DayRange) throws(RefoldError) -> Answer<[PaymentEventFigures]> {
        try StoredPaymentEventFigures.read(of: organization, in: days, from: reader)
    }

    private static func header(_ rows: RowBlock, _ row: Int) throws(RefoldError) -> PaymentHeader {
        var reading = RowReading(row, of: rows, in: model)
        let (id, status) = (reading.text(), reading.text())
        var header = PaymentHeader(id: try reading.require(id, "id"), status: try reading.require(status, "status"))
        (header.amount, header.customerName, header.createdAt) = (try reading.money(), reading.text(), reading.time())
        return header
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

extension PaymentFilter {
    /// The name of the list in its cursors, which differs for every filter and organisation.
    func name(of organization: String) -> String {
        var name = "payments"
        if let status { name += " \(status.rawValue)" }
        if let from = created.from { name += " from \(from)" }
        if let to = created.to { name += " to \(to)" }
        return name + " of \(organization)"
    }
}
