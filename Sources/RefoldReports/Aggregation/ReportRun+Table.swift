import RefoldValues

extension ReportRun {
    /// The lines and totals, in the report's order.
    func table(_ interval: ReportInterval, bound: Int64) throws(RefoldError) -> ReportTable {
        for tally in tallies { tally?.finish() }
        let strings = coders.map { $0.strings() }
        let width = plan.columns.count
        var cells: [ReportValue] = []
        cells.reserveCapacity(groups.count * width)
        for group in 0..<groups.count {
            try appendRowCells(of: group, strings, to: &cells)
            try appendMeasures(of: group, to: &cells)
        }
        var totals: [ReportValue]?
        if plan.hasTotals {
            var values = [ReportValue](repeating: .null, count: plan.rows.count)
            try appendMeasures(of: nil, to: &values)
            totals = values
        }
        return ReportTable(
            name: plan.name, title: plan.title, interval: interval, bound: bound, columns: plan.columns, cells: sorted(cells),
            totals: totals)
    }

    /// Appends the row columns of a line.
    ///
    /// - Parameter strings: those of every coder; nil to make only the texts of this line.
    func appendRowCells(of group: Int, _ strings: [[String]]?, to cells: inout [ReportValue]) throws(RefoldError) {
        let key = groups.key(group)
        let start = cells.count
        func isNull(_ place: Int) -> Bool { (key.last ?? 0) & (1 << Int64(place)) != 0 }
        // Amounts need the currency of their line, which may be in a later cell.
        cells.append(contentsOf: repeatElement(.null, count: coders.count))
        for wantsMoney in [false, true] {
            for place in coders.indices where isMoney(plan.columns[place].type) == wantsMoney && !isNull(place) {
                let digits = wantsMoney ? minorDigits(plan.columns[place].type, line: cells[start...]) : nil
                cells[start + place] = try coders[place].value(key[key.startIndex + place], strings?[place], minorDigits: digits)
            }
        }
    }

    private func isMoney(_ type: ReportType) -> Bool {
        if case .money = type { true } else { false }
    }

    /// The decimals of a line's currency; nil if it is not known, and for totals over several currencies.
    private func minorDigits(_ type: ReportType, line: ArraySlice<ReportValue>) -> Int? {
        switch type {
        case .money(.fixed(let currency)): return currency.minorDigits
        case .money(.column(let name)):
            guard let place = plan.columns.firstIndex(where: { $0.name == name && $0.isRowColumn }),
                case .text(let code) = line[line.startIndex + place]
            else { return nil }
            return Currency(code: code)?.minorDigits
        default: return nil
        }
    }

    // MARK: Measures

    /// Appends the measures of the line whose row cells were just appended; for nil, the totals.
    func appendMeasures(of group: Int?, to cells: inout [ReportValue]) throws(RefoldError) {
        let start = cells.count - plan.rows.count
        for (index, measure) in plan.measures.enumerated() {
            switch measure.form {
            case .aggregate(let aggregate):
                let value = tallies[index]?.result(group) ?? .null
                let isMixed = if group == nil, case .column? = aggregate.currency { true } else { false }
                cells.append(isMixed ? .null : try cell(value, aggregate, of: measure.name, minorDigits: minorDigits(aggregate.currency, cells[start...])))
            case .arithmetic(let arithmetic):
                let measures = cells[(start + plan.rows.count)...]
                do throws(DecimalError) {
                    cells.append(try arithmetic.value(measures))
                } catch {
                    throw RefoldError(
                        .failed, "the measure \"\(measure.name)\" cannot be worked out: \(error)",
                        at: .named("report \(plan.name)"), remedy: "give it a smaller scale")
                }
            case .unreadable: cells.append(.null)
            }
        }
    }

    func minorDigits(_ currency: ReportCurrency?, _ line: ArraySlice<ReportValue>) -> Int? {
        currency.flatMap { minorDigits(.money($0), line: line) }
    }

    private func cell(_ result: TallyResult, _ plan: AggregatePlan, of name: String, minorDigits: Int?) throws(RefoldError) -> ReportValue {
        switch result {
        case .null: return .null
        case .text(let text): return .text(text)
        case .tooLarge:
            throw RefoldError(
                .failed, "the sum under \"\(name)\" has more than \(WideUnits.digits) digits", at: .named("report \(self.plan.name)"),
                expected: "a sum of at most \(WideUnits.digits) digits", remedy: "report fewer rows: with where, a period, or a further row column")
        case .count(let count): return try ReportValue(units: count, .integer, minorDigits: nil)
        case .units(let units): return try ReportValue(units: units, plan.type, minorDigits: minorDigits)
        case .average(let sum, let count, let stated, let rounding):
            guard case .number(let total) = try ReportValue(units: sum, plan.type, minorDigits: minorDigits) else { return .null }
            let scale = stated ?? minorDigits ?? total.scale
            do throws(DecimalError) {
                return .number(try total.divided(by: ExactDecimal(count), scale: scale, rounding: rounding))
            } catch {
                throw RefoldError(
                    .failed, "an average cannot be worked out: \(error)", at: .named("report \(self.plan.name)"),
                    remedy: "give it a smaller scale")
            }
        }
    }

    // MARK: Order

    private func sorted(_ cells: [ReportValue]) -> [ReportValue] {
        let width = plan.columns.count
        let lines = (0..<groups.count).sorted { left, right in
            for (column, descends) in plan.order {
                let order = ReportValue.order(cells[left * width + column], cells[right * width + column])
                if order != 0 { return descends ? order > 0 : order < 0 }
            }
            return false
        }
        var ordered: [ReportValue] = []
        ordered.reserveCapacity(cells.count)
        for line in lines { ordered.append(contentsOf: cells[line * width..<(line + 1) * width]) }
        return ordered
    }
}
