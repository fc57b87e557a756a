import RefoldTables
import RefoldValues

extension ReportRun {
    /// The lines and totals, in the report's order; once.
    func table(_ interval: TableInterval, of period: Period?, bound: Int64) throws(RefoldError) -> FigureTable {
        try ReportShaper(try lines(of: period)).table(interval, bound: bound)
    }

    /// The figures of all lines, those of `fill` among them; once.
    func lines(of period: Period?) throws(RefoldError) -> ReportLines {
        for tally in tallies { try tally?.finish() }
        let counted = groups.count
        try fill(period)
        return try ReportLines(self, firstFilled: counted)
    }

    /// Appends the row columns of a line.
    ///
    /// - Parameter strings: those of every coder; nil to make only the texts of this line.
    func appendRowCells(of group: Int, _ strings: [[String]]?, to cells: inout [TableValue]) throws(RefoldError) {
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

    private func isMoney(_ type: TableType) -> Bool {
        if case .money = type { true } else { false }
    }

    /// The decimals of a line's currency; nil if it is not known.
    private func minorDigits(_ type: TableType, line: ArraySlice<TableValue>) -> Int? {
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

    func minorDigits(_ currency: TableCurrency?, _ line: ArraySlice<TableValue>) -> Int? {
        currency.flatMap { minorDigits(.money($0), line: line) }
    }

    // MARK: Figures

    /// A figure over lines together.
    ///
    /// - Parameters:
    ///   - measure: its number.
    ///   - lines: their numbers, ascending.
    ///   - cells: the row columns of the line that it stands in.
    ///   - isZero: whether a sum over nothing is 0, and not null.
    func figure(
        of measure: Int, _ plan: AggregatePlan, over lines: ArraySlice<Int>, _ cells: ArraySlice<TableValue>, isZero: Bool
    ) throws(RefoldError) -> TableValue {
        let digits = minorDigits(plan.currency, cells)
        let result = try tallies[measure]?.result(lines) ?? .null
        if isZero, case .null = result, type(of: plan.function).isAdded {
            // Without a currency there is no amount of 0.
            return plan.currency != nil && digits == nil ? .null : try TableValue(units: 0, plan.type, minorDigits: digits)
        }
        return try cell(result, plan, of: self.plan.measures[measure].name, minorDigits: digits)
    }

    private func cell(_ result: TallyResult, _ plan: AggregatePlan, of name: String, minorDigits: Int?) throws(RefoldError) -> TableValue {
        switch result {
        case .null: return .null
        case .text(let text): return .text(text)
        case .tooLarge:
            throw RefoldError(
                .failed, "the sum under \"\(name)\" has more than \(WideUnits.digits) digits", at: .named("report \(self.plan.name)"),
                expected: "a sum of at most \(WideUnits.digits) digits", remedy: "report fewer rows: with where, a period, or a further row column")
        case .count(let count): return try TableValue(units: count, .integer, minorDigits: nil)
        case .units(let units): return try TableValue(units: units, plan.type, minorDigits: minorDigits)
        case .quotient(let units, let divisor, let stated, let rounding):
            guard case .number(let number) = try TableValue(units: units, plan.type, minorDigits: minorDigits),
                let divisor = ExactDecimal(mantissa: divisor, scale: 0)
            else { return .null }
            do throws(DecimalError) {
                return .number(try number.divided(by: divisor, scale: stated ?? minorDigits ?? number.scale, rounding: rounding))
            } catch {
                throw tooLong(name, error)
            }
        case .deviation(let variance, let stated, let rounding):
            guard case .number(let zero) = try TableValue(units: 0, plan.type, minorDigits: minorDigits) else { return .null }
            do throws(DecimalError) {
                return .number(try variance.deviation(decimals: zero.scale, scale: stated ?? zero.scale, rounding: rounding))
            } catch {
                throw tooLong(name, error)
            }
        }
    }

    private func tooLong(_ measure: String, _ error: DecimalError) -> RefoldError {
        RefoldError(
            .failed, "the measure \"\(measure)\" cannot be worked out: \(error)", at: .named("report \(plan.name)"), remedy: "give it a smaller scale")
    }
}
