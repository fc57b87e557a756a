import RefoldValues

/// What a job file says: where to work, and the steps in order.
struct Job: Sendable {
    /// The file's name without folder and ending: `nightly`.
    var name: String
    /// The file as findings call it.
    var file: String
    /// URLs as the file gives them, nil if it leaves them to the settings.
    var store: String?
    var readModels: String?
    var definitions: String?
    /// The zone in which a run without a date of its own finds out what day it is. UTC where the file names none.
    var timeZone: TimeZoneRules
    /// As `--wait`; nil if the file leaves it to the settings.
    var wait: String?
    /// As `--allow-behind`.
    var allowsBehind: Bool
    /// What the job's relative paths begin from; nil for the working directory.
    var folder: String?
    /// Whether a warning keeps a rebuild of the job from being served.
    var isStrict: Bool
    /// At least one.
    var steps: [JobStep]

    init(
        name: String, file: String, store: String? = nil, readModels: String? = nil, definitions: String? = nil,
        timeZone: TimeZoneRules = .utc, wait: String? = nil, allowsBehind: Bool = false, folder: String? = nil, isStrict: Bool = false,
        steps: [JobStep]
    ) {
        self.name = name
        self.file = file
        self.store = store
        self.readModels = readModels
        self.definitions = definitions
        self.timeZone = timeZone
        self.wait = wait
        self.allowsBehind = allowsBehind
        self.folder = folder
        self.isStrict = isStrict
        self.steps = steps
    }

    /// A path of the job as seen from the working directory.
    func located(_ path: String) -> String {
        guard let folder, !path.hasPrefix("/"), !path.hasPrefix("~") else { return path }
        return folder.hasSuffix("/") ? folder + path : folder + "/" + path
    }

    /// A database URL of the job as seen from the working directory; one that is not of a file stays as it is.
    func located(url: String) -> String {
        let scheme = "sqlite:"
        return url.hasPrefix(scheme) ? scheme + located(String(url.dropFirst(scheme.count))) : url
    }
}
