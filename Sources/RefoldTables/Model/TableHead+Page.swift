extension TableHead {
    /// The title of pages: the table's name if it has no title.
    public var pageTitle: String { title.isEmpty ? name : title }

    /// The lines of the description, whatever their ends are; blank ones are empty.
    public var descriptionLines: [String] {
        (description?.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) ?? []).map(String.init)
    }

    /// What stands above a table for people, line by line: its title and description, the rows that it covers, and whatever is wrong with it.
    /// Texts are as they are, not escaped.
    public var pageLines: [String] {
        var lines = [pageTitle] + descriptionLines
        if let period = interval.phrase { lines.append(period) }
        return lines + remarks
    }

    /// What a reader has to know beside the figures: the chosen rows, the moment, and whatever is wrong with them.
    public var remarks: [String] {
        var lines = choices
        if let day { lines.append("day of the report: \(day)") }
        return lines + warnings
    }

    /// The rows and the moment that somebody chose beside the definition.
    public var choices: [String] {
        var choices: [String] = []
        if !typedTests.isEmpty { choices.append("where " + typedTests.joined(separator: " and ")) }
        if !hasMomentColumn, let moment = asOf.first { choices.append("as of \(moment)") }
        return choices
    }

    /// Whatever is wrong with the figures.
    public var warnings: [String] {
        (isIncomplete ? ["incomplete: events that it may count are parked"] : []) + failedChecks.map(\.phrase)
    }
}

extension FailedCheck {
    /// How many lines a phrase names.
    public static let mostNamed = 20

    /// For people. The first lines that break the check are named, the others are counted.
    public var phrase: String {
        let more = lines.count - Self.mostNamed
        let named = lines.prefix(Self.mostNamed).map(String.init).joined(separator: ", ")
        return "check failed: \(text), line\(lines.count == 1 ? "" : "s") \(named)" + (more > 0 ? " and \(more) more" : "")
    }
}
