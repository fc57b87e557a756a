extension RowSelection {
    /// The conditions that a row must meet, in SQL that both databases share, to be joined with `AND`. For authors of adapters.
    ///
    /// - Parameters:
    ///   - quoted: quotes a column's name as an identifier.
    ///   - parameter: the SQL parameter for the value with this index, from 0, among ``compared``.
    ///   - notNull: the conditions that no column of the order is null, in the form that suits the store's planner.
    public func tests(quoted: (String) -> String, parameter: (Int) -> String, notNull: [String]) -> [String] {
        var tests = equal.enumerated().map { "\(quoted($0.element)) = \(parameter($0.offset))" } + notNull
        let names = order.map(quoted)
        let first = equal.count
        func after() -> String {
            let values = names.indices.map { parameter(first + $0) }.joined(separator: ", ")
            return "(\(names.joined(separator: ", "))) \(descends ? "<" : ">") (\(values))"
        }
        switch bounds {
        case .all: break
        case .after: tests.append(after())
        case .range: tests.append("\(names[0]) >= \(parameter(first)) AND \(names[0]) < \(parameter(first + 1))")
        case .afterWithin: tests += [after(), "\(names[0]) \(descends ? ">=" : "<") \(parameter(first + names.count))"]
        }
        return tests
    }
}
