import FoundationEssentials
import RefoldFiles

extension ProtectedFiles {
    /// All files that a run with these settings reads or keeps.
    init(_ settings: Settings, _ registry: DefinitionRegistry) {
        self.init()
        for (choice, what) in [(settings.store, "the event store"), (settings.replica, "the replica of the read models")] {
            if let choice, let location = try? DatabaseLocation(choice.value, from: choice.origin) { add(location, as: what) }
        }
        if let readModels = try? settings.readModelLocation() { add(readModels, as: "the read models") }
        if let folder = try? settings.resumeFolder() { add(folder: folder, as: "what an interrupted rebuild goes on from") }
        for file in registry.projectionFiles.map(\.file) + registry.reportFiles { add(file.path, as: "a definition") }
        add(registry.eventsFile.path, as: "a definition")
        for path in JobFolder.search().files + [settings.jobFile].compactMap({ $0 }) { add(path, as: "a job file") }
        add(settings.file, as: "the settings file")
        add("/proc/self/exe", as: "this program")
        let environment = ProcessInfo.processInfo.environment
        if let file = environment["PGPASSFILE"] ?? environment["HOME"].map({ $0 + "/.pgpass" }) { add(file, as: "a password file") }
    }

    private mutating func add(_ location: DatabaseLocation, as what: String) {
        if case .sqlite(let path) = location { add(database: path, as: what) }
    }
}
