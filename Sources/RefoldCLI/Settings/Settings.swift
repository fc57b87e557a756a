import Foundation
import RefoldReports
import RefoldValues

/// Where the events, the read models and the definitions are: a flag, else the environment, else the settings file.
struct Settings: Sendable {
    /// A setting, and who made it, for messages.
    struct Choice: Hashable, Sendable {
        var value: String
        /// `--store`, `REFOLD_STORE`, `refold.json5`.
        var origin: String
    }

    var store: Choice?
    var readModels: Choice?
    /// What is asked instead of the read models: a standby, or a copy of their file.
    var replica: Choice?
    var definitions: Choice?
    /// The names of the domains to work with, separated by commas, or `none`; nil for all.
    var domains: Choice?
    /// Where a rebuild keeps what a later run goes on with; nil for the usual place.
    var workFolder: Choice?
    /// How long a run waits for transactions that keep events out of it; nil for the usual time.
    var wait: Choice?
    /// How CSV is written unless a report or a step says otherwise.
    private(set) var csv: CSVOptions?
    /// Where definitions are looked for when nobody says.
    var usualDefinitions = "Reports"
    /// The settings file, which need not exist.
    let file: String
    /// The job file that the settings are for.
    private(set) var jobFile: String?

    /// - Parameters:
    ///   - environment: variables by name; an empty one counts as missing.
    ///   - file: what the settings file says.
    init(_ arguments: Arguments, environment: [String: String], file: SettingsFile) {
        func choose(_ flag: Flag, _ variable: String, _ inFile: String?) -> Choice? {
            if let value = arguments.text(flag) { return Choice(value: value, origin: "--\(flag.name)") }
            if let value = environment[variable], !value.isEmpty { return Choice(value: value, origin: variable) }
            return inFile.map { Choice(value: $0, origin: file.name) }
        }
        self.file = file.name
        store = choose(.store, "REFOLD_STORE", file.store)
        readModels = choose(.readModels, "REFOLD_READ_MODELS", file.readModels)
        replica = choose(.replica, "REFOLD_REPLICA", file.replica)
        definitions = choose(.definitions, "REFOLD_DEFINITIONS", file.definitions)
        domains = choose(.domains, "REFOLD_DOMAINS", file.domains.map { $0.isEmpty ? DomainList.none : $0.joined(separator: ",") })
        workFolder = choose(.workFolder, "REFOLD_WORK_FOLDER", file.workFolder)
        wait = choose(.wait, "REFOLD_WAIT", file.wait)
        csv = file.csv
    }

    /// The settings for a job: flags win over what the job says, and that over environment and settings file.
    func inside(_ job: Job) -> Settings {
        func choose(_ given: Choice?, _ inJob: String?) -> Choice? {
            if let given, given.origin.hasPrefix("--") { return given }
            return inJob.map { Choice(value: $0, origin: job.file) } ?? given
        }
        var settings = self
        settings.store = choose(store, job.store.map { job.located(url: $0) })
        settings.readModels = choose(readModels, job.readModels.map { job.located(url: $0) })
        settings.definitions = choose(definitions, job.definitions.map { job.located($0) })
        settings.wait = choose(wait, job.wait)
        settings.usualDefinitions = job.located(usualDefinitions)
        settings.jobFile = job.file
        return settings
    }

    /// Where the events are.
    ///
    /// - Throws: status 2 if nobody said, or where it is no URL of a database.
    func storeLocation() throws(RefoldError) -> DatabaseLocation {
        guard let store else {
            throw RefoldError(
                .usage, "no store is named", expected: "--store, REFOLD_STORE or \"store\" in \(SettingsFile.usualName)",
                remedy: JobFolder.storeInWords ?? "add --store sqlite:events.db or --store postgresql://HOST/DATABASE")
        }
        return try DatabaseLocation(store.value, from: store.origin)
    }

    /// Where the read models are: as was said, else beside the store.
    ///
    /// - Throws: status 2, as ``storeLocation()`` does.
    func readModelLocation() throws(RefoldError) -> DatabaseLocation {
        if let readModels { return try DatabaseLocation(readModels.value, from: readModels.origin) }
        return try storeLocation().usualForReadModels
    }

    /// Where questions are asked: of the replica where one is named, else of the read models.
    ///
    /// - Throws: status 2, as ``storeLocation()`` does.
    func questionLocation() throws(RefoldError) -> DatabaseLocation {
        if let replica { return try DatabaseLocation(replica.value, from: replica.origin) }
        return try readModelLocation()
    }

    /// The flags for store, read models and replica as they were typed, for a command that is proposed; without those that hold a password.
    var typedLocations: [String] {
        [store, readModels, replica].compactMap { $0 }.filter { choice in
            choice.origin.hasPrefix("--") && CommandLineSecrets.passwords(in: Array(choice.value.utf8)).isEmpty
        }.flatMap { [$0.origin, $0.value] }
    }

    /// Where a rebuild of these read models keeps what a later run goes on with: beside their file or in the user's state, or in a folder of its
    /// own below the one that was named.
    ///
    /// - Throws: status 2, as ``storeLocation()`` does.
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

    /// The folder of the definitions. It need not exist unless somebody named it.
    ///
    /// - Throws: status 2 for a `~` that cannot be expanded.
    func definitionsFolder() throws(RefoldError) -> (path: String, isNamed: Bool) {
        guard let definitions else { return (usualDefinitions, false) }
        return (try HomePath.expanded(definitions.value, from: definitions.origin), true)
    }
}
