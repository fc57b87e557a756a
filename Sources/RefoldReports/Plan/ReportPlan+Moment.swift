import RefoldValues

extension ReportPlan {
    /// Whether a column or a filter asks for the moment of the report, `"@as_of"`, or a row column for its day.
    public var usesMoment: Bool {
        usesDay || derived?.usesMoment == true || filter.usesMoment || measureFilters.contains { $0.usesMoment }
    }

    /// Whether a row column asks for the day of the report, as ages do.
    public var usesDay: Bool { rows.contains { if case .cut(let coder) = $0.form { coder.usesDay } else { false } } }

    /// The same report for a moment.
    ///
    /// - Parameter day: of the report, up to which ages are counted; nil for the one that the moment is the end of, or lies in.
    public func at(_ moment: Timestamp, day: CalendarDate? = nil) -> ReportPlan {
        var plan = self
        let day = day ?? timeZone.date(of: Timestamp(microseconds: moment.microseconds - 1) ?? moment)
        plan.rows = rows.map { row in if case .cut(let coder) = row.form { RowPlan(form: .cut(coder.on(day))) } else { row } }
        plan.moment = moment
        plan.filter = filter.at(moment)
        plan.measureFilters = measureFilters.map { $0.at(moment) }
        plan.derived = derived?.at(moment)
        return plan
    }

    /// The same report for the instant that ends a day in the report's zone, the start of the day after it; for the last day of the calendar
    /// its last instant.
    public func at(endOf day: CalendarDate) -> ReportPlan {
        at(ReportMoment.end(of: day, in: timeZone))
    }
}

extension DerivedColumns {
    fileprivate var usesMoment: Bool { stages.contains { $0.usesMoment } || filters.contains { $0.usesMoment } }

    fileprivate func at(_ moment: Timestamp) -> DerivedColumns {
        var columns = self
        columns.stages = stages.map { $0.at(moment) }
        columns.filters = filters.map { $0.at(moment) }
        return columns
    }
}

extension RowFilter {
    fileprivate var usesMoment: Bool { tests.contains { $0.usesMoment } }

    fileprivate func at(_ moment: Timestamp) -> RowFilter { RowFilter(tests: tests.map { $0.at(moment) }) }
}

extension RowFilter.Test {
    fileprivate var usesMoment: Bool {
        switch self {
        case .moment: true
        case .not(let inner): inner.usesMoment
        case .all(let inner), .either(let inner): inner.contains { $0.usesMoment }
        case .isNull, .units, .amount, .wide, .wideAmount, .text, .textOrder, .columns: false
        }
    }

    fileprivate func at(_ moment: Timestamp) -> RowFilter.Test {
        switch self {
        case .moment(let column, let comparison, let zone, _):
            .moment(column, comparison, day: zone, units: zone.map { Int64($0.date(of: moment).days) } ?? moment.microseconds)
        case .not(let inner): .not(inner.at(moment))
        case .all(let inner): .all(inner.map { $0.at(moment) })
        case .either(let inner): .either(inner.map { $0.at(moment) })
        case .isNull, .units, .amount, .wide, .wideAmount, .text, .textOrder, .columns: self
        }
    }
}
