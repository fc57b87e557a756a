import RefoldCore
import RefoldDefinitions
import RefoldEngine
import RefoldProjections
import RefoldStores
import RefoldValues

/// Finds what was probably meant by a type or a path that the store does not have, from some of its events.
///
/// Looks only if something is missing, and at no more than a sample; if that fails there is no proposal, and nothing else.
final class NearNames {
    /// How many events are looked at for names of types, and of each type for paths.
    private static let sample = (types: 20_000, paths: 2000)

    private let events: any EventStore
    private let folder: String
    private let isCancelled: () -> Bool
    private var types: [String]?
    private var paths: [ExactText: [String]] = [:]

    /// - Parameters:
    ///   - folder: where temporary files go.
    ///   - types: those that occur, if they are known already.
    init(_ events: any EventStore, folder: String, types: [String]? = nil, isCancelled: @escaping () -> Bool) {
        self.events = events
        self.folder = folder
        self.types = types
        self.isCancelled = isCancelled
    }

    /// The store's name.
    var store: String { events.name }

    /// The type of the store that is nearest to one that never occurred, among those that a projection does not handle.
    ///
    /// - Parameter projection: nil for all.
    func type(near type: String, besides projection: Projection?) -> String? {
        let others = occurring().filter { name in projection.map { $0.handlers[ExactText(name)] == nil } ?? true }
        if let near = Suggestion.nearest(to: type, among: others) { return near }
        // A star is no wildcard inside a name.
        guard type.hasSuffix("*") else { return nil }
        return others.first { $0.hasPrefix(type.dropLast()) }
    }

    /// The path that is nearest to one that no event of these types has.
    func path(near path: SoughtPath, in types: [String]) -> String? {
        let known = types.flatMap(fields).sortedOnce
        // What goes to every element is no path of the language.
        func written(_ near: String) -> String? { path.asWritten(near).contains("[]") ? nil : path.asWritten(near) }
        if let near = Suggestion.nearest(to: path.surveyed, among: known) { return written(near) }
        // The right name in another place, or nearly so.
        guard let last = path.lastName else { return nil }
        let ends = known.map { path in path.split(separator: ".").last.map(String.init) ?? path }
        return Suggestion.nearest(to: last, among: ends).flatMap { end in ends.firstIndex(of: end) }.flatMap { written(known[$0]) }
    }

    private func occurring() -> [String] {
        if let types { return types }
        let found = survey(EventSurvey.Options(sample: Self.sample.types, temporaryFolder: folder)).map(\.type)
        types = found
        return found
    }

    private func fields(of type: String) -> [String] {
        if let known = paths[ExactText(type)] { return known }
        let options = EventSurvey.Options(types: [type], sample: Self.sample.paths, withFields: true, temporaryFolder: folder)
        let found = survey(options).flatMap(\.fields).map(\.text)
        paths[ExactText(type)] = found
        return found
    }

    private func survey(_ options: EventSurvey.Options) -> [TypeSurvey] {
        (try? EventSurvey(of: events, options).run(isCancelled: isCancelled).types) ?? []
    }
}
