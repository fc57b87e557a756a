/// A flag of a verb: `--name`, or `--name VALUE` if it takes a value.
struct Flag: Hashable, Sendable {
    /// Without the dashes.
    let name: String
    /// The placeholder of its value in usage texts; nil for a switch.
    let value: String?
    /// Whether it may stand alone: `--name`, or `--name=VALUE`.
    let isValueOptional: Bool
    /// Whether it may stand several times.
    let isRepeatable: Bool
    /// Whether its value may begin with a dash, as in `--order -amount`.
    let takesDash: Bool

    init(_ name: String, _ value: String? = nil, isValueOptional: Bool = false, isRepeatable: Bool = false, takesDash: Bool = false) {
        self.name = name
        self.value = value
        self.isValueOptional = isValueOptional
        self.isRepeatable = isRepeatable
        self.takesDash = takesDash
    }

    static let store = Flag("store", "URL")
    static let storeTimes = Flag("store-times", "HOW")
    static let layout = Flag("layout", "NAME")
    static let database = Flag("database", "WHICH")
    static let readModels = Flag("read-models", "URL")
    static let definitions = Flag("definitions", "DIR")
    static let config = Flag("config", "FILE")
    static let domains = Flag("domains", "NAMES")
    static let json = Flag("json")
    static let quiet = Flag("quiet")
    static let logFormat = Flag("log-format", "FORM")
    static let help = Flag("help")
    static let version = Flag("version")

    /// The flags of every verb, allowed before or after it.
    static let global: [Flag] = [.store, .layout, .storeTimes, .times, .readModels, .definitions, .config, .domains, .json, .quiet, .logFormat, .help, .version]

    static let events = Flag("events", "N")
    static let seed = Flag("seed", "S")
    static let recordedAt = Flag("recorded-at", "WHICH")
    static let times = Flag("times", "HOW")
    static let noPromote = Flag("no-promote")
    static let through = Flag("through", "POSITION")
    static let workers = Flag("workers", "N")
    static let memory = Flag("memory", "SIZE")
    static let deadline = Flag("deadline", "DURATION")
    static let saveEvery = Flag("save-every", "DURATION")
    static let workFolder = Flag("work-folder", "DIR")
    static let afresh = Flag("afresh")
    static let wait = Flag("wait", "DURATION")
    static let allowBehind = Flag("allow-behind")
    static let strict = Flag("strict")
    static let park = Flag("park", "N", isValueOptional: true)
    static let dropped = Flag("dropped")
    static let reason = Flag("reason", "TEXT")
    static let follow = Flag("follow")
    static let interval = Flag("interval", "DURATION")
    static let accept = Flag("accept")
    static let review = Flag("review")
    static let allowEmpty = Flag("allow-empty")
    static let keep = Flag("keep", "N")
    static let repair = Flag("repair")
    static let storeOnly = Flag("store-only")
    static let keys = Flag("keys", "N")
    static let dryRun = Flag("dry-run")
    static let fromDefinition = Flag("from-definition", "FILE")
    static let sample = Flag("sample", "N")
    static let showPayload = Flag("show-payload")
    static let despiteChecks = Flag("despite-checks")
    static let unsealed = Flag("unsealed")
    static let restore = Flag("restore", "MANIFEST")
    static let all = Flag("all")
    static let format = Flag("format", "FORMAT")
    static let output = Flag("output", "PATH")
    static let totals = Flag("totals")
    static let row = Flag("row", "LINE")
    static let measure = Flag("measure", "M")
    static let column = Flag("column", "NAMES")
    static let columns = Flag("columns", "NAMES")
    static let order = Flag("order", "NAMES", takesDash: true)
    static let tests = Flag("where", "TEST", isRepeatable: true)
    static let period = Flag("period", "P")
    static let manifest = Flag("manifest", "FILE")
    static let check = Flag("check")
    static let metrics = Flag("metrics", "FILE")
    static let maxLag = Flag("max-lag", "EVENTS")
    static let maxAge = Flag("max-age", "DURATION")
    static let asOf = Flag("as-of", "MOMENT")
    static let today = Flag("today", "DATE")
    static let projection = Flag("projection", "NAME")
    static let limit = Flag("limit", "N")
    static let page = Flag("page", "N")
    static let cursor = Flag("cursor", "CURSOR")
    static let from = Flag("from", "DATE")
    static let to = Flag("to", "DATE")
    static let timeZone = Flag("time-zone", "ZONE")
    static let eachEvent = Flag("events")
    static let replica = Flag("replica", "URL")
    static let purpose = Flag("for", "PURPOSE")
    static let grants = Flag("grants", "PURPOSE")
    static let role = Flag("role", "NAME")
}
