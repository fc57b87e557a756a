import RefoldValues

extension TimeZoneRules {
    /// The rules of a zone file as a table: its transitions, and after them what its last line says of the years up to the horizon.
    init(name: String, _ file: ZoneFile) {
        let first = Timestamp.first.microseconds / 1_000_000
        let end = Timestamp.last.microseconds / 1_000_000 + 1
        let last = min(max(file.transitions.last?.at ?? first, first), end - 1)
        // The 400 years before the horizon must follow the last line alone, since they are repeated.
        let year = Timestamp(microseconds: last * 1_000_000)?.utcDate.components.year ?? 1
        let horizonYear = max(2500, min(year + 401, 10_000))
        let horizon = CalendarDate(year: horizonYear, month: 1, day: 1).map { Int64($0.days) * 86_400 } ?? end

        var transitions = file.transitions
        if let rule = file.rule {
            while let late = transitions.last, late.at >= last { transitions.removeLast() }
            let (offset, later) = rule.changes(after: last, in: year...horizonYear)
            transitions += [(last, offset)] + later
        }
        var firstOffset = file.firstOffset
        var changes: [(at: Timestamp, offset: Int)] = []
        for transition in transitions where transition.at < horizon {
            if transition.at <= first {
                firstOffset = transition.offset
            } else if transition.offset != changes.last?.offset ?? firstOffset, let at = Timestamp(microseconds: transition.at * 1_000_000) {
                changes.append((at, transition.offset))
            }
        }
        self.init(name: name, firstOffset: firstOffset, changes: changes, horizon: horizon * 1_000_000)
    }
}
