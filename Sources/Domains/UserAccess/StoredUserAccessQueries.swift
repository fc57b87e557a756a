import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Queries of users' accesses on the served read model `user_access`.
public struct StoredUserAccessQueries: UserAccessQueries {
    private let reader: any ReadModelReader

    public init(_ reader: any ReadModelReader) { self.reader = reader }

    private static let model = Projection.userAccess.name

    /// All columns, in the order in which ``record(_:_:)`` reads them.
    private static let columns = Projection.userAccess.schema.allColumns

    static let byUser = RowSelection(columns, of: model, equal: ["user_id"])
    /// Rows without a time of suspension are left out.
    static let bySuspension = RowSelection(columns, of: model, order: ["suspended_at", "user_id"], descends: true)

    private static let list = StoredList(bySuspension) { rows, row throws(RefoldError) in try record(rows, row) }

    public func access(of user: String) throws(RefoldError) -> Answer<UserAccessRecord?> {
        try reader.rows(Self.byUser, [.text(user)], limit: 1, offset: 0).map { rows throws(RefoldError) in
            rows.count > 0 ? try Self.record(rows, 0) : nil
        }
    }

    public func suspended(_ page: PageRequest) throws(RefoldError) -> Answer<Page<UserAccessRecord>> {
        try Self.list.page(page, of: "suspended accesses", from: reader)
    }

    private static func record(_ rows: RowBlock, _ row: Int) throws(RefoldError) -> UserAccessRecord {
        var reading = RowReading(row, of: rows, in: model)
        let (user, grantedAt, grantedBy) = (reading.text(), reading.time(), reading.text())
        let (suspendedAt, suspendedBy, reason) = (reading.time(), reading.text(), reading.text())
        var record = UserAccessRecord(
            user: try reading.require(user, "user_id"), grantedAt: try reading.require(grantedAt, "granted_at"),
            grantedBy: try reading.require(grantedBy, "granted_by"), version: try reading.require(reading.integer(), "version"))
        (record.suspendedAt, record.suspendedBy, record.suspensionReason) = (suspendedAt, suspendedBy, reason)
        return record
    }
}
