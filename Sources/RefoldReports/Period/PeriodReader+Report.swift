import RefoldDefinitions
import RefoldValues

/// The forms that only some reports have.
extension PeriodReader {
    /// The period that a report's own form names; nil for another form.
    func ofReport() throws(RefoldError) -> Period? {
        if text.hasPrefix(PeriodNames.calendarPrefix) { return try labelled(String(text.dropFirst(PeriodNames.calendarPrefix.count))) }
        if let parts = FiscalYear.parts(of: text) { return try fiscal(parts) }
        return nil
    }

    private func fiscal(_ parts: (year: Int, second: Int, quarter: Int?)) throws(RefoldError) -> Period {
        guard let years = names.years.first else {
            throw error(
                "\"\(text)\" is a fiscal year, and no cut of the report has a startMonth", expected: "a period of the calendar, as \(parts.year)",
                remedy: "give both days, as \(parts.year)-04-01/\(parts.year + 1)-04-01, or add startMonth to a year or quarter of the report")
        }
        guard names.years.count == 1 else {
            let months = names.years.map { "\($0.startMonth)" }.joined(separator: " and ")
            throw error("\"\(text)\" could be read two ways: the report has years that begin with months \(months)", expected: "both days, as \(parts.year)-04-01/\(parts.year + 1)-04-01")
        }
        guard parts.second == (parts.year + 1) % 100 else {
            throw error("\"\(text)\" names no two years in a row", expected: years.text(ofYear: Int64(parts.year)))
        }
        if let quarter = parts.quarter, !(1...4).contains(quarter) {
            throw error("there is no quarter \"Q\(quarter)\"", expected: "Q1 to Q4, as \(years.text(ofYear: Int64(parts.year)))-Q3")
        }
        let month = Int64(parts.year * 12 + ((parts.quarter ?? 1) - 1) * 3)
        return try whole(Period(years.start(ofMonth: month), years.start(ofMonth: month + (parts.quarter == nil ? 12 : 3))))
    }

    private func labelled(_ label: String) throws(RefoldError) -> Period {
        let found = names.calendars.flatMap { calendar in calendar.entries.filter { ExactText($0.label) == ExactText(label) }.map { (calendar.name, $0.days) } }
        guard let first = found.first else {
            let labels = names.calendars.flatMap { $0.entries.map(\.label) }
            guard !labels.isEmpty else {
                throw error("\"\(text)\" is a period of a calendar, and the report has none", expected: Self.forms)
            }
            throw error("there is no label \"\(label)\"", expected: DefinitionValue.list(labels), remedy: Suggestion.phrase(for: label, among: labels))
        }
        guard found.allSatisfy({ $0.1 == first.1 }) else {
            let meanings = found.map { "\($0.1.from)/\($0.1.to) in \($0.0)" }.joined(separator: " or ")
            throw error("\"\(text)\" could be read two ways: it is \(meanings)", expected: "both days, as \(first.1.from)/\(first.1.to)")
        }
        return first.1
    }
}
