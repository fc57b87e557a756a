import FoundationEssentials
import RefoldCore
import RefoldDefinitions
import RefoldFiles
import RefoldValues

/// The projections of a run that follows: read again after a file of the definitions changed and none is being written any more.
final class FollowedDefinitions {
    /// What tells, without reading a definition, whether any was added, changed or removed.
    private struct Stamp: Hashable {
        var files: [String: FileStamp?] = [:]
        var faults: [Fault]

        init(of folder: String) {
            let (found, faults) = DefinitionFolder.search(folder)
            self.faults = faults
            for path in found.map(\.path) + [EventsFile.path(in: folder)] { files.updateValue(FileStamp(path), forKey: path) }
        }
    }

    private let session: Session
    private let names: [String]
    private(set) var registry: DefinitionRegistry
    private var stamp: SettledValue<Stamp>
    /// The currencies that this process has added: it keeps them, whatever the file says later.
    private var currencies: Set<Currency>

    /// - Parameter names: none for all projections.
    init(_ context: CommandContext, names: [String]) {
        session = context.session
        self.names = names
        // Before they are read once more: what is changed meanwhile is seen as changed.
        stamp = SettledValue(Stamp(of: context.registry.folder), after: .seconds(1))
        registry = context.registry
        currencies = Set(registry.eventsFile.currencies)
    }

    /// - Throws: status 2 with the faults of the definitions.
    func projections() throws(RefoldError) -> [Projection] { try Self.projections(named: names, in: registry) }

    /// The projections as they are declared now; nil if no file changed or one changed a moment ago, and if what is there now has faults, which
    /// are told once. Those that were read before are followed then, by all currencies that the process knows by now.
    func changed() -> [Projection]? {
        // An editor empties a file before it writes it, and a release replaces one file after the other: half of either is no definition.
        guard stamp.see(Stamp(of: registry.folder)) else { return nil }
        do throws(RefoldError) {
            let folder = try session.settings.definitionsFolder()
            let read = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
            let before = currencies
            currencies.formUnion(read.eventsFile.currencies)
            do throws(RefoldError) {
                let projections = try Self.projections(named: names, in: read)
                if projections.contains(where: { OutsideRules(word: $0.zones).currencies != 0 }) { try requireAll(before, in: read.eventsFile) }
                registry = read
                return projections
            } catch {
                complain(error)
                guard currencies != before else { return nil }
                registry = registry.goingBy(currencies.sorted())
                return try Self.projections(named: names, in: registry)
            }
        } catch {
            complain(error)
            return nil
        }
    }

    /// Refuses a file that states less than before: amounts in a currency that was taken away are still read in this process.
    private func requireAll(_ known: Set<Currency>, in file: EventsFile) throws(RefoldError) {
        let gone = known.subtracting(file.currencies).sorted()
        guard !gone.isEmpty else { return }
        let codes = gone.map(\.code).joined(separator: ", ")
        throw RefoldError(
            .usage, "\(codes) \(gone.count == 1 ? "is" : "are") no longer stated, and this process goes on to read amounts in \(gone.count == 1 ? "it" : "them")",
            at: .definition(file: file.path, line: nil, path: "currencies"), expected: "what it stated before",
            remedy: "a program that was running when they were taken away must be started again")
    }

    private func complain(_ error: RefoldError) {
        var error = error
        for index in error.faults.indices {
            error.faults[index].what = "the definitions that changed are not followed until they are right: " + error.faults[index].what
        }
        session.console.say(error)
    }

    private static func projections(named names: [String], in registry: DefinitionRegistry) throws(RefoldError) -> [Projection] {
        names.isEmpty ? try registry.allProjections() : try registry.projections(named: names)
    }
}
