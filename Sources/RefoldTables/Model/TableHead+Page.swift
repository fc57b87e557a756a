extension TableHead {
    /// What stands above a table for people, line by line: its title and description, the rows that it covers, and whatever is wrong with it.
    /// Texts are as they are, not escaped.
    public var pageLines: [String] {
        var lines = [title]
        lines += (description?.split(separator: "\n", omittingEmptySubsequences: false) ?? []).map(String.init)
        if let period = interval.phrase { lines.append(period) }
        return lines + remarks
    }

    /// What a reader has to know beside the figures: the chosen rows, the moment, and whatever is wrong with them.
    public var remarks: [String] {
        var lines: [String] = []
        if !typedTests.isEmpty { lines.append("where " + typedTests.joined(separator: " and ")) }
        if !hasMomentColumn, let moment = asOf.first { lines.append("as of \(moment)") }
        return lines + warnings
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
