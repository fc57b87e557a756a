import FoundationEssentials
import Glibc
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldValues

/// The events as figures of a moment need them: how far they may be read, and what is known of their times.
final class MomentStore {
    let events: any EventStore
    /// How far the events may be read; found again by ``settle(_:named:at:)``.
    private(set) var bound: Bound
    private let context: CommandContext
    private let served: [Generation]

    /// - Throws: status 1 or 2 if there is no event store, or it cannot be read.
    init(_ context: CommandContext) throws(RefoldError) {
        self.context = context
        events = try context.stableEvents(for: "a moment in the past")
        served = try context.readModels.generations().filter { $0.state == .served }
        bound = try StoreComparison(of: served, with: events).bound
    }

    /// How long writers are waited for whose transactions began before a moment; most are over at once.
    private static let wait = Duration.seconds(2)

    /// A position up to which figures are asked for.
    ///
    /// - Throws: status 2 if the store has not reached it, status 5 if events may still appear below it.
    func position(_ position: Position, at place: Place) throws(RefoldError) -> Position {
        guard position > bound.position else { return position }
        guard position > bound.newest else { throw held(at: place, "position \(position)", bound.holders) }
        throw RefoldError(
            .usage, "\(position) is no position of \(events.name)", at: place, expected: "a position from 0 to \(bound.position)",
            remedy: "name an earlier one, or a time")
    }

    /// Makes sure that all events of a time are read, and refuses one at which events may still appear.
    ///
    /// - Parameter text: the moment as it was named.
    /// - Throws: status 5 if it has not come, if somebody may add events that were recorded before it, or if some can be seen past the bound.
    func settle(_ time: Timestamp, named text: String, at place: Place) throws(RefoldError) {
        guard time < Timestamp.now() else {
            throw RefoldError(
                .incomplete, "\(text) is not over", at: place, expected: "a moment in the past: until then events may still be recorded",
                remedy: "name an earlier one, or leave it out for the figures of now")
        }
        let began = ContinuousClock.now
        while true {
            // In this order: what these writers have added can be seen when they have ended, and the bound is found after that.
            let open = try events.writers().filter { $0.since.map { $0 <= time } ?? true }
            if open.isEmpty {
                bound = try events.bound(remembered: bound.position)
                guard try !hasEvents(recordedBy: time, after: bound) else { throw held(at: place, text, bound.holders) }
                return
            }
            guard began.duration(to: .now) < Self.wait, !context.session.interruption.isDue else { throw held(at: place, text, open) }
            usleep(20_000)
        }
    }

    /// Whether events that count for a time can be seen past a bound that a later writer holds back.
    private func hasEvents(recordedBy time: Timestamp, after bound: Bound) throws(RefoldError) -> Bool {
        guard bound.position < bound.newest else { return false }
        let scan = try events.scan(EventQuery(after: bound.position, through: bound.newest, types: nil, columns: .recordedAt))
        let batch = EventBatch(events: 1024)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count where batch[index].recordedAt <= time { return true }
        }
        return false
    }

    private func held(at place: Place, _ text: String, _ holders: [BoundHolder]) -> RefoldError {
        let names = holders.isEmpty ? "" : ": " + holders.map(\.description).joined(separator: ", ")
        return RefoldError(
            .incomplete, "events that count for \(text) may still be added by open transactions\(names)", at: place,
            expected: "a moment before these began", remedy: "name an earlier moment, or run it again when they have ended")
    }

    /// When the last event up to a position was recorded; the beginning of time if there is none.
    func recordedAt(_ position: Position) throws(RefoldError) -> Timestamp {
        guard position > 0, let last = try events.samples(upTo: [position]).first.flatMap({ $0 }) else { return .first }
        let scan = try events.scan(EventQuery(after: last.position - 1, through: last.position, types: nil, columns: .recordedAt))
        let batch = EventBatch(events: 1)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            if batch.count > 0 { return batch[0].recordedAt }
        }
        return .first
    }

    /// What folds a projection.
    ///
    /// - Parameters:
    ///   - scope: of the digests, if no columns are stated for them.
    ///   - isParking: whether events are set aside in any case.
    ///   - readers: of its rows.
    func source(
        of name: String, _ scope: DigestScope, digesting columns: EventColumns?, parks isParking: Bool, _ readers: [MomentReader]
    ) throws(RefoldError) -> MomentSource {
        let projection = try context.registry.projection(named: name)
        let leftOut = try context.leftOut(of: name, events)[name]
        // What a run has set aside is set aside here too; else the first event that cannot be taken ends the report.
        var parks = isParking
        if !parks, let served = served.first(where: { $0.projection == name }) { parks = try !context.readModels.parked(in: served).isEmpty }
        return MomentSource(projection, leavingOut: leftOut, parks: parks, digesting: columns ?? scope.columns(of: projection), readers)
    }
}
