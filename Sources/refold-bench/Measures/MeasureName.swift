import RefoldValues

/// The measures by the names that people type.
enum MeasureName: String, CaseIterable {
    case rebuild, declared
    case importing = "import"
    case report
    case catchUp = "catch-up"
    case queries, cache
    case postgres
    case postgresAppend = "postgres-append"
    case ingest
    case postgresIngest = "postgres-ingest"

    /// Whether it is measured on a PostgreSQL server.
    var needsServer: Bool { self == .postgres || self == .postgresAppend || self == .postgresIngest }

    /// Makes what the measures of this name need, and the measures.
    func measures(in folder: BenchFolder) throws(RefoldError) -> [Measure] {
        switch self {
        case .rebuild: [try .rebuild(in: folder)]
        case .declared: [try .declared(in: folder)]
        case .importing: [try .importing(in: folder)]
        case .report: [try .report(in: folder)]
        case .catchUp: [try .catchUp(in: folder)]
        case .queries: try Measure.queries(in: folder)
        case .cache: [try .cache(in: folder)]
        case .postgres: [try .postgresRebuild(in: folder)]
        case .postgresAppend: [try .postgresAppend(in: folder)]
        case .ingest: [try .ingest(in: folder)]
        case .postgresIngest: [try .postgresIngest(in: folder)]
        }
    }
}
