import RefoldHelp
import RefoldLayouts
import RefoldReports
import RefoldStores

/// What may stand in a place of the command line.
enum CompletionKind: Hashable {
    /// One of these words.
    case words([String])
    /// Several of them, with commas.
    case list([String])
    case files
    case folders
    /// A database: `sqlite:` and a file, or a URI.
    case database
    case projections
    case reports
    case jobs
    case topics
    /// Nothing that can be told.
    case anything

    /// What may be the value of a flag.
    init(of flag: Flag, for verb: (any Verb.Type)?, _ domains: DomainList) {
        self =
            switch flag {
            case .store, .readModels, .replica: .database
            case .layout: .words((try? BuiltInLayouts.all())?.map(\.layout.name).uniqued ?? [])
            case .database: .words(StoreLayout.Database.allCases.map(\.rawValue))
            case .storeTimes: .words(["utc", "refuse"])
            case .times: .words(["truncate"])
            case .recordedAt: .words(["import", "occurred"])
            case .domains: .list(domains.names + [DomainList.none])
            case .format: Self.formats(of: verb, domains)
            case .purpose, .grants: .words(RolePurpose.allCases.map(\.rawValue))
            case .logFormat: .words(LogFormat.allCases.map(\.rawValue))
            case .metrics: .files
            case .period: .words(Period.words)
            case .projection: .projections
            case .definitions, .workFolder: .folders
            case .config, .manifest, .fromDefinition, .restore: .files
            case .output: verb is ExportVerb.Type ? .files : .folders
            default: .anything
            }
    }

    private static func formats(of verb: (any Verb.Type)?, _ domains: DomainList) -> CompletionKind {
        switch verb {
        case is ReportVerb.Type: .list(domains.formats.words)
        case is ExportVerb.Type: .words(domains.formats.words)
        case is DiffVerb.Type: .words(DiffVerb.Format.allCases.map(\.rawValue))
        case is EventsVerb.Type: .words(EventsVerb.Format.allCases.map(\.rawValue))
        default: .words(["table", "json"])
        }
    }

    /// What may be the words of a verb.
    ///
    /// - Parameter number: how many stand before it.
    init(of verb: any Verb.Type, number: Int, _ domains: DomainList) {
        self =
            switch verb {
            case is ReportVerb.Type, is SealsVerb.Type: .reports
            case is SealVerb.Type, is UnsealVerb.Type, is ExplainVerb.Type: number == 0 ? .reports : .anything
            case is RebuildVerb.Type, is CatchUpVerb.Type, is VerifyVerb.Type, is StatusVerb.Type: .projections
            case is ExportVerb.Type, is DiffVerb.Type, is BisectVerb.Type, is PromoteVerb.Type, is RollbackVerb.Type, is ParkedVerb.Type:
                number == 0 ? .projections : .anything
            case is RunsVerb.Type: .jobs
            case is RunVerb.Type, is DoctorVerb.Type: number == 0 ? .jobs : .anything
            case is ImportVerb.Type, is IngestVerb.Type, is CheckVerb.Type, is InitVerb.Type: .files
            case is ManualVerb.Type: number == 0 ? .topics : .anything
            case is CompletionsVerb.Type: number == 0 ? .words(CompletionScript.allCases.map(\.rawValue)) : .anything
            case is LayoutsVerb.Type: number == 0 ? CompletionKind(of: .layout, for: nil, domains) : .anything
            case is SeedVerb.Type: number == 0 ? .words(domains.seeds.map(\.domain)) : .anything
            default: .anything
            }
    }
}

extension [String] {
    /// Without repetitions, in order.
    fileprivate var uniqued: [String] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
