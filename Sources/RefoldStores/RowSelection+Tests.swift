extension RowSelection {
    /// The tests that a row must pass, in the SQL that databases share, to be joined with `AND`. For stores, not for those who ask.
    ///
    /// - Parameters:
    ///   - quoted: a column's name as an identifier.
    ///   - parameter: the parameter that stands for the value of this number, from 0, among ``compared``.
    ///   - notNull: the tests that no column of the order is null, in the words that suit the store's planner.
    public func tests(quoted: (String) -> String, parameter: (Int) -> String, notNull: [String]) -> [String] {
        var tests = equal.enumerated().map { "\(quoted($0.element)) = \(parameter($0.offset))" } + notNull
        let names = order.map(quoted)
        let first = equal.count
        switch bounds {
        case .all: break
        case .after:
            let values = names.indices.map { parameter(first + $0) }.joined(separator: ", ")
            tests.append("(\(names.joined(separator: ", "))) \(descends ? "<" : ">") (\(values))")
        case .range: tests.append("\(names[0]) >= \(parameter(first)) AND \(names[0]) < \(parameter(first + 1))")
        }
        return tests
    }
}
