import FoundationEssentials
import RefoldDefinitions
import RefoldEngine
import RefoldReports
import RefoldStores
import RefoldValues

/// The places of events, read models and definitions: from a flag, else the environment, else the settings file.
struct Settings: Sendable {
    /// A setting, and where it was specified, for messages.
    struct Choice: Hashable, Sendable {
        var value: String
        /// `--store`, `REFOLD_STORE`, `refold.json5`.
        var origin: String
    }

    var store: Choice?
    /// The layout by which the store is read: a name or a file; nil for the one that fits.
    var layout: Choice?
    /// How times of a SQLite store are read that state no zone; nil to refuse them.
    var storeTimes: Choice?
    /// What becomes of times that are finer than microseconds; nil to refuse them.
    let times: Choice?
    var readModels: Choice?
    /// What is queried instead of the read models: a standby, or a copy of their file.
    var replica: Choice?
    var definitions: Choice?
    /// The names of the domains to use, separated by commas, or `none`; nil for all.
    var domains: Choice?
    /// Where a rebuild saves its state for a later run; nil for the default place.
    var workFolder: Choice?
    /// How long a run waits for transactions that keep events out of it; nil for the usual time.
    var wait: Choice?
    /// How many earlier generations stay; nil for the usual number.
    var keep: Choice?
    /// What is kept of the events that read models are made from; nil for the usual.
    var digests: Choice?
    /// How lines on standard error begin; nil for the usual.
    var logFormat: Choice?
    /// The file for metrics; nil for none.
    var metrics: Choice?
    /// How CSV is written unless a report or a step says otherwise.
    private(set) var csv: CSVOptions?
    /// Where definitions are looked for when nobody says.
    var usualDefinitions = "Reports"
    /// The settings file, which need not exist.
    let file: String
    /// The job file to which the settings belong.
    private(set) var jobFile: String?

    /// - Parameters:
    ///   - environment: variables by name; an empty one counts as missing.
    ///   - file: the contents of the settings file.
    init(_ arguments: Arguments, environment: [String: String], file: SettingsFile) {
        func choose(_ flag: Flag, _ variable: String, _ inFile: String?) -> Choice? {
            if let value = arguments.text(flag) { return Choice(value: value, origin: "--\(flag.name)") }
            if let value = environment[variable], !value.isEmpty { return Choice(value: value, origin: variable) }
            return inFile.map { Choice(value: $0, origin: file.name) }
        }
        func choose(_ variable: String, _ inFile: String?) -> Choice? {
            if let value = environment[variable], !value.isEmpty { return Choice(value: value, origin: variable) }
            return inFile.map { Choice(value: $0, origin: file.name) }
        }
        self.file = file.name
        store = choose(.store, "REFOLD_STORE", file.store)
        layout = choose(.layout, "REFOLD_LAYOUT", file.layout)
        times = arguments.text(.times).map { Choice(value: $0, origin: "--times") }
        storeTimes = choose(.storeTimes, "REFOLD_STORE_TIMES", file.storeTimes)
        readModels = choose(.readModels, "REFOLD_READ_MODELS", file.readModels)
        replica = choose(.replica, "REFOLD_REPLICA", file.replica)
        definitions = choose(.definitions, "REFOLD_DEFINITIONS", file.definitions)
        domains = choose(.domains, "REFOLD_DOMAINS", file.domains.map { $0.isEmpty ? DomainList.none : $0.joined(separator: ",") })
        workFolder = choose(.workFolder, "REFOLD_WORK_FOLDER", file.workFolder)
        wait = choose(.wait, "REFOLD_WAIT", file.wait)
        keep = choose(.keep, "REFOLD_KEEP", file.keep.map { String($0) })
        digests = choose("REFOLD_DIGESTS", file.digests)
        logFormat = choose(.logFormat, "REFOLD_LOG_FORMAT", file.logFormat)
        metrics = choose(.metrics, "REFOLD_METRICS", file.metrics)
        csv = file.csv
    }

    /// The settings of a job: flags override the job, which overrides environment and settings file.
    func inside(_ job: Job) -> Settings {
        func choose(_ given: Choice?, _ inJob: String?) -> Choice? {
            if let given, given.origin.hasPrefix("--") { return given }
            return inJob.map { Choice(value: $0, origin: job.file) } ?? given
        }
        var settings = self
        settings.store = choose(store, job.store.map { job.located(url: $0) })
        settings.layout = choose(layout, job.layout.map { Self.isLayoutFile($0) ? job.located($0) : $0 })
        settings.storeTimes = choose(storeTimes, job.storeTimes)
        settings.readModels = choose(readModels, job.readModels.map { job.located(url: $0) })
        settings.definitions = choose(definitions, job.definitions.map { job.located($0) })
        settings.wait = choose(wait, job.wait)
        settings.usualDefinitions = job.located(usualDefinitions)
        settings.jobFile = job.file
        return settings
    }

    /// The event store.
    ///
    /// - Throws: status 2 if it was not specified, or is not a database URL.
    func storeLocation() throws(RefoldError) -> DatabaseLocation {
        guard let store else {
            throw RefoldError(
                .usage, "no store is named", expected: "--store, REFOLD_STORE or \"store\" in \(SettingsFile.usualName)",
                remedy: JobFolder.storeRemedy ?? "add --store sqlite:events.db or --store postgresql://HOST/DATABASE")
        }
        return try DatabaseLocation(store.value, from: store.origin)
    }

    /// The read models: as specified, else the default for the store.
    ///
    /// - Throws: status 2, as ``storeLocation()``.
    func readModelLocation() throws(RefoldError) -> DatabaseLocation {
        if let readModels { return try DatabaseLocation(readModels.value, from: readModels.origin) }
        return try storeLocation().usualForReadModels
    }

    /// The database for queries: the replica if there is one, else the read models.
    ///
    /// - Throws: status 2, as ``storeLocation()``.
    func questionLocation() throws(RefoldError) -> DatabaseLocation {
        if let replica { return try DatabaseLocation(replica.value, from: replica.origin) }
        return try readModelLocation()
    }

    /// The flags for store, its times, read models and replica as typed, for a suggested command; without those that contain a password.
    var typedLocations: [String] {
        [store, layout, storeTimes, readModels, replica].compactMap { $0 }.filter { choice in
            choice.origin.hasPrefix("--") && CommandLineSecrets.passwords(in: Array(choice.value.utf8)).isEmpty
        }.flatMap { [$0.origin, $0.value] }
    }

    /// Where a rebuild of these read models saves its state: beside their file or in the user's state folder, or in a folder of its own
    /// below the specified one.
    ///
    /// - Throws: status 2, as ``storeLocation()``.
    func resumeFolder() throws(RefoldError) -> String {
        let location = try readModelLocation()
        guard let workFolder else { return location.usualForResuming }
        return try HomePath.expanded(workFolder.value, from: workFolder.origin) + "/" + location.nameForResuming
    }

    /// How long a run waits for transactions that keep events out of it; zero for not at all.
    ///
    /// - Throws: status 2 if it is no duration.
    func waitForWriters() throws(RefoldError) -> Duration {
        guard let wait else { return .seconds(30) }
        guard let seconds = TimeSpan.parse(wait.value) else {
            throw RefoldError(
                .usage, "the wait \"\(wait.value)\" is no duration", at: .named(wait.origin), expected: "a duration such as 90s, 20m or 1h30m, or 0")
        }
        return .seconds(seconds)
    }

    /// How many earlier generations of a read model stay.
    ///
    /// - Throws: status 2 if it is no number of them.
    func keptGenerations() throws(RefoldError) -> Int {
        guard let keep else { return GenerationTurn.usuallyKept }
        guard let number = Int(keep.value), SwitchChoices.kept.contains(number) else {
            throw RefoldError(
                .usage, "\"\(keep.value)\" is no number of earlier generations", at: .named(keep.origin),
                expected: "a whole number from \(SwitchChoices.kept.lowerBound) to \(SwitchChoices.kept.upperBound)")
        }
        return number
    }

    /// The file for metrics; nil for none.
    ///
    /// - Throws: status 2 for a `~` that cannot be expanded, and for a file that Refold would read as a definition or a job.
    func metricsFile() throws(RefoldError) -> String? {
        guard let metrics else { return nil }
        guard ![".json5", ".json"].contains(where: metrics.value.lowercased().hasSuffix) else {
            throw RefoldError(.usage, "metrics are no JSON", at: .named(metrics.origin), expected: "a file such as refold.prom", remedy: "name a file that ends with .prom")
        }
        return try HomePath.expanded(metrics.value, from: metrics.origin)
    }

    /// How lines on standard error begin; nil if nobody says.
    ///
    /// - Throws: status 2 if it is none of the words.
    func chosenLogFormat() throws(RefoldError) -> LogFormat? {
        guard let logFormat else { return nil }
        if let format = LogFormat(rawValue: logFormat.value) { return format }
        let words = LogFormat.allCases.map(\.rawValue)
        throw RefoldError(
            .usage, "there is no form of messages \"\(logFormat.value)\"", at: .named(logFormat.origin), expected: DefinitionValue.list(words),
            remedy: Suggestion.phrase(for: logFormat.value, among: words))
    }

    /// What is kept of the events that read models are made from.
    ///
    /// - Throws: status 2 if it is none of the words.
    func digestScope() throws(RefoldError) -> DigestScope {
        guard let digests else { return .events }
        guard let scope = DigestScope(rawValue: digests.value) else {
            throw RefoldError(
                .usage, "\"\(digests.value)\" is no scope of digests", at: .named(digests.origin),
                expected: DefinitionValue.list(DigestScope.allCases.map(\.rawValue)))
        }
        return scope
    }

    /// The folder of the definitions. It need not exist unless somebody named it.
    ///
    /// - Throws: status 2 for a `~` that cannot be expanded.
    func definitionsFolder() throws(RefoldError) -> (path: String, isNamed: Bool) {
        guard let definitions else { return (usualDefinitions, false) }
        return (try HomePath.expanded(definitions.value, from: definitions.origin), true)
    }
}
