extension TimeZoneRules {
    /// The first instant at which clocks of the zone show a local time, given as microseconds since 1970-01-01T00:00:00 on them; nil if they
    /// skip it.
    func instant(ofLocal local: Int64) -> Int64? {
        // No offset reaches two days, so the instant is not before the span that begins this search.
        var span = span(around: local - 2 * Timestamp.microsecondsPerDay)
        while true {
            let instant = local - span.offset
            if instant < span.start { return nil }
            if instant < span.end { return instant }
            span = self.span(around: span.end)
        }
    }
}
