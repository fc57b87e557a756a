import Foundation

/// The table of one measure.
enum ResultTable {
    /// The measure's title, then one line per contestant: median seconds, units per second, peak memory in MiB, ratio to each floor (to the
    /// first contestant if there is no floor).
    static func text(of measure: Measure, _ results: [ContestantResult]) -> String {
        let width = max(38, (measure.contestants.map(\.title.count).max() ?? 0) + 4)
        let floors = measure.contestants.indices.filter { measure.contestants[$0].isFloor }
        let bases = (floors.isEmpty ? [0] : floors).map { (number: $0 + 1, median: results[$0].median) }
        let header = ["seconds", measure.unit + "/s", "MiB"] + bases.map { "to (\($0.number))" }
        var lines = [measure.title, "  " + line("", header, width)]
        for (number, (contestant, result)) in zip(measure.contestants, results).enumerated() {
            guard let median = result.median else { continue }
            let memory = result.peakMemory == 0 ? "-" : String(result.peakMemory >> 20)
            let ratios = bases.map { base in base.median.map { String(format: "%.2f", median / $0) } ?? "-" }
            let rate = grouped(Int(exactly: (Double(measure.count) / median).rounded()) ?? 0)
            let cells = [String(format: "%.2f", median), rate, memory] + ratios
            lines.append("  " + line("(\(number + 1)) \(contestant.title)", cells, width))
        }
        for (contestant, result) in zip(measure.contestants, results) {
            if let failure = result.failure { lines.append("  \(contestant.title): did not run: \(failure)") }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func line(_ title: String, _ cells: [String], _ width: Int) -> String {
        title + spaces(width - title.count) + zip(cells, [10, 14, 8, 8, 8]).map { spaces($1 - $0.count) + $0 }.joined()
    }

    private static func spaces(_ count: Int) -> String { String(repeating: " ", count: max(count, 1)) }
}

/// A whole number with commas: `1,234,567`.
func grouped(_ number: Int) -> String {
    let digits = String(number)
    var out = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
        out.append(digit)
    }
    return out
}
