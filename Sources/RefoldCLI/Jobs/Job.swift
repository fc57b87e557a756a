import FoundationEssentials
import RefoldStores
import RefoldValues

/// The contents of a job file: the databases, and the steps in order.
struct Job: Sendable {
    /// The file's name without folder and extension: `nightly`.
    var name: String
    /// The file's name as faults show it.
    var file: String
    /// URLs from the file; nil if the settings decide.
    var store: String?
    var readModels: String?
    var definitions: String?
    /// As `--layout`; nil if the file leaves it to the settings.
    var layout: String?
    /// As `--store-times`; nil if the file leaves it to the settings.
    var storeTimes: String?
    /// The zone that determines the day of a run without a given date. UTC by default.
    var timeZone: TimeZoneRules
    /// As `--wait`; nil if the file leaves it to the settings.
    var wait: String?
    /// As `--allow-behind`.
    var allowsBehind: Bool
    /// What the job's relative paths begin from; nil for the working directory.
    var folder: String?
    /// Whether a warning keeps a rebuild of the job from being served.
    var isStrict: Bool
    /// The page that links what the job made; nil for none.
    var index: PathPattern?
    /// For steps that say nothing of their own, and for the beginning of a run.
    var retry = Retry.none
    /// As `--deadline`; nil for none.
    var deadline: Duration?
    /// How long what it writes into dated folders stays; nil for as long as nobody removes it.
    var keepsOutputs: Duration?
    /// At least one.
    var steps: [JobStep]

    init(
        name: String, file: String, store: String? = nil, layout: String? = nil, storeTimes: String? = nil, readModels: String? = nil,
        definitions: String? = nil, timeZone: TimeZoneRules = .utc, wait: String? = nil, allowsBehind: Bool = false, folder: String? = nil, isStrict: Bool = false,
        index: PathPattern? = nil, steps: [JobStep]
    ) {
        self.name = name
        self.file = file
        self.store = store
        self.layout = layout
        self.storeTimes = storeTimes
        self.readModels = readModels
        self.definitions = definitions
        self.timeZone = timeZone
        self.wait = wait
        self.allowsBehind = allowsBehind
        self.folder = folder
        self.isStrict = isStrict
        self.index = index
        self.steps = steps
    }

    /// By which one run of it at a time is at work.
    var lock: LockSubject { .job(name, path: URL(fileURLWithPath: file).standardizedFileURL.path) }

    /// A path of the job relative to the working directory.
    func located(_ path: String) -> String {
        guard let folder, !path.hasPrefix("/"), !path.hasPrefix("~") else { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// A database URL of the job relative to the working directory; a URL that is not of a file stays unchanged.
    func located(url: String) -> String {
        let scheme = "sqlite:"
        return url.hasPrefix(scheme) ? scheme + located(String(url.dropFirst(scheme.count))) : url
    }
}
