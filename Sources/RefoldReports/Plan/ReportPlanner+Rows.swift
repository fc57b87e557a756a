import RefoldCore

extension ReportPlanner {
    /// Resolves a row column and adds it to the report's columns.
    func row(_ row: RowDefinition) -> RowPlan? {
        let resolved = row.form.flatMap(resolve)
        columns.append((row.name, resolved?.type, true))
        return resolved?.plan
    }

    private func resolve(_ form: RowDefinition.Form) -> (plan: RowPlan, type: ReportType)? {
        switch form {
        case .column(let named):
            guard let column = column(named), let place = scan(column.name) else { return nil }
            guard column.type.content != .json else {
                noteType(of: column, at: named, expected: "a column of another type: JSON has no order")
                return nil
            }
            var currency: ReportCurrency?
            if let beside = column.type.currency {
                currency = self.currency(of: named, beside: beside, tests: [])
                if currency == nil { return nil }
            }
            return (RowPlan(column: place, form: .column(column.type)), reportType(column.type, currency))
        case .cut(let unit, let named, let zone):
            guard let column = column(named), let place = scan(column.name) else { return nil }
            guard column.type.content.isTime else {
                noteType(of: column, at: named, expected: "a timestamp or a date")
                return nil
            }
            let isDate = column.type.content == .date
            if isDate, let zone {
                zone.value(in: reader).note("the column \"\(column.name)\" is a date and has no zone", remedy: "leave timeZone out")
            }
            guard let number = zoneNumber(zone?.name ?? definition.period?.timeZone ?? "UTC") else { return nil }
            let type: ReportType =
                switch unit {
                case .day: .date
                case .month: .text
                case .year: .integer
                }
            return (RowPlan(column: place, form: .cut(unit, isDate: isDate, zone: number)), type)
        }
    }

    /// The type of a column's values in a report. Every amount has a currency.
    func reportType(_ type: ColumnType, _ currency: ReportCurrency?) -> ReportType {
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

    func check(_ check: CheckDefinition) -> CheckPlan? {
        guard let left = operand(check.left, of: check), let right = operand(check.right, of: check) else { return nil }
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

    private func operand(_ operand: CheckDefinition.Operand, of check: CheckDefinition) -> CheckPlan.Operand? {
        switch operand {
        case .number(let number): .number(number)
        case .column(let name): reportColumn(name, at: check.location).map { .column($0) }
        }
    }

    private func type(_ operand: CheckPlan.Operand) -> ReportType? {
        if case .column(let number) = operand { columns[number].type } else { nil }
    }
}
