import RefoldCore
import RefoldValues

/// How a window of positions is read.
struct PostgresScanStatement: Sendable {
    /// The columns of a row, as expressions for SELECT.
    let list: String
    /// What is read, with an alias if it needs one.
    let from: String
    /// The column of the position, by which the database has an index.
    let position: String
    /// What is subtracted from positions before they are compared with the column.
    let shift: Int64
    /// A further condition with AND before it; empty for none.
    let filter: String
    /// What opens a transaction around each statement, which is rolled back after it; nil for none.
    let transaction: String?
    /// What is read instead of a range of positions; nil for such a range.
    private var condition: String?
    let windows: Windows
    /// What has to last as long as the statement is used.
    private let kept: PostgresNumberedEvents?

    /// How many positions one statement reads.
    enum Windows {
        /// As many as are read along an index in some tenths of a second, however many events match.
        case adjusted
        /// So many that the server may join whole tables for them, and so few that it can sort what it finds.
        case joined
        /// All that are asked for: for rows that the statement itself has to number.
        case all

        /// The number of positions in the first window.
        var first: Int64 {
            switch self {
            case .adjusted: 1 << 16
            case .joined: Self.joinedSize
            case .all: .max
            }
        }

        private static let joinedSize: Int64 = 1 << 20

        /// The smallest number.
        var least: Int64 {
            switch self {
            case .adjusted: 1 << 12
            case .joined: Self.joinedSize
            case .all: .max
            }
        }

        /// The sizes for several readers.
        ///
        /// - Parameter adjusted: those of windows that are adjusted.
        func sizes(adjusted: ClosedRange<Int64>) -> ClosedRange<Int64> {
            switch self {
            case .joined where adjusted == PositionWindows.usualSizes: Self.joinedSize...adjusted.upperBound
            default: adjusted
            }
        }
    }

    /// The columns of Refold's own layout.
    init(_ query: EventQuery, of table: PostgresEventTable, _ decoder: EventRowDecoder) {
        list = decoder.list(of: table)
        from = table.name
        position = "position"
        shift = 0
        filter =
            query.types.map { " AND \(table.expression("event_type")) = ANY (\(PostgresName.literal(PostgresName.array($0)))::text[])" } ?? ""
        transaction = nil
        windows = .adjusted
        kept = nil
    }

    /// Those of another layout.
    init(list: String, from: String, position: String, shift: Int64, filter: String, transaction: String?, windows: Windows, keeping kept: PostgresNumberedEvents? = nil) {
        self.list = list
        self.from = from
        self.position = position
        self.shift = shift
        self.filter = filter
        self.transaction = transaction
        self.windows = windows
        self.kept = kept
    }

    /// - Parameters:
    ///   - after: exclusive.
    ///   - through: inclusive.
    func copy(after: Position, through: Position) -> String {
        let (first, last) = (after &- shift, through &- shift)
        if let condition { return "COPY (SELECT \(list) FROM \(from) \(condition)) TO STDOUT (FORMAT binary)" }
        return "COPY (SELECT \(list) FROM \(from) WHERE \(position) > \(first) AND \(position) <= \(last)\(filter) ORDER BY \(position)) "
            + "TO STDOUT (FORMAT binary)"
    }

    /// The same that reads what a condition says instead: `WHERE …`, with its order and limit.
    func with(condition: String) -> PostgresScanStatement {
        var statement = self
        statement.condition = condition
        return statement
    }

    static let operation = "read the events"

    /// Session settings with which a window is read along the index of the position, whatever the statistics say.
    static let settings = ["enable_sort": "off", "enable_bitmapscan": "off", "jit": "off"]
}

/// What became of a row of binary COPY.
enum CopiedRow {
    case taken
    /// The batch is full; the row goes into the next one.
    case full
    /// The end marker after the last row.
    case ended
}

/// Makes events of the rows of binary COPY.
protocol CopiedRowDecoder: SendableMetatype {
    /// The names of the types that were met, by their numbers.
    var names: [String] { get }

    /// Adds a row to the batch unless it is full.
    ///
    /// - Parameter passed: set to the row's position if the row was added.
    mutating func decode(_ row: UnsafeRawBufferPointer, into batch: EventBatch, _ passed: inout Position) throws(RefoldError) -> CopiedRow
}
