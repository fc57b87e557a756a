import Foundation
import RefoldCore
import RefoldDefinitions
import RefoldValues

/// What `events.json5` among the definitions says of the store's types of event as a whole.
struct EventsFile: Hashable {
    static let name = "events.json5"

    /// Where it lies, or would lie.
    let path: String
    /// Types that are nobody's: no warning says that no projection takes them.
    private(set) var ignore: [String] = []
    private(set) var faults: [Fault] = []
    let isThere: Bool

    /// Reads the file of a folder of definitions, which need not have one.
    init(in folder: String) {
        path = (folder.hasSuffix("/") ? folder : folder + "/") + Self.name
        isThere = FileManager.default.fileExists(atPath: path)
        guard isThere else { return }
        if let fault = DefinitionFolder.fault(ofLink: path, in: folder) {
            faults = [fault]
            return
        }
        do throws(RefoldError) {
            let reader = DefinitionReader(file: path)
            let root = reader.root(of: try DefinitionFolder.read(path))?.object("an object with the key \"ignore\"", keys: ["ignore"])
            ignore = root?.optional("ignore")?.list("a list of event types")?.compactMap { $0.filled("an event type") } ?? []
            faults = reader.sortedFaults
        } catch {
            faults = error.faults
        }
    }
}
