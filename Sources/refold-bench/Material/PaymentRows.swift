// Unsafe here: passes texts to a block.
import RefoldCore
import RefoldPayments
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldValues

/// A served read model `payments` of a given size, made without events, and the queries on it.
struct PaymentRows {
    static let organizations = 100

    var count: Int
    /// How many payments each organisation has.
    var each: Int { count / Self.organizations }

    static func id(_ number: Int) -> String {
        let digits = String(number)
        return "payment-" + String(repeating: "0", count: 9 - digits.count) + digits
    }

    static func organization(_ number: Int) -> String { "organization-\(number % organizations)" }

    private static let firstTime: Int64 = 1_700_000_000_000_000

    /// The payments of an organisation are not stored in the order of their times.
    private func time(_ number: Int) -> Int64 { Self.firstTime + Int64(number / Self.organizations * 7919 % each) * 1_000_000 }

    /// A time with nine tenths of an organisation's payments before it, in the order of its list.
    var deepTime: Int64 { Self.firstTime + Int64(each / 10) * 1_000_000 }

    /// Builds and serves them.
    ///
    /// - Parameter place: a file, or the URI of a PostgreSQL database.
    func write(to place: String) throws(RefoldError) {
        let store = try Self.store(place)
        let schema = Projection.payments.schema
        let builder = try store.build(schema, version: 1, fingerprint: 0)
        let block = RowBlock(columnCount: schema.columns.count)
        for number in 0..<count {
            var key = Array(Self.id(number).utf8)
            block.beginRow(key: key.span)
            let amount = Int64(number * 31 % 100_000)
            let texts = [
                Self.organization(number), "Customer \(number)", "customer-\(number)@example.com", "EUR", "processed", "user-\(number % 50)",
                "user-\(number % 40)",
            ]
            for (column, text) in zip([0, 1, 2, 4, 5, 7, 9], texts) {
                key = Array(text.utf8)
                unsafe key.withUnsafeBytes { unsafe block.set(column, copying: $0) }
            }
            block.set(3, to: amount)
            block.set(6, to: time(number))
            block.set(8, to: time(number) + 5_000_000)
            if block.count == 2000 {
                try builder.write(block)
                block.removeAll()
            }
        }
        try builder.write(block)
        _ = try builder.finish(at: Int64(count), store: nil)
        try builder.promote()
    }

    private static func store(_ place: String) throws(RefoldError) -> any ReadModelStore {
        if place.hasPrefix("postgres") { return PostgresReadModelStore(try PostgresLocation(place, from: "the command line")) { .first } }
        return SQLiteReadModelStore(path: place) { .first }
    }

    /// A reader of them.
    static func reader(_ place: String) throws(RefoldError) -> any ReadModelReader {
        if place.hasPrefix("postgres") { return PostgresReadModelReader(try PostgresLocation(place, from: "the command line")) }
        return SQLiteReadModelReader(path: place)
    }
}

/// A query that is run many times, each time for another payment or organisation.
enum PaymentQuestion: String, CaseIterable {
    case lookup, page, cursor, revision

    /// Its description, for a table.
    var title: String {
        switch self {
        case .lookup: "one payment by its id"
        case .page: "the first 20 payments of an organisation"
        case .cursor: "20 payments behind a cursor, nine tenths down"
        case .revision: "the revision alone"
        }
    }

    /// How many times it is run.
    func count(onServer isServer: Bool) -> Int {
        switch self {
        case .lookup, .revision: isServer ? 20_000 : 200_000
        case .page, .cursor: isServer ? 10_000 : 20_000
        }
    }

    static let columns = """
        id, organization_id, customer_name, customer_email, amount, currency, status, created_at, created_by, updated_at, updated_by, failure_reason, refund_reason
        """

    /// The columns of a list.
    private static let header = "id, status, amount, currency, customer_name, created_at"

    /// The bare statement; the payment or organisation is the first parameter.
    func sql(from table: String, parameters: [String], catalog: String) -> String {
        let select = "SELECT \(self == .lookup ? Self.columns : Self.header) FROM \(table) WHERE "
        let end = " ORDER BY created_at DESC, id DESC LIMIT 20"
        return switch self {
        case .lookup: select + "id = \(parameters[0])"
        case .page: select + "organization_id = \(parameters[0])" + end
        case .cursor: select + "organization_id = \(parameters[0]) AND (created_at, id) < (\(parameters[1]), \(parameters[2]))" + end
        case .revision: "SELECT generation, position, updated_at FROM \(catalog) WHERE projection = \(parameters[0]) AND state = 'served'"
        }
    }

    /// The first parameter of run number `round`.
    func subject(_ round: Int, of rows: PaymentRows) -> String {
        switch self {
        case .lookup: PaymentRows.id(round &* 7_368_787 % rows.count)
        case .page, .cursor: PaymentRows.organization(round &* 7919)
        case .revision: "payments"
        }
    }
}
