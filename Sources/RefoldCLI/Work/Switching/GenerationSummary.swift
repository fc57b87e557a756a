import RefoldJSON
import RefoldStores
import RefoldValues

/// What the summary of `promote` and `rollback` says of the generations.
enum GenerationSummary {
    static func fields(_ served: Generation, instead before: Generation?, parked: Int64) -> [JSONField] {
        [
            JSONField("projection", .text(served.projection)), JSONField("served", generation(served)),
            JSONField("before", before.map(generation) ?? .null),
        ] + JSONField.parked(parked)
    }

    private static func generation(_ generation: Generation) -> JSONValue {
        .object([
            JSONField("generation", .integer(generation.number)), JSONField("version", .integer(generation.version)),
            JSONField("position", .integer(generation.position)), JSONField("rows", .integer(generation.rows)),
        ])
    }
}

extension CommandContext {
    /// What a switch without a run ends with: events that are parked in what is served now, or that were dropped and are in its rows, come
    /// with it, and are told. It counts as the last run, since what that left waiting is served or was put aside.
    func switched(to served: Generation, instead before: Generation?, _ more: [JSONField] = []) throws(RefoldError) -> VerbResult {
        let parked = try Int64(readModels.parked(in: served).count)
        if parked > 0 {
            session.console.say(
                "refold: \(served.projection): \(Grouped.text(Int(parked), "event")) \(parked == 1 ? "is" : "are") parked in \(served.title): see refold parked \(served.projection)")
        }
        let dropped = try droppedEvents(in: served)
        if dropped > 0 {
            let (were, them) = dropped == 1 ? ("was", "it") : ("were", "them")
            session.console.say(
                "refold: \(served.projection): \(served.title) holds \(Grouped.text(Int(dropped), "event")) that \(were) dropped since: refold rebuild \(served.projection) leaves \(them) out")
        }
        // Only status needs it: a role that may not write it switches all the same.
        try? readModels.note([RunEnd(projection: served.projection, failure: nil, parked: parked, isComplete: false)])
        return VerbResult(parked > 0 ? .partly : .done, fields: GenerationSummary.fields(served, instead: before, parked: parked) + more)
    }

    /// How many of the events that were dropped are in the rows of a generation; 0 if that is not known.
    private func droppedEvents(in generation: Generation) throws(RefoldError) -> Int64 {
        guard let leftOut = generation.origin.leftOut else { return 0 }
        let waiting = Set(try readModels.parked(in: generation).map(\.position))
        return try Int64(readModels.dropped().count { dropped in
            dropped.projection == generation.projection && dropped.position <= generation.position && !leftOut.contains(dropped.position)
                && !waiting.contains(dropped.position)
        })
    }

    /// The generations of a projection, by number.
    ///
    /// - Throws: status 2 if there are none and no such projection is defined; status 1 if it was never built.
    func generations(of projection: String) throws(RefoldError) -> [Generation] {
        let own = try readModels.generations().filter { $0.projection == projection }
        guard own.isEmpty else { return own }
        _ = try registry.projection(named: projection)
        throw RefoldError(
            .failed, "the projection \"\(projection)\" was never built", at: .named(readModels.name), remedy: "run refold rebuild \(projection)")
    }
}
