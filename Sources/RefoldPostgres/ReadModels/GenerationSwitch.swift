import Foundation
import RefoldStores
import RefoldValues

/// Switches to another generation: catalog, checkpoint and view in one transaction.
///
/// A switch needs an exclusive lock on the view for a moment. It waits for that only up to a lock timeout, because readers that arrive
/// meanwhile queue after it. Then it lets them pass, and tries again a limited number of times.
struct GenerationSwitch {
    let connection: PostgresConnection
    let policy: SwitchPolicy
    /// Notified of the wait; may end it.
    let waiting: WaitPolicy?
    let now: () -> Timestamp

    /// Serves a built generation, keeps the one served before as previous, and removes all others.
    ///
    /// - Parameters:
    ///   - generation: complete and not served.
    ///   - before: the generation served when the run began.
    /// - Returns: the generation as served.
    /// - Throws: `.busy`, with its name, if a reader holds the view all the time; `.incomplete` if the wait was ended; `.refused` if
    ///   something depends on columns that change; `.failed` if another run has changed the projection. Nothing is switched then.
    func serve(_ generation: Generation, after before: Generation?) throws(RefoldError) -> Generation {
        let operation = "serve generation \(generation.number) of \"\(generation.projection)\""
        var served = generation
        served.state = .served
        served.updatedAt = now()
        let catalog = PostgresReadModelCatalog(connection: connection)
        var others: [Generation] = []
        for attempt in 1... {
            do throws(RefoldError) {
                others = try connection.transaction(to: operation) { () throws(RefoldError) in
                    try catalog.requireUnmoved(generation, to: operation)
                    try ServedView(of: generation, on: connection).point(to: generation, instead: before, operation: operation)
                    let others = try turn(to: served, from: generation, after: before, in: catalog, operation: operation)
                    return others
                }
                break
            } catch {
                guard error.status == .busy else { throw error }
                guard attempt < policy.attempts else { throw busy(generation, error) }
                if attempt == 1 { waiting?.notice(WriteWait(database: connection.location.name, holders: holders(of: generation), limit: policy.limit)) }
                try letReadersPass(operation)
            }
        }
        // The switch is done. What cannot be removed now is removed by the next build.
        for other in others { try? catalog.remove(other, to: operation) }
        try? catalog.removeUnknownTables(of: generation.projection, to: operation)
        return served
    }

    /// Records in the catalog what is served.
    ///
    /// - Returns: the generations whose tables must be dropped.
    private func turn(
        to served: Generation, from built: Generation, after before: Generation?, in catalog: PostgresReadModelCatalog, operation: String
    ) throws(RefoldError) -> [Generation] {
        try catalog.update(served, from: built, to: operation)
        let all = try catalog.generations(of: built.projection).filter { $0.number != built.number }
        let servedNow = all.first { $0.state == .served }
        guard servedNow?.number == before?.number, servedNow?.position == before?.position else {
            throw PostgresReadModelCatalog.overtaken(built.projection, operation, in: connection)
        }
        var obsolete: [Generation] = []
        for other in all {
            // An altered generation is not kept, because the origin of its rows is unknown.
            if other.state == .served, !other.isAltered {
                var previous = other
                previous.state = .previous
                try catalog.update(previous, from: other, to: operation)
            } else {
                try catalog.markRemoved(other, to: operation)
                obsolete.append(other)
            }
        }
        return obsolete
    }

    private func letReadersPass(_ operation: String) throws(RefoldError) {
        let end = ContinuousClock.now + .milliseconds(policy.pause)
        while ContinuousClock.now < end {
            if waiting?.isCancelled() == true { throw LockWatch.End.cancelled(database: connection.location.name).error(operation: operation) }
            usleep(UInt32(min(policy.pause, 50)) * 1000)
        }
    }

    /// Who holds a lock on the view, as far as this role may see.
    private func holders(of generation: Generation) -> [BoundHolder] {
        (try? PostgresWriters.holding(PostgresReadModelTable(generation.schema, generation.number).view, on: connection)) ?? []
    }

    private func busy(_ generation: Generation, _ error: RefoldError) -> RefoldError {
        let holders = holders(of: generation)
        guard !holders.isEmpty else { return error }
        return RefoldError(
            .busy,
            "cannot switch \"\(generation.projection)\" over: its view is being read in an open transaction (\(holders.map(\.description).joined(separator: "; ")))",
            at: .named(connection.location.name), expected: "a moment without readers",
            remedy: "wait until that transaction is done, or end it, and run this again; what was served still is")
    }
}
