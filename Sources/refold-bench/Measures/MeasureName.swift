import RefoldValues

/// The measures, by the names on the command line.
enum MeasureName: String, CaseIterable {
    case rebuild, declared, verify, digests
    case importing = "import"
    case report
    case catchUp = "catch-up"
    case compare
    case switching = "switch"
    case queries, cache
    case postgres
    case postgresAppend = "postgres-append"
    case ingest
    case postgresIngest = "postgres-ingest"

    /// Whether it needs a PostgreSQL server.
    var needsServer: Bool { self == .postgres || self == .postgresAppend || self == .postgresIngest }

    /// Makes what the measures of this name need, and the measures.
    func measures(in folder: BenchFolder) throws(RefoldError) -> [Measure] {
        switch self {
        case .rebuild: [try folder.rebuild()]
        case .declared: [try folder.declared()]
        case .verify: [try folder.verify()]
        case .digests: [try folder.digests()]
        case .importing: [try folder.importing()]
        case .report: try folder.reports()
        case .catchUp: [try folder.catchUp()]
        case .compare: [try folder.compare()]
        case .switching: [try folder.switching()]
        case .queries: try folder.queries()
        case .cache: [try folder.cache()]
        case .postgres: [try BenchServer(folder).rebuild()]
        case .postgresAppend: [try BenchServer(folder).append()]
        case .ingest: [try folder.ingest()]
        case .postgresIngest: [try BenchServer(folder).ingest()]
        }
    }
}
