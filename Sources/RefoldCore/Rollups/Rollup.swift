/// Adds up the rows of a fold per group, for read models whose groups are not named by the events themselves.
///
/// The fold stays keyed by stream and keeps what only the stream knows, such as a payment's currency. When rows are written, each
/// contributes numbers to groups. The read model holds the groups; the folded rows are not stored. A group whose every number is 0 does not
/// exist.
///
/// A catch-up restores an earlier row by folding the earlier events of its stream. It skips that if the first event that it meets has
/// version 1, so positions must rise with versions in every stream. They do if a writer sees version `n` before it draws the position of
/// `n + 1`, as with one sequence that hands out no numbers in advance. In a store whose positions were written by hand against that order,
/// a rebuild is right but a catch-up may be wrong.
///
/// Not for rows that can be keyed by the group directly: a plain projection reads no event twice.
public struct Rollup: Sendable {
    /// Returns what a row contributes. Pure: it sees only the row, with its computed columns.
    public typealias Contributor = @Sendable (borrowing Row, inout GroupNumbers) throws(FoldError) -> Void

    /// The shape of the rows that the reducers change; its key is the stream, or the rest of it after a prefix.
    public let base: ReadModelSchema
    /// The layout of the groups: numbers only.
    public let layout: RowLayout
    public let contribute: Contributor

    /// - Parameters:
    ///   - base: has the same name as the read model.
    ///   - groups: the shape of the read model: its key identifies groups; its columns are integers, decimals or money with the currency in
    ///     the key.
    public init(base: ReadModelSchema, groups: ReadModelSchema, contribute: @escaping Contributor) {
        for column in groups.columns {
            precondition(column.type.isNumeric && !column.type.isWide, "a rollup adds numbers of 64 bits only")
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
