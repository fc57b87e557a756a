import RefoldCore
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// Resolves a row column and adds it to the report's columns.
    func row(_ row: RowDefinition) -> RowPlan? {
        let resolved = row.form.flatMap(resolve)
        sequences.append(resolved.map { RowCoder($0.plan).isSequence })
        columns.append((row.name, resolved?.type, true))
        return resolved?.plan
    }

    private func resolve(_ form: RowDefinition.Form) -> (plan: RowPlan, type: TableType)? {
        switch form {
        case .column(let named):
            guard let column = column(named), let place = scan(column.name) else { return nil }
            guard column.type.content != .json else {
                noteType(of: column, at: named, expected: "a column of another type: JSON has no order")
                return nil
            }
            var currency: TableCurrency?
            if let beside = column.type.currency {
                currency = self.currency(of: named, beside: beside, tests: [])
                if currency == nil { return nil }
            }
            return (RowPlan(form: .column(place, column.type)), reportType(column.type, currency))
        case .cut(let cut):
            guard let column = column(cut.column), let place = scan(column.name) else { return nil }
            return cut.kind.resolve(column, at: place, cut.column, in: self).map { (RowPlan(form: .cut($0.coder)), $0.type) }
        }
    }

    /// The type of a column's values in a report. Every amount has a currency.
    func reportType(_ type: ColumnType, _ currency: TableCurrency?) -> TableType {
        switch type.content {
        case .text, .json: .text
        case .integer: .integer
        case .decimal(let scale), .wideDecimal(let scale): .decimal(scale: scale)
        case .money, .wideMoney: .money(currency ?? .column(type.currency ?? ""))
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .date: .date
        }
    }

    // MARK: Order

    func order() -> [(column: Int, descends: Bool)] {
        var order: [(column: Int, descends: Bool)] = []
        for entry in definition.order {
            guard let number = reportColumn(entry.column.name, at: entry.column.location) else { continue }
            if order.contains(where: { $0.column == number }) {
                entry.column.value(in: reader).note("the report is ordered by \"\(entry.column.name)\" twice", remedy: "remove one")
            }
            order.append((number, entry.descends))
        }
        // Amounts of two currencies have no order: lines of one currency stand together.
        for (index, entry) in order.enumerated().reversed() {
            guard let place = columns[entry.column].type.flatMap(currencyPlace), place != entry.column, !order.prefix(index).contains(where: { $0.column == place })
            else { continue }
            order.insert((place, order.first { $0.column == place }?.descends ?? false), at: index)
        }
        var known: Set<Int> = []
        order.removeAll { !known.insert($0.column).inserted }
        for number in definition.rows.indices where !order.contains(where: { $0.column == number }) { order.append((number, false)) }
        return order
    }

    /// The index of a column of the report; notes a fault and returns nil if there is none.
    func reportColumn(_ name: String, at location: DefinitionLocation) -> Int? {
        if let number = columns.firstIndex(where: { $0.name == name }) { return number }
        if definition.hasAllNames {
            LocatedName(name: name, location: location).value(in: reader).noteUnknown("column", name, among: columns.map(\.name))
        }
        return nil
    }

    // MARK: Checks

    /// The columns of the table, of a pivot as far as its values are stated; nil if they are not known before rows are read.
    func shownColumns(_ shape: ShapePlan, _ labels: [String: String]) -> [TableColumn]? {
        let typed = columns.compactMap { column in column.type.map { TableColumn(column.name, $0, isRowColumn: column.isRowColumn, label: labels[column.name]) } }
        guard let pivot = definition.shape.pivot else { return typed }
        guard let plan = shape.pivot, let values = plan.values, typed.count == columns.count else {
            if shape.pivot != nil, let check = definition.checks.first {
                reader.note(
                    "the columns of the pivot are not known before rows are read, and a check needs them", line: check.location.line, path: check.location.path,
                    expected: "values in the pivot", remedy: "write pivot: {column: \"\(pivot.column.name)\", values: […]}")
            }
            return nil
        }
        do throws(RefoldError) {
            return try PivotTable.columns(typed, rowCount: definition.rows.count, values.map { $0 ?? PivotTable.null }, at: plan.place, report: definition.name)
        } catch {
            for fault in error.faults {
                reader.note(fault.what, line: pivot.location.line, path: pivot.location.path, expected: fault.expected, remedy: fault.remedy)
            }
            return nil
        }
    }

    /// - Parameter shown: the columns of the table, whose types are nil if they are unknown; nil if they are not known themselves.
    func check(_ check: CheckDefinition, among shown: [(name: String, type: TableType?)]?) -> CheckPlan? {
        guard let shown else { return nil }
        guard let left = operand(check.left, of: check, shown), let right = operand(check.right, of: check, shown) else { return nil }
        func type(_ operand: CheckPlan.Operand) -> TableType? { if case .column(let number) = operand { shown[number].type } else { nil } }
        func note(_ what: String, _ expected: String? = nil) {
            reader.note("in \"\(check.text)\" \(what)", line: check.location.line, path: check.location.path, expected: expected)
        }
        switch (type(left), type(right)) {
        case (let a?, let b?):
            guard a.isComparable(with: b) else {
                note("\(a.word) is compared with \(b.word)", "two columns of one kind, amounts of one currency")
                return nil
            }
            if a == .boolean, check.comparison.needsOrder { note("a boolean has no order", "\"=\" or \"!=\"") }
        case (let one?, nil), (nil, let one?):
            let number = if case .column = left { right } else { left }
            guard case .number = number else { return nil }
            if !one.isNumeric { note("\(one.word) is compared with a number", "a column of numbers") }
        case (nil, nil):
            if case (.number, .number) = (left, right) { note("there is no column", "a column of the report on one side") }
        }
        return CheckPlan(text: check.text, left: left, comparison: check.comparison, right: right)
    }

    private func operand(_ operand: CheckDefinition.Operand, of check: CheckDefinition, _ shown: [(name: String, type: TableType?)]) -> CheckPlan.Operand? {
        switch operand {
        case .number(let number): return .number(number)
        case .column(let name):
            if let number = shown.firstIndex(where: { $0.name == name }) { return .column(number) }
            if definition.hasAllNames {
                LocatedName(name: name, location: check.location).value(in: reader).noteUnknown("column", name, among: shown.map(\.name))
            }
            return nil
        }
    }
}
