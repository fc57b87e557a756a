/// Why a chart is not drawn, for the page.
struct ChartFault: Error {
    /// As a clause.
    var reason: String

    init(_ reason: String) { self.reason = reason }

    var sentence: String { "Not drawn: \(reason)." }
}
