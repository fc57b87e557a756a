import Refold

/// An order as the read model has it.
struct OrderRecord: ShownRecord {
    var id: String
    var total: ExactDecimal?
    var placedAt: Timestamp?
    var isCancelled: Bool

    static let columns: [ShownColumn] = ["id", .number("total"), "placed_at", "is_cancelled"]

    var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("total", .text(total?.description)), JSONField("placed_at", .text(placedAt?.description)),
            JSONField("is_cancelled", .boolean(isCancelled)),
        ]
    }

    private static let selected = [
        ColumnSchema("id", .text), ColumnSchema("total", .decimal(scale: 2)), ColumnSchema("placed_at", .timestamp),
        ColumnSchema("is_cancelled", .boolean),
    ]

    static let byID = RowSelection(selected, of: "orders", equal: ["id"])
    static let newest = StoredList(RowSelection(selected, of: "orders", order: ["placed_at", "id"], descends: true)) {
        rows, row throws(RefoldError) in try OrderRecord(row, of: rows)
    }

    init(_ row: Int, of rows: RowBlock) throws(RefoldError) {
        var reading = RowReading(row, of: rows, in: "orders")
        let id = reading.text()
        total = reading.integer().map { ExactDecimal(units: $0, scale: 2) }
        placedAt = reading.time()
        isCancelled = reading.integer() == 1
        self.id = try reading.require(id, "id")
    }
}

/// What is asked as `query orders get 7` and `query orders last`.
extension QueryForm {
    static let order = QueryForm("orders get", of: "orders", takes: [.id]) { asked, reader throws(RefoldError) in
        let answer = try reader.rows(OrderRecord.byID, [.text(asked.id)], limit: 1, offset: 0)
        return .record("order", asked.id, try answer.map { rows throws(RefoldError) in rows.count > 0 ? try OrderRecord(0, of: rows) : nil })
    }

    static let orders = QueryForm("orders last", of: "orders", takes: [.page]) { asked, reader throws(RefoldError) in
        .page("orders", try OrderRecord.newest.page(asked.page, of: "orders last", from: reader))
    }
}
