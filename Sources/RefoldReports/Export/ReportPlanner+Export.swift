import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ReportPlanner {
    /// Resolves what is printed of the rows; faults are in ``typedFaults``.
    ///
    /// - Parameter place: of columns and order, from the name of what says them.
    func export(_ choice: ExportChoice, at place: (_ name: String) -> Place) -> ExportPlan {
        parser.scope = scope(with: allColumns)
        let filter = RowFilter(tests: filter(typed: choice.tests, hasMoment: false))
        let names = choice.columns.isEmpty ? allColumns.map(\.name) : choice.columns
        let columns = exported(names, at: place("columns"))
        var order: [(column: ExportPlan.Column, descends: Bool)] = []
        let descends = choice.order.map { $0.hasPrefix("-") }
        let ordered = zip(choice.order, descends).map { name, descends in descends ? String(name.dropFirst()) : name }
        for (column, descends) in zip(exported(ordered, at: place("order")), descends) {
            requireOrder(of: column, after: order.map(\.column.schema.name), at: place("order"))
            order.append((column, descends))
        }
        var plan = ExportPlan(scanned: scanned, filter: filter, columns: columns, order: order, limit: choice.limit)
        plan.typedTests = choice.tests.map(\.text)
        return plan
    }

    private func exported(_ names: [String], at place: Place) -> [ExportPlan.Column] {
        var columns: [ExportPlan.Column] = []
        for (index, name) in names.enumerated() {
            guard let number = allColumns.firstIndex(where: { $0.name == name }), let own = scan(name) else {
                typedFaults.append(
                    Fault(
                        "there is no column \"\(name)\"", at: place, expected: DefinitionValue.list(allColumns.map(\.name)),
                        remedy: Suggestion.phrase(for: name, among: allColumns.map(\.name))))
                continue
            }
            if names.firstIndex(of: name) != index { typedFaults.append(Fault("the column \"\(name)\" stands twice", at: place, remedy: "leave one out")) }
            columns.append(ExportPlan.Column(place: own, schema: allColumns[number], currency: allColumns[number].type.currency.flatMap(scan)))
        }
        return columns
    }

    /// Refuses an order by a column that has none, or by amounts of several currencies.
    private func requireOrder(of column: ExportPlan.Column, after earlier: [String], at place: Place) {
        let name = column.schema.name
        if column.schema.type.content == .json {
            typedFaults.append(Fault("the column \"\(name)\" is JSON, which has no order", at: place, expected: "a column of another type"))
        }
        guard let beside = column.schema.type.currency, !earlier.contains(beside), fixed(beside, in: tests ?? []) == nil else { return }
        typedFaults.append(
            Fault(
                "amounts of several currencies would be compared in \"\(name)\"", at: place, expected: "their currency before them, or fixed to one",
                remedy: "write \(beside) before \(name), or add the test '\(beside)=EUR'"))
    }
}
