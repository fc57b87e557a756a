import RefoldValues

extension ReportPlan {
    /// Whether a column or a filter asks for the moment of the report, `"@as_of"`.
    public var usesMoment: Bool {
        derived?.program.usesMoment == true || filter.usesMoment || measureFilters.contains { $0.usesMoment }
    }

    /// The same report for a moment.
    public func at(_ moment: Timestamp) -> ReportPlan {
        var plan = self
        plan.moment = moment
        plan.filter = filter.at(moment)
        plan.measureFilters = measureFilters.map { $0.at(moment) }
        if let derived {
            plan.derived?.program = derived.program.at(moment)
            plan.derived?.filter = derived.filter.at(moment)
        }
        return plan
    }

    /// The same report for the instant that ends a day in the report's zone, the start of the day after it; for the last day of the calendar
    /// its last instant.
    public func at(endOf day: CalendarDate) -> ReportPlan {
        at(ReportMoment.end(of: day, in: timeZone))
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
