import RefoldCore
import RefoldDefinitions
import RefoldEngine
import RefoldProjections
import RefoldValues

/// Puts into words what never matched, with what was probably meant.
struct WarningFinder {
    let registry: DefinitionRegistry
    let names: NearNames

    /// - Parameter found: projections and what never matched of each.
    func warnings(_ found: [(projection: Projection, unmatched: [Unmatched])]) -> [MatchWarning] {
        found.flatMap { projection, unmatched in
            unmatched.compactMap { warning(of: $0, projection) }
        }
    }

    private func warning(of unmatched: Unmatched, _ projection: Projection) -> MatchWarning? {
        let definition = registry.projectionFiles.first { $0.name == projection.name && $0.faults.isEmpty }?.definition
        func place(_ spot: (line: Int, path: String)?) -> Place {
            guard let definition else { return .named("projection \"\(projection.name)\"") }
            return .definition(file: definition.file, line: spot?.line, path: spot?.path ?? "")
        }
        func made(_ kind: MatchWarning.Kind, _ name: String, _ suggestion: String?, _ what: String, at place: Place) -> MatchWarning {
            let remedy = suggestion.map { "did you mean \"\($0)\"?" } ?? Self.remedy(isDeclared: definition != nil)
            return MatchWarning(
                kind: kind, projection: projection.name, name: name, suggestion: suggestion, fault: Fault(what, at: place, remedy: remedy))
        }
        switch unmatched {
        case .type(let type):
            guard !isOptional(type, projection) else { return nil }
            let suggestion = names.type(near: type, besides: projection)
            let star = type.contains("*") ? " (only \"*\" alone stands for others)" : ""
            return made(.type, type, suggestion, "no event has the type \"\(type)\"\(star)", at: place(definition?.spot(ofType: type)))
        case .path(let names, let steps, let isMetadata, let types):
            let path = SoughtPath(PayloadPath(root: isMetadata ? .metadata : .data, names: names), steps)
            guard !path.spellings.contains(where: { isOptional($0, projection) }) else { return nil }
            let suggestion = self.names.path(near: path, in: types)
            let subject = types.count == 1 ? "no event of the type \"\(types[0])\"" : "no event that the projection reads"
            return made(
                .path, path.text, suggestion, "\(subject) has \"\(path.text)\"",
                at: place(definition?.spot(of: path.written, inType: types.count == 1 ? types[0] : nil)))
        case .column(let name):
            guard !isOptional(name, projection) else { return nil }
            return made(.column, name, nil, "the column \"\(name)\" is null in every row", at: place(definition?.spot(ofColumn: name)))
        }
    }

    private func isOptional(_ name: String, _ projection: Projection) -> Bool { projection.expected.optional.contains(ExactText(name)) }

    private static func remedy(isDeclared: Bool) -> String? {
        isDeclared ? "correct it, or name it in \"optional\" if it may be missing" : nil
    }

    /// Says that a definition with warnings, which is served now, is corrected under a new version.
    func sayVersions(of warnings: [MatchWarning], served outcomes: [FoldOutcome], in session: Session) {
        for outcome in outcomes where outcome.isServed && warnings.contains(where: { $0.projection == outcome.projection }) {
            guard registry.projectionFiles.contains(where: { $0.name == outcome.projection }) else { continue }
            session.say("\(outcome.projection): version \(outcome.version) is served now, so a corrected definition needs version \(outcome.version + 1)")
        }
    }

    /// The types of a store that no projection takes and that are not ignored.
    ///
    /// - Parameter types: those that occur, with the number of their events.
    func untaken(_ types: [(type: String, events: Int64)]) -> [MatchWarning] {
        let projections = registry.projections.values
        return types.filter { entry in
            !registry.eventsFile.ignore.containsExactly(entry.type) && !projections.contains { $0.handler(for: entry.type) != nil }
        }.map { entry in
            MatchWarning(
                kind: .untakenType, projection: nil, name: entry.type, suggestion: nil,
                fault: Fault(
                    "no projection takes the type \"\(entry.type)\" (\(Grouped.text(Int(entry.events), "event")))", at: .named(names.store),
                    remedy: "handle it, or name it in \"ignore\" in \(registry.eventsFile.path) if it is nobody's"))
        }
    }
}

extension ProjectionDefinition {
    fileprivate func spot(ofType type: String) -> (line: Int, path: String)? {
        handlers.first { $0.eventType.map { ExactText($0) == ExactText(type) } ?? false }.map { ($0.line, "on.\(type)") }
    }

    fileprivate func spot(ofColumn name: String) -> (line: Int, path: String)? {
        if let column = columns.first(where: { $0.name == name }) { return (column.line, "columns.\(name)") }
        return computed.first { $0.name == name }.map { ($0.line, "computed.\(name)") }
    }

    /// - Parameter type: the type whose handler reads it; nil for the key or for several.
    fileprivate func spot(of path: PayloadPath, inType type: String?) -> (line: Int, path: String)? {
        for handler in handlers where type == nil || handler.eventType == nil || handler.eventType == type {
            if let line = handler.line(of: path) { return (line, "on.\(handler.eventType ?? "*")") }
        }
        return key.first { $0.value.reads(path) }.map { ($0.line, "key") }
    }
}
