import Foundation
import RefoldDefinitions
import RefoldValues

/// The job files in `Jobs`.
enum JobFolder {
    static let path = "Jobs"

    /// The files by name, and those that are links which lead out of the folder. No such folder, no jobs.
    static func search() -> (files: [String], faults: [Fault]) {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        let names = entries.filter { !$0.hasPrefix(".") && ($0.hasSuffix(".json5") || $0.hasSuffix(".json")) }.sorted()
        let faults = names.map { DefinitionFolder.fault(ofLink: path + "/" + $0, in: path) }
        return (zip(names, faults).filter { $0.1 == nil }.map { path + "/" + $0.0 }, faults.compactMap { $0 })
    }
}
