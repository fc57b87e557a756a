import RefoldReports
import RefoldTables

/// The text of a progress meter, as a value: the same numbers give the same line.
struct ProgressLine: Hashable, Sendable {
    /// The task: `rebuild payments`.
    var task: String
    /// The counted unit, in the plural: `events`.
    var unit: String
    var done: Int
    /// The total; nil if it is not known yet.
    var total: Int?
    /// Milliseconds since the start.
    var elapsed: Int
    /// Resident memory in bytes; nil if the system does not report it.
    var memory: Int?

    /// No longer than this, so that it never wraps on a terminal of usual width.
    static let width = 79

    /// `rebuild: 1,234,567 of 2,000,000 events (61 %), 812,000/s, 0:01 left, 312 MiB`.
    var text: String { text(width: Self.width) }

    /// The line in so many columns: on a narrow terminal memory, then rate, then the time left give way.
    func text(width: Int) -> String {
        let rate = rate.map { "\(Grouped.text($0))/s" }, left = left.map { "\(TimeSpan.clock($0)) left" }, memory = memory.map(ByteSize.text)
        let all = [[rate, left, memory], [rate, left], [left], []].map { ([counts] + $0.compactMap { $0 }).joined(separator: ", ") }
        // A few letters of the task are worth more than the last figure, on a terminal that is narrower than usual.
        let least = width < Self.width ? min(task.count, 8) + 2 : 2
        let figures = ": " + (width < Self.width ? all.first { $0.count + least <= width } ?? counts : all[0])
        let room = max(0, width - figures.count)
        let task = Printable.text(task)
        let head = task.count <= room ? task : String(task.prefix(max(0, room - 1))) + "…"
        return String((head + figures).prefix(width))
    }

    /// Units per second since the start; nil before anything was done.
    var rate: Int? {
        guard elapsed > 0, done > 0 else { return nil }
        let (scaled, overflow) = done.multipliedReportingOverflow(by: 1000)
        return overflow ? nil : scaled / elapsed
    }

    /// The estimated remaining seconds, rounded up.
    var left: Int? {
        guard let total, let rate, rate > 0, total > done else { return nil }
        return (total - done - 1) / rate + 1
    }

    private var counts: String {
        guard let total else { return "\(Grouped.text(done)) \(unit)" }
        let percent = total > 0 ? min(100, Int(Double(done) / Double(total) * 100)) : 100
        return "\(Grouped.text(done)) of \(Grouped.text(total)) \(unit) (\(percent) %)"
    }
}
