import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldValues

/// How far projections may be behind: `--max-lag` and `--max-age`.
struct StatusLimits {
    /// In events that the projection reads; nil for any number.
    var lag: Int64?
    /// In seconds since the end of the last run that was complete; nil for any.
    var age: Int64?

    init(_ arguments: Arguments) throws(RefoldError) {
        lag = try arguments.whole(.maxLag, 0...Int.max).map { Int64($0) }
        age = try arguments.duration(.maxAge).map { $0.components.seconds }
    }

    /// What is over the limits; nil if nothing is, or if there are none.
    ///
    /// What is unknown is over a limit: a check that cannot tell must not say that all is well. A projection that is no longer defined has no
    /// limits, and neither has one none of whose event types occur.
    ///
    /// - Parameter areChosen: whether the entries are those that somebody named.
    func refusal(of view: StatusView, areChosen: Bool, in context: CommandContext) throws(RefoldError) -> RefoldError? {
        guard lag != nil || age != nil else { return nil }
        if view.isHidden {
            throw RefoldError(
                .refused, "this role may not use the schema read_models, so that what is served is not known", at: .named(context.readModels.name),
                remedy: "use a role that may: refold doctor --grants report prints what it needs")
        }
        let occurring = try occurringTypes(context, isReadable: view.store != nil)
        var faults: [Fault] = []
        let faulty = context.registry.definitionFaults
        if !faulty.isEmpty, !areChosen || view.entries.contains(where: { $0.version == nil }) {
            faults.append(
                Fault("it has faults, so that it is not known what should be up to date", at: faulty[0].place, remedy: "correct what refold check says of it"))
        }
        for entry in view.entries where entry.version != nil {
            if let occurring, let projection = context.registry.projections[entry.name], !occurring.concerns(projection) { continue }
            if let mismatch = entry.mismatch {
                faults.append(Fault("what is served is of other events: \(mismatch)", at: .named(entry.name), remedy: "see refold status \(entry.name)"))
                continue
            }
            for what in [lagReason(entry), ageReason(entry, at: view.now)].compactMap({ $0 }) {
                faults.append(Fault(what, at: .named(entry.name), remedy: "run refold catch-up \(entry.name); refold runs shows the last ones"))
            }
        }
        return faults.isEmpty ? nil : RefoldError(.refused, faults)
    }

    private func lagReason(_ entry: ProjectionStatus) -> String? {
        guard let limit = lag else { return nil }
        guard let lag = entry.lag else { return "it is not known how many events it lags behind, as the events cannot be read" }
        return lag > limit ? "it lags \(Grouped.text(Int(lag), "event")) behind, and \(Grouped.text(Int(limit))) are allowed" : nil
    }

    private func ageReason(_ entry: ProjectionStatus, at now: Timestamp) -> String? {
        guard let limit = age else { return nil }
        guard let complete = entry.lastRun?.completeAt else { return "no run is known that was complete" }
        guard let age = entry.age(at: now) else { return "the last complete run ended at \(complete.inSeconds), which is still to come: a clock was wrong" }
        guard age > limit else { return nil }
        return "the last complete run ended at \(complete.inSeconds), \(TimeSpan.text(.seconds(age))) ago, and \(TimeSpan.text(.seconds(limit))) are allowed"
    }

    private func occurringTypes(_ context: CommandContext, isReadable: Bool) throws(RefoldError) -> OccurringTypes? {
        guard isReadable else { return nil }
        let types = context.registry.projections.values.flatMap { $0.eventTypes ?? [] }.sortedOnce
        return try OccurringTypes(of: types, in: context.events(), known: context.readModels.knownTypes())
    }
}
