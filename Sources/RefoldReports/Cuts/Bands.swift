import RefoldDefinitions
import RefoldValues

/// Bounds that divide numbers into bands: below the first, from each to below the next, and from the last on.
struct Bands: Hashable, Sendable {
    /// Ascending, at least one; as they are written.
    let bounds: [ExactDecimal]

    /// The most bounds that there may be.
    static let most = 100

    var count: Int { bounds.count + 1 }

    /// `below 100`, `100 to below 1000`, `1000 and above`, by the number of the band.
    func text(_ band: Int) -> String {
        if band == 0 { return "below \(bounds[0])" }
        return band == bounds.count ? "\(bounds[band - 1]) and above" : "\(bounds[band - 1]) to below \(bounds[band])"
    }

    /// The first integer of each band but the lowest, for numbers with a number of decimals.
    func starts(scale: Int) -> [Int128] { bounds.map { WideRange(.atLeast, $0, scale: scale).low } }

    /// The band of a number, by what ``starts(scale:)`` gives.
    static func band(of units: Int128, _ starts: [Int128]) -> Int64 {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= units { low = middle + 1 } else { high = middle }
        }
        return Int64(low)
    }
}

extension ReportParser {
    /// The bounds under `at` beside the word of bands; nil after a finding.
    ///
    /// - Parameter bound: reads one; nil after a finding.
    func bands(beside object: DefinitionObject, like example: String, _ bound: (DefinitionValue) -> ExactDecimal?) -> Bands? {
        guard let value = object.required("at"), let elements = value.list("a list of bounds such as \(example)") else { return nil }
        guard !elements.isEmpty, elements.count <= Bands.most else {
            value.note("found a list of \(elements.count)", expected: "1 to \(Bands.most) bounds, as \(example)")
            return nil
        }
        let bounds = elements.map(bound)
        var isSound = !bounds.contains(nil)
        for (index, pair) in zip(bounds, bounds.dropFirst()).enumerated() {
            guard let low = pair.0, let high = pair.1, low >= high else { continue }
            elements[index + 1].note(
                low == high ? "the bound \(high) stands there twice" : "the bound \(high) is below the one before it", expected: "bounds that ascend, as \(example)",
                remedy: low == high ? "leave one out" : "put them in order")
            isSound = false
        }
        return isSound ? Bands(bounds: bounds.compactMap { $0 }) : nil
    }
}
