import FoundationEssentials
import RefoldDefinitions
import RefoldEngine
import RefoldReports
import RefoldValues

/// The settings file, `refold.json5`: keys `store`, `layout`, `storeTimes`, `readModels`, `replica`, `definitions`, `workFolder`, `wait`, `logFormat` and `metrics`, all of them
/// strings, `keep`, a number, `digests`, a word, `domains`, a list of names, and `csv`, an object.
struct SettingsFile: Hashable, Sendable {
    static let usualName = "refold.json5"

    /// The file's name for messages.
    var name = usualName
    var store: String?
    var layout: String?
    var storeTimes: String?
    var readModels: String?
    var replica: String?
    var definitions: String?
    var workFolder: String?
    var wait: String?
    var logFormat: String?
    var metrics: String?
    var keep: Int?
    var digests: String?
    var domains: [String]?
    /// How CSV is written unless a report or a step says otherwise.
    var csv: CSVOptions?

    /// Reads the specified file, or the default one in the working directory if it exists.
    ///
    /// - Throws: status 2 for a specified file that cannot be read, and with all faults of its contents.
    static func read(named path: String?) throws(RefoldError) -> SettingsFile {
        guard let path else {
            return DefinitionFolder.isAbsent(usualName) ? SettingsFile() : try read(named: usualName)
        }
        return try read(DefinitionFolder.read(path), name: path)
    }

    /// Reads the contents of a file.
    static func read(_ bytes: some Sequence<UInt8>, name: String) throws(RefoldError) -> SettingsFile {
        let reader = DefinitionReader(file: name)
        var settings = SettingsFile(name: name)
        let keys = ["store", "layout", "storeTimes", "readModels", "replica", "definitions", "workFolder", "wait", "keep", "digests", "domains", "csv", "logFormat", "metrics"]
        if let root = reader.root(of: bytes)?.object(keys: keys) {
            settings.store = root.optional("store")?.string("a URL such as \"sqlite:events.db\"")
            settings.layout = root.optional("layout")?.string(Settings.layoutExpected)
            settings.storeTimes = root.optional("storeTimes")?.string(Settings.timesExpected)
            settings.readModels = root.optional("readModels")?.string("a URL such as \"sqlite:read-models.db\"")
            settings.replica = root.optional("replica")?.string("a URL such as \"sqlite:read-models-copy.db\"")
            settings.definitions = root.optional("definitions")?.string("a folder")
            settings.workFolder = root.optional("workFolder")?.string("a folder")
            settings.wait = root.optional("wait")?.string("a duration such as \"30s\"")
            settings.logFormat = root.optional("logFormat")?.word("form of messages", among: LogFormat.allCases.map(\.rawValue))
            settings.metrics = root.optional("metrics")?.filled("a file such as \"/var/lib/node-exporter/refold.prom\"")
            settings.keep = root.optional("keep")?.integer(SwitchChoices.kept)
            settings.digests = root.optional("digests")?.word("scope of digests", among: DigestScope.allCases.map(\.rawValue))
            settings.domains = root.optional("domains")?.list("a list of names of domains, [] for none")?.compactMap {
                $0.string("the name of a domain")
            }
            settings.csv = root.optional("csv").map { CSVOptions($0) }
        }
        guard reader.faults.isEmpty else { throw RefoldError(.usage, reader.sortedFaults) }
        return settings
    }
}
