import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues

/// The status of one projection.
struct ProjectionStatus: Hashable {
    var name: String
    /// The version of the definition; nil if the projection is served but no longer defined.
    var version: Int?
    /// Whether the definition differs from the one that built what is served under the same version.
    var hasChanged: Bool
    /// Whether the rules of its time zones differ from those by which what is served was built.
    var hasOtherZones: Bool
    /// Whether the added currencies differ from those with which what is served was built.
    var hasOtherCurrencies: Bool
    /// Whether an earlier version of Refold built what is served, with fewer digits for some numbers.
    var hasOtherDigits: Bool
    /// Nil if it was never built.
    var served: Generation?
    /// How the served generation matches the store; nil if none is served.
    var store: StoreMatch?
    /// Complete generations besides the served one.
    var others: [Generation]
    /// How many events that it reads lie past what it is complete up to; nil if the events cannot be read, or are not those that it was made from.
    var lag: Int64?
    /// How many events are parked in what is served; nil if that cannot be read.
    var parked: Int?
    /// How the last run for it ended; nil if none is known.
    var lastRun: LastRun?
    /// The saved state of an interrupted rebuild.
    var interrupted: InterruptedRebuild?
    /// What is written of a generation that is not complete.
    var unfinished: UnfinishedGeneration?

    /// Every projection that is defined or was built, by name; of a role that may not see them all, those that it may see.
    ///
    /// - Parameters:
    ///   - store: what the events say; nil if they cannot be read.
    ///   - resumeFolder: where interrupted rebuilds are kept.
    /// - Throws: if the store cannot be read.
    static func all(
        projections: [Projection], overview: ReadModelOverview, store: StoreView?, resumeFolder: String, parked: (Generation) -> Int?
    ) throws(RefoldError) -> [ProjectionStatus] {
        let generations = overview.generations
        let names = Set(generations.map(\.projection)).union(overview.isWhole ? projections.map(\.name) : []).sorted()
        var entries: [ProjectionStatus] = []
        for name in names {
            let own = generations.filter { $0.projection == name }
            let served = own.first { $0.state == .served }
            let defined = projections.first { $0.name == name }
            let match = served.flatMap { $0.isAltered ? .altered : store?.comparison.match(of: $0) }
            let entry = ProjectionStatus(
                name: name, version: defined?.version, hasChanged: served.map { defined?.hasChanged(since: $0) ?? false } ?? false,
                hasOtherZones: served.map { defined?.hasOtherZones(than: $0) ?? false } ?? false,
                hasOtherCurrencies: served.map { defined?.hasOtherCurrencies(than: $0) ?? false } ?? false,
                hasOtherDigits: served.map { defined?.hasOtherDigits(than: $0) ?? false } ?? false, served: served,
                store: match, others: own.filter { $0.state == .built || $0.state == .previous },
                lag: match?.isOfOtherEvents == true ? nil : try store?.lag.lag(after: served?.position ?? 0, types: defined?.eventTypes), parked: served.map(parked) ?? 0,
                lastRun: overview.lastRuns.first { $0.projection == name }, interrupted: InterruptedRebuild.of(name, in: resumeFolder),
                unfinished: overview.unfinished.first { $0.projection == name })
            entries.append(entry)
        }
        return entries
    }

    /// A note for people besides the numbers.
    var note: String? {
        let stopped = interrupted.map {
            "a rebuild stopped at \(Grouped.text(Int($0.position))) of \(Grouped.text(Int($0.bound))): run it again"
        }
        let written = unfinished.map {
            "generation \($0.generation.number) is not complete, \(Grouped.text(Int($0.rows), "row")) are written: run it again unless a run is at work"
        }
        let ended = lastRun.flatMap { [0, 4].contains($0.status) ? nil : "the last run ended with \($0.status)" }
        let waiting = parked.flatMap { count in
            count > 0 ? "\(Grouped.text(count, "event")) \(count == 1 ? "is" : "are") parked: see refold parked \(name)" : nil
        }
        let notes = [state, waiting, written ?? stopped, ended].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    /// Why the last run for it did not come to its end, as a line for people; nil if it did, or if that is not known.
    var reason: String? {
        guard let lastRun, let message = lastRun.message else { return nil }
        return "\(name): the run that ended at \(lastRun.at.inSeconds) with \(lastRun.status): \(message)"
    }

    /// What is wrong with the rows that are served beside this store; nil if nothing is known to be.
    var mismatch: String? {
        switch store {
        case .shorter: "made from a longer store"
        case .other: "made from another store"
        case .altered: "catalog changed by hand"
        case .same, .unknown, nil: nil
        }
    }

    private var state: String? {
        guard let version else { return "no longer defined" }
        guard let served else { return "never built" }
        if let mismatch { return "\(mismatch): " + (store == .altered ? "run refold rebuild \(name)" : remedy) }
        if let waiting = others.last(where: { $0.state == .built }) { return "generation \(waiting.number) is built, not served" }
        if hasChanged { return "definition changed under version \(version): raise it" }
        if hasOtherZones { return "rules of time zones changed: refold catch-up \(name) builds it anew" }
        if hasOtherCurrencies { return "currencies in events.json5 changed: refold catch-up \(name) builds it anew" }
        if hasOtherDigits { return "numbers have more digits now: refold catch-up \(name) builds it anew" }
        if served.version != version { return "version \(version) is not built yet" }
        return lag == 0 ? "up to date" : nil
    }

    private var remedy: String { "check --store and --read-models, or run refold rebuild \(name)" }

    static func table(_ entries: [ProjectionStatus]) -> TextTable {
        var table = TextTable([
            .init("projection"), .init("version", isNumber: true), .init("generation", isNumber: true), .init("position", isNumber: true),
            .init("lag", isNumber: true), .init("rows", isNumber: true), .init("last run"), .init("note"),
        ])
        for entry in entries {
            let served = entry.served
            table.add([
                entry.name, (served?.version ?? entry.version).map(String.init) ?? "", served.map { String($0.number) } ?? "-",
                served.map { Grouped.text(Int($0.position)) } ?? "-", entry.lag.map { Grouped.text(Int($0)) } ?? "-",
                served.map { Grouped.text(Int($0.rows)) } ?? "-", (entry.lastRun?.at ?? served?.updatedAt).map(\.inSeconds) ?? "-", entry.note ?? "",
            ])
        }
        return table
    }

    /// The whole seconds since the last complete run ended; nil if none is known, or if a clock was so wrong that it is still to come.
    func age(at now: Timestamp) -> Int64? {
        (lastRun?.completeAt).flatMap { $0.isToCome(at: now) ? nil : max(0, (now.microseconds - $0.microseconds) / 1_000_000) }
    }

    /// The entry of the summary.
    func summary(at now: Timestamp) -> JSONValue {
        .object([
            JSONField("projection", .text(name)), JSONField("version", version.map { .integer($0) } ?? .null),
            JSONField("served", served.map(Self.summary) ?? .null), JSONField("others", .list(others.map(Self.summary))),
            JSONField("store", store.map { .text($0.rawValue) } ?? .null), JSONField("lag", lag.map { .integer($0) } ?? .null),
            JSONField("parked", parked.map { .integer(Int64($0)) } ?? .null), JSONField("last_run", lastRun.map(Self.summary) ?? .null),
            JSONField("complete_at", .text(lastRun?.completeAt?.description)),
            JSONField("age", age(at: now).map { .integer($0) } ?? .null), JSONField("building", unfinished.map(Self.summary) ?? .null), JSONField("note", .text(note)),
        ])
    }

    private static func summary(of unfinished: UnfinishedGeneration) -> JSONValue {
        .object([
            JSONField("generation", .integer(unfinished.generation.number)), JSONField("rows", .integer(unfinished.rows)),
            JSONField("written_at", .text(unfinished.writtenAt.description)),
        ])
    }

    private static func summary(of run: LastRun) -> JSONValue {
        .object([JSONField("at", .text(run.at.description)), JSONField("status", .integer(run.status)), JSONField("message", .text(run.message))])
    }

    private static func summary(of generation: Generation) -> JSONValue {
        .object([
            JSONField("generation", .integer(generation.number)), JSONField("state", .text(generation.state.rawValue)),
            JSONField("version", .integer(generation.version)), JSONField("position", .integer(generation.position)),
            JSONField("rows", .integer(generation.rows)), JSONField("last_run", .text(generation.updatedAt.description)),
        ])
    }
}

extension Timestamp {
    /// Whether it lies further ahead than clocks of two machines may differ.
    func isToCome(at now: Timestamp) -> Bool { microseconds > now.microseconds + 60_000_000 }

    /// The time to the second, for people.
    var inSeconds: String { (Timestamp(microseconds: microseconds / 1_000_000 * 1_000_000) ?? self).description }
}
