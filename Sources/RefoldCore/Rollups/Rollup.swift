/// Turns the rows of a fold into sums by groups, for read models whose groups the events themselves do not name.
///
/// The fold stays keyed by stream and keeps what the stream alone knows, such as a payment's currency. When rows are written, each
/// contributes numbers to groups; the read model holds the groups, and the rows of the fold are stored nowhere. A catch-up finds
/// an earlier row again by folding the earlier events of its stream, which it does not look for where the first event that it meets has
/// version 1: inside a stream positions rise with the versions. They do wherever a writer saw version `n` before it drew the position of
/// `n + 1`, which one sequence without numbers handed out in advance makes sure of; in a store whose positions were written by hand
/// against that order, a rebuild is right and a catch-up may not be. A group whose every number is 0 does not exist.
///
/// Not for what can be keyed by the group at once: a plain projection reads no event twice.
public struct Rollup: Sendable {
    /// Says what a row contributes. Pure: it sees the row alone, its computed columns worked out.
    public typealias Contributor = @Sendable (borrowing Row, inout GroupNumbers) throws(FoldError) -> Void

    /// The shape of the rows that the reducers change; its key is the stream, or what follows a prefix.
    public let base: ReadModelSchema
    /// The layout of the groups: numbers only.
    public let layout: RowLayout
    public let contribute: Contributor

    /// - Parameters:
    ///   - base: of the same name as the read model.
    ///   - groups: the read model: its key says what groups are, its columns are integers, decimals or money whose currency is in the key.
    public init(base: ReadModelSchema, groups: ReadModelSchema, contribute: @escaping Contributor) {
        for column in groups.columns {
            precondition(column.type.isNumeric, "a rollup adds numbers only")
            if let currency = column.type.currency {
                precondition(groups.key.contains { $0.name == currency }, "amounts of several currencies must not be added")
            }
        }
        self.base = base
        self.contribute = contribute
        layout = RowLayout(columns: groups.columns, key: groups.key)
    }

    /// An empty list of contributions.
    public var noNumbers: GroupNumbers { GroupNumbers(partCount: layout.keyTypes.count, columnCount: layout.columns.count) }
}
