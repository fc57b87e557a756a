import RefoldJSON
import RefoldStores
import RefoldValues

struct DropVerb: Verb {
    static let name = "drop"
    static let summary = "remove a read model that is no longer defined"
    static let usage = """
        refold drop NAME

        Removes the view, all generations and their catalog lines, in one transaction.
        Refuses with 3 while a projection of that name is defined, and if something
        stands on the view. The events stay: a new definition can build it again.

          refold drop payments_by_hour
        """

    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let name = try arguments.onlyWord("the name of a read model")
        let context = try CommandContext(session)
        session.recorder?.begin()
        let registry = context.registry
        // What cannot be read may define it.
        guard registry.folderFaults.isEmpty else { throw RefoldError(.usage, registry.folderFaults) }
        if let place = registry.place(ofProjection: name) {
            throw RefoldError(
                .refused, "the projection \"\(name)\" is defined", at: place, expected: "a read model that no definition makes",
                remedy: "remove the definition first")
        }
        let lock = try context.readModels.lock(.projection(name))
        defer { withExtendedLifetime(lock) {} }
        let dropped = try context.readModels.drop(name)
        guard !dropped.isEmpty else {
            throw RefoldError(.usage, "there is no read model \"\(name)\"", at: .named(context.readModels.name), remedy: "see refold status")
        }
        let rows = dropped.first { $0.state == .served }?.rows ?? 0
        session.say("\(name): dropped, \(Grouped.text(dropped.count, "generation")); \(Grouped.text(Int(rows), "row")) were served")
        return VerbResult(fields: [
            JSONField("projection", .text(name)), JSONField("generations", .list(dropped.map { .integer($0.number) })), JSONField("rows", .integer(rows)),
        ])
    }
}

extension DefinitionRegistry {
    /// Where a projection is defined, even if its definition has faults; nil if it is not.
    fileprivate func place(ofProjection name: String) -> Place? {
        if let file = projectionFiles.first(where: { $0.name == name }) { return .definition(file: file.file.path, line: nil, path: "name") }
        return projections[name] == nil ? nil : .named("the program")
    }
}
