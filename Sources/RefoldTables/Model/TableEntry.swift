/// A name and what pages say under it.
struct TableEntry: Hashable {
    var name: String
    /// One or more.
    var texts: [String]

    init(_ name: String, _ texts: [String]) { (self.name, self.texts) = (name, texts) }
    init(_ name: String, _ text: String) { self.init(name, [text]) }
}

extension TableHead {
    /// Which rows the figures cover, and as of when if a moment was chosen.
    var scope: [TableEntry] {
        var entries = [TableEntry("Period", periodText ?? "all data"), TableEntry("Time zone", interval.timeZone)]
        if zone.name != interval.timeZone { entries.append(TableEntry("Times shown in", zone.name)) }
        if hasMomentColumn {
            entries.append(TableEntry("As of", "the moment in each line"))
        } else if let moment = asOf.first {
            entries.append(TableEntry("As of", moment))
        }
        if let day { entries.append(TableEntry("Day of the report", "\(day)")) }
        if !typedTests.isEmpty { entries.append(TableEntry("Where", typedTests)) }
        return entries
    }

    /// Where the figures come from.
    var source: [TableEntry] {
        var entries = [TableEntry("Table", name), TableEntry("Position", "\(bound)")]
        if let behind { entries.append(TableEntry("Newer events", behind > 0 ? "\(behind), not in these figures" : "none")) }
        return entries + facts.map { TableEntry($0.name, $0.text) }
    }
}
