import RefoldTables

/// What rows put into a figure, for the words that state its rule.
struct ExplainedValues {
    /// How many values go in.
    var count: Int
    /// Their sum; nil if it is not needed, or has too many digits.
    var sum: TableValue?
    /// The column that they are of; nil for the rows themselves.
    var column: String?
    /// The other columns, in the order of the definition.
    var further: [String] = []
    var figure: TableValue

    /// `1 value`, `3 values`.
    var words: String { "\(count) value\(count == 1 ? "" : "s")" }
}

extension TableValue {
    /// The value in a sentence.
    var word: String { isNull ? "null" : plain }
}
