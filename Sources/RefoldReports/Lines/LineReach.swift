/// Which lines of a series go into the figure of one of them.
enum LineReach {
    /// All.
    case all
    /// Those up to its cut.
    case upTo
    /// Those of the cuts so many before its own; 0 is its own.
    case steps([Int])

    /// Their numbers, ascending; fewer if cuts have no line.
    func places(from index: Int, in series: LineSeries) -> [Int] {
        switch self {
        case .all: Array(series.values.indices)
        case .upTo: Array(0...index)
        case .steps(let steps): steps.compactMap { series.place(before: index, by: $0) }.sorted()
        }
    }

    /// Whether the line of a cut goes into the figure of another one.
    ///
    /// - Parameter before: gives the code of the cut before one.
    func has(_ cut: Int64, for own: Int64, before: (Int64) -> Int64?) -> Bool {
        switch self {
        case .all: return true
        case .upTo: return cut <= own
        case .steps(let steps):
            guard cut <= own, let most = steps.max() else { return false }
            var code = own
            for step in 0...most {
                if code == cut { return steps.contains(step) }
                guard let earlier = before(code), earlier >= cut else { return false }
                code = earlier
            }
            return false
        }
    }
}
