import Foundation
import RefoldCore

/// Turns readers over to another generation: catalogue, checkpoint and view in one transaction.
///
/// A switch needs the view for itself for a moment. It stands in line for that no longer than a stated time, since readers that come
/// meanwhile stand behind it, lets them pass, and tries again a bounded number of times.
struct GenerationSwitch {
    let connection: PostgresConnection
    let patience: SwitchPatience
    let now: () -> Timestamp

    /// Serves a built generation, keeps the one served before as previous, and removes all others.
    ///
    /// - Parameters:
    ///   - generation: whole and not served.
    ///   - before: what was served when the run began.
    /// - Returns: the generation as it is served.
    /// - Throws: `.busy` where a reader holds the view all the time, by name; `.refused` where something depends on columns that change;
    ///   `.failed` where another run has moved the projection on. Nothing is switched then.
    func serve(_ generation: Generation, after before: Generation?) throws(RefoldError) -> Generation {
        let deed = "serve generation \(generation.number) of \"\(generation.projection)\""
        var served = generation
        served.state = .served
        served.updatedAt = now()
        let catalog = PostgresReadModelCatalog(connection: connection)
        var others: [Generation] = []
        for attempt in 1... {
            do throws(RefoldError) {
                others = try connection.transaction(to: deed) { () throws(RefoldError) in
                    try catalog.requireUnmoved(generation, to: deed)
                    try ServedView(of: generation, on: connection).point(to: generation, instead: before, deed: deed)
                    let others = try turn(to: served, from: generation, after: before, in: catalog, deed: deed)
                    return others
                }
                break
            } catch {
                guard error.status == .busy else { throw error }
                guard attempt < patience.attempts else { throw busy(generation, error) }
                usleep(UInt32(patience.pause) * 1000)
            }
        }
        // The switch is done. What cannot be removed now goes with the next build.
        for other in others { try? catalog.remove(other, to: deed) }
        try? catalog.removeUnknownTables(of: generation.projection, to: deed)
        return served
    }

    /// Notes in the catalogue what is served.
    ///
    /// - Returns: the generations whose tables are to go.
    private func turn(
        to served: Generation, from built: Generation, after before: Generation?, in catalog: PostgresReadModelCatalog, deed: String
    ) throws(RefoldError) -> [Generation] {
        try catalog.update(served, from: built, to: deed)
        let all = try catalog.generations(of: built.projection).filter { $0.number != built.number }
        let servedNow = all.first { $0.state == .served }
        guard servedNow?.number == before?.number, servedNow?.position == before?.position else {
            throw PostgresReadModelCatalog.overtaken(built.projection, deed, in: connection)
        }
        var obsolete: [Generation] = []
        for other in all {
            if other.state == .served {
                var previous = other
                previous.state = .previous
                try catalog.update(previous, from: other, to: deed)
            } else {
                try catalog.markRemoved(other, to: deed)
                obsolete.append(other)
            }
        }
        return obsolete
    }

    /// Says who holds the view, where that can be seen.
    private func busy(_ generation: Generation, _ error: RefoldError) -> RefoldError {
        let view = PostgresReadModelTable(generation.schema, generation.number).view
        let holders = try? connection.query(
            """
            SELECT DISTINCT l.pid, a.usename, a.application_name FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
            WHERE l.relation = to_regclass($1) AND l.granted AND l.pid <> pg_backend_pid() ORDER BY l.pid
            """, [view], to: "ask who holds the view")
        guard let holders, holders.count > 0 else { return error }
        let names = (0..<holders.count).map { row in
            "server process \(holders.text(row, 0))"
                + (holders.optional(row, 1).map { ", user \($0)" } ?? "") + (holders.optional(row, 2).map { ", application \($0)" } ?? "")
        }
        return RefoldError(
            .busy, "cannot switch \"\(generation.projection)\" over: its view is being read in an open transaction (\(names.joined(separator: "; ")))",
            at: .named(connection.location.name), expected: "a moment without readers",
            remedy: "wait until that transaction is done, or end it, and run this again; what was served still is")
    }
}
