import RefoldCore

/// The measures by the names that people type.
enum MeasureName: String, CaseIterable {
    case rebuild, declared
    case importing = "import"
    case report
    case catchUp = "catch-up"

    /// Makes what the measure needs, and the measure.
    func measure(in folder: BenchFolder) throws(RefoldError) -> Measure {
        switch self {
        case .rebuild: try .rebuild(in: folder)
        case .declared: try .declared(in: folder)
        case .importing: try .importing(in: folder)
        case .report: try .report(in: folder)
        case .catchUp: try .catchUp(in: folder)
        }
    }
}
