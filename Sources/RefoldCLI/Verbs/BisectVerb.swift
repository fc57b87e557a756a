import RefoldCore
import RefoldDefinitions
import RefoldEngine
import RefoldJSON
import RefoldProjections
import RefoldStores
import RefoldValues

struct BisectVerb: Verb {
    static let name = "bisect"
    static let summary = "find the event after which a row of two versions differs"
    static let usage = """
        refold bisect NAME KEY [--from-definition FILE]

        Folds the events of one row by the definition that made what is served and by
        the present one, side by side, and shows the first event after which the row
        differs, with the row before it and by each. Compares the columns that both
        have. Reads the events alone, and changes nothing. Ends with 0 whether it finds
        one or not.

        KEY is the key of the row as an export writes it. If it has several parts, it
        is an object of them, as in the JSON of refold diff.

          --from-definition FILE  fold by this definition in the place of the one that
                                  made what is served

          refold bisect payments 3f2a1c
          refold bisect sales '{"country":"Italy","day":"2024-03-01"}'
        """
    static let flags: [Flag] = [.fromDefinition]
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let words = try arguments.someWords("the name of a projection and the key of a row")
        guard words.count == 2 else {
            throw RefoldError(
                .usage, words.count < 2 ? "the key of a row is missing" : "\"\(words[2])\" is one argument too many for bisect",
                expected: "the name of a projection and the key of a row", remedy: "see refold bisect --help")
        }
        let context = try CommandContext(session)
        let present = try context.registry.projection(named: words[0])
        session.interruption.defer()
        let events = try context.stableEvents(for: "bisect")
        let pair = try BisectedPair(of: present, from: try arguments.path(.fromDefinition), in: context, events)
        let key = try RowKeyText(words[1], present.schema.key)
        let found = try RowBisection(from: pair.from, to: pair.to, in: events) { session.interruption.isRequested }
            .run(key.bytes, through: try events.bound())
        guard found.events > 0 else { throw RowKeyText.untouched(present.name, in: events) }
        let page = BisectionPage(found, pair, key: key, event: try found.parting.flatMap { (parting) throws(RefoldError) in try events.event(id: parting.id) })
        if !session.json { for line in page.lines { try session.output.write(line: line) } }
        return VerbResult(fields: page.fields)
    }
}

/// The two definitions that a row is folded by.
struct BisectedPair {
    let from: RowBisection.Side
    let to: RowBisection.Side
    /// What made what is served; nil if the definition comes from a file.
    let served: Generation?

    /// - Parameter file: the definition in the place of that of what is served.
    /// - Throws: status 1 if nothing is served, 2 if there is no definition of what is served, or the two cannot be compared.
    init(of present: Projection, from file: String?, in context: CommandContext, _ events: any EventStore) throws(RefoldError) {
        let place = Place.named("projection \"\(present.name)\"")
        guard present.rollup == nil else {
            throw RefoldError(
                .usage, "its rows are sums of rows, which no single events make", at: place, expected: "a projection without sums",
                remedy: "name the projection of the rows that are summed up")
        }
        let dropped = try context.leftOut(of: present.name, events)
        to = RowBisection.Side(present, leavingOut: dropped[present.name])
        if let file {
            let definition = try ProjectionDefinition.read(DefinitionFolder.read(file), file: file)
            from = RowBisection.Side(try Projection(definition, currencies: context.registry.eventsFile.currencies), leavingOut: dropped[present.name])
            served = nil
        } else {
            guard let own = try context.generations(of: present.name).first(where: { $0.state == .served }) else {
                throw RefoldError(
                    .failed, "the projection \"\(present.name)\" has no served rows", at: .named(context.readModels.name),
                    remedy: "run refold rebuild \(present.name)")
            }
            guard let maker = own.maker(present, context.registry.eventsFile.currencies) else {
                throw RefoldError(
                    .usage, "\(own.title) is served, and this program has no definition of it: \(own.whyHeld)", at: place,
                    expected: "a definition to fold by", remedy: "name a file that has it with --from-definition")
            }
            from = RowBisection.Side(maker, leavingOut: dropped.left(outOf: own))
            served = own
        }
        guard from.projection.schema.key == present.schema.key, from.projection.rollup == nil else {
            throw RefoldError(
                .usage, "the keys of the two definitions have other columns", at: place, expected: "rows with one key", remedy: "compare all rows with refold diff \(present.name)")
        }
    }

    /// `version 1` and `version 2`, or the file of the first.
    var titles: (from: String, to: String) {
        (served == nil ? "--from-definition" : "version \(from.projection.version)", served == nil ? "present" : "version \(to.projection.version)")
    }
}
