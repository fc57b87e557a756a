import RefoldCore
import RefoldDefinitions
import RefoldValues

extension DefinitionRegistry {
    /// The projection whose row the history of a stream shows: the named one, else the one of the stream's domain, else the only suitable
    /// one.
    ///
    /// - Parameter type: the type of the stream's first event.
    /// - Throws: status 2 if the named one is not keyed by stream, or if no projection or several are suitable.
    func projection(named name: String?, forHistoryOf stream: String, beginningWith type: String) throws(RefoldError) -> Projection {
        if let name {
            let projection = try projection(named: name)
            guard projection.showsStreams else {
                let others = projections.values.filter(\.showsStreams).map(\.name).sorted()
                throw RefoldError(
                    .usage, "the projection \"\(name)\" is not keyed by stream", expected: others.isEmpty ? nil : DefinitionValue.list(others),
                    remedy: "name another with --projection")
            }
            return projection
        }
        let fitting = projections.values.filter { $0.showsStreams && $0.reads(type, in: stream) }.sorted { $0.name < $1.name }
        if let own = builtIn.first(where: { builtIn in fitting.contains { $0.name == builtIn.name } }) { return own }
        guard let only = fitting.first, fitting.count == 1 else {
            let faults = definitionFaults
            guard !fitting.isEmpty || faults.isEmpty else { throw RefoldError(.usage, faults) }
            let what = fitting.isEmpty ? "no projection that is keyed by stream reads" : "several projections that are keyed by stream read"
            throw RefoldError(
                .usage, "\(what) the type \"\(type)\"", at: .named("stream \"\(stream)\""),
                expected: fitting.isEmpty ? nil : DefinitionValue.list(fitting.map(\.name)),
                remedy: fitting.isEmpty ? "declare one that does" : "name one with --projection")
        }
        return only
    }
}

extension Projection {
    /// Whether a row of the read model is the state of one stream.
    fileprivate var showsStreams: Bool { isKeyedByStream && rollup == nil }

    /// Whether it makes a row for a stream from events of a type.
    fileprivate func reads(_ type: String, in stream: String) -> Bool {
        if case .streamAfter(let prefix) = key, !stream.utf8.starts(with: prefix) { return false }
        return handler(for: type) != nil
    }
}
