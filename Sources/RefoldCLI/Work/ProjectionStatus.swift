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
    /// Nil if it was never built.
    var served: Generation?
    /// How the served generation matches the store; nil if none is served.
    var store: StoreMatch?
    /// Complete generations besides the served one.
    var others: [Generation]
    /// How many events that it reads lie past what it is complete up to.
    var lag: Int64
    /// The saved state of an interrupted rebuild.
    var interrupted: InterruptedRebuild?

    /// Every projection that is defined or was built, by name.
    ///
    /// - Parameters:
    ///   - lag: counts the events of the store.
    ///   - resumeFolder: where interrupted rebuilds are kept.
    /// - Throws: if the store cannot be read.
    static func all(
        projections: [Projection], generations: [Generation], comparison: StoreComparison, lag: EventLag, resumeFolder: String
    ) throws(RefoldError) -> [ProjectionStatus] {
        let names = Set(projections.map(\.name)).union(generations.map(\.projection)).sorted()
        var entries: [ProjectionStatus] = []
        for name in names {
            let own = generations.filter { $0.projection == name }
            let served = own.first { $0.state == .served }
            let defined = projections.first { $0.name == name }
            let entry = ProjectionStatus(
                name: name, version: defined?.version, hasChanged: served.map { defined?.hasChanged(since: $0) ?? false } ?? false,
                hasOtherZones: served.map { defined?.hasOtherZones(than: $0) ?? false } ?? false, served: served,
                store: served.map(comparison.match), others: own.filter { $0.state == .built || $0.state == .previous },
                lag: try lag.lag(after: served?.position ?? 0, types: defined?.eventTypes), interrupted: InterruptedRebuild.of(name, in: resumeFolder))
            entries.append(entry)
        }
        return entries
    }

    /// A note for people besides the numbers.
    var note: String? {
        let stopped = interrupted.map {
            "a rebuild stopped at \(Grouped.text(Int($0.position))) of \(Grouped.text(Int($0.bound))): run it again"
        }
        let notes = [state, stopped].compactMap { $0 }
        return notes.isEmpty ? nil : notes.joined(separator: "; ")
    }

    private var state: String? {
        guard let version else { return "no longer defined" }
        guard let served else { return "never built" }
        switch store {
        case .shorter: return "made from a longer store: \(remedy)"
        case .other: return "made from another store: \(remedy)"
        case .altered: return "catalog changed by hand: run refold rebuild \(name)"
        case .same, .unknown, nil: break
        }
        if let waiting = others.last(where: { $0.state == .built }) { return "generation \(waiting.number) is built, not served" }
        if hasChanged { return "definition changed under version \(version): raise it" }
        if hasOtherZones { return "rules of time zones changed: refold catch-up \(name) builds it anew" }
        if served.version != version { return "version \(version) is not built yet" }
        return lag > 0 ? nil : "up to date"
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
                served.map { Grouped.text(Int($0.position)) } ?? "-", Grouped.text(Int(entry.lag)),
                served.map { Grouped.text(Int($0.rows)) } ?? "-", served.map { Self.seconds($0.updatedAt) } ?? "-", entry.note ?? "",
            ])
        }
        return table
    }

    /// A time to the second, for people.
    static func seconds(_ time: Timestamp) -> String {
        (Timestamp(microseconds: time.microseconds / 1_000_000 * 1_000_000) ?? time).description
    }

    /// The entry of the summary.
    var summary: JSONValue {
        .object([
            JSONField("projection", .text(name)), JSONField("version", version.map { .integer($0) } ?? .null),
            JSONField("served", served.map(Self.summary) ?? .null), JSONField("others", .list(others.map(Self.summary))),
            JSONField("store", store.map { .text($0.rawValue) } ?? .null), JSONField("lag", .integer(lag)), JSONField("note", .text(note)),
        ])
    }

    private static func summary(of generation: Generation) -> JSONValue {
        .object([
            JSONField("generation", .integer(generation.number)), JSONField("state", .text(generation.state.rawValue)),
            JSONField("version", .integer(generation.version)), JSONField("position", .integer(generation.position)),
            JSONField("rows", .integer(generation.rows)), JSONField("last_run", .text(generation.updatedAt.description)),
        ])
    }
}
