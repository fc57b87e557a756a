import Foundation
import RefoldCore
import RefoldDefinitions
import RefoldFiles
import RefoldValues

/// The projections of a run that follows: read again if a file of the definitions changes.
final class FollowedDefinitions {
    /// What tells, without reading a definition, whether any was added, changed or removed.
    private struct Stamp: Hashable {
        var files: [String: FileStamp?] = [:]
        var faults: [Fault]

        init(of folder: String) {
            let (found, faults) = DefinitionFolder.search(folder)
            self.faults = faults
            for path in found.map(\.path) + [EventsFile(in: folder).path] { files.updateValue(FileStamp(path), forKey: path) }
        }
    }

    private let session: Session
    private let names: [String]
    private(set) var registry: DefinitionRegistry
    private var stamp: Stamp

    /// - Parameter names: none for all projections.
    init(_ context: CommandContext, names: [String]) {
        session = context.session
        self.names = names
        // Before they are read once more: what is changed meanwhile is seen as changed.
        stamp = Stamp(of: context.registry.folder)
        registry = context.registry
    }

    /// - Throws: status 2 with the faults of the definitions.
    func projections() throws(RefoldError) -> [Projection] { try Self.projections(named: names, in: registry) }

    /// The projections as they are declared now; nil if no file changed, and if what is there now has faults, which are told once. Those
    /// that were read before are followed then.
    func changed() -> [Projection]? {
        let now = Stamp(of: registry.folder)
        guard now != stamp else { return nil }
        stamp = now
        do throws(RefoldError) {
            let folder = try session.settings.definitionsFolder()
            let read = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
            let projections = try Self.projections(named: names, in: read)
            registry = read
            return projections
        } catch {
            var error = error
            for index in error.faults.indices {
                error.faults[index].what = "the definitions that changed are not followed until they are right: " + error.faults[index].what
            }
            session.console.say(error)
            return nil
        }
    }

    private static func projections(named names: [String], in registry: DefinitionRegistry) throws(RefoldError) -> [Projection] {
        names.isEmpty ? try registry.allProjections() : try registry.projections(named: names)
    }
}
