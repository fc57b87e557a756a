import FoundationEssentials
import Glibc
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

    /// Serves a complete generation.
    ///
    /// - Parameters:
    ///   - generation: complete and not served.
    ///   - before: the generation served when the run began.
    ///   - turn: what becomes of it, and of the others.
    /// - Returns: the generation as served.
    /// - Throws: `.busy`, with its name, if a reader holds the view all the time; `.incomplete` if the wait was ended; `.refused` if
    ///   something depends on columns that change; `.failed` if another run has changed the projection. Nothing is switched then.
    func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        let operation = "serve generation \(generation.number) of \"\(generation.projection)\""
        var served = generation
        served.state = .served
        let catalog = PostgresReadModelCatalog(connection: connection)
        let removed = try lettingReadersPass(generation, to: operation, "switch \"\(generation.projection)\" over") { () throws(RefoldError) in
            try catalog.requireUnmoved(generation, to: operation)
            let table = PostgresReadModelTable(generation.schema, generation.number)
            guard try connection.query("SELECT to_regclass($1) IS NOT NULL", [table.quoted], to: operation).boolean(0, 0) else {
                throw GenerationTurn.missingTable(of: generation, in: connection.location.name)
            }
            try ServedView(of: generation, on: connection).point(to: generation, instead: before, operation: operation)
            return try record(served, from: generation, after: before, turn, in: catalog, operation: operation)
        }
        // The switch is done. What cannot be removed now is removed by the next build.
        for other in removed { try? catalog.remove(other, to: operation) }
        try? catalog.removeUnknownTables(of: generation.projection, to: operation)
        return served
    }

    /// Removes a read model: its view, its generations with their tables, and what the catalog says of them.
    ///
    /// - Throws: as ``serve(_:after:_:)``.
    func drop(_ projection: String) throws(RefoldError) -> [Generation] {
        let operation = "drop \"\(projection)\""
        let catalog = PostgresReadModelCatalog(connection: connection)
        guard let last = try catalog.generations(of: projection, removed: true).last else { return [] }
        let dropped = try lettingReadersPass(last, to: operation, operation) { () throws(RefoldError) in
            let listed = try catalog.generations(of: projection)
            let all = try catalog.generations(of: projection, removed: true)
            try ServedView(of: last, on: connection).drop(operation: operation)
            for generation in all { try catalog.drop(generation, to: operation) }
            try catalog.forget(projection, to: operation)
            return listed
        }
        try? catalog.removeUnknownTables(of: projection, to: operation)
        return dropped
    }

    /// Runs a transaction again and again until it gets its locks, and lets readers pass in between.
    ///
    /// - Parameter aim: what cannot be done if it gets none, as a verb phrase.
    private func lettingReadersPass<Result>(
        _ generation: Generation, to operation: String, _ aim: String, _ body: () throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        var attempt = 1
        while true {
            do throws(RefoldError) {
                return try connection.transaction(to: operation, body)
            } catch {
                guard error.status == .busy else { throw error }
                guard attempt < policy.attempts else { throw busy(generation, error, aim) }
                if attempt == 1 { waiting?.notice(WriteWait(database: connection.location.name, holders: holders(of: generation), limit: policy.limit)) }
                try letReadersPass(operation)
                attempt += 1
            }
        }
    }

    /// Records in the catalog what is served.
    ///
    /// - Returns: the generations whose tables must be dropped.
    private func record(
        _ served: Generation, from built: Generation, after before: Generation?, _ turn: GenerationTurn, in catalog: PostgresReadModelCatalog,
        operation: String
    ) throws(RefoldError) -> [Generation] {
        try catalog.update(served, from: built, to: operation)
        let all = try catalog.generations(of: built.projection).filter { $0.number != built.number }
        let servedNow = all.first { $0.state == .served }
        guard servedNow?.number == before?.number, servedNow?.position == before?.position else {
            throw PostgresReadModelCatalog.overtaken(built.projection, operation, in: connection)
        }
        let outcome = turn.outcome(for: all)
        for (other, state) in outcome.changed {
            var after = other
            after.state = state
            try catalog.update(after, from: other, to: operation)
        }
        for other in outcome.removed { try catalog.markRemoved(other, to: operation) }
        return outcome.removed
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

    private func busy(_ generation: Generation, _ error: RefoldError, _ aim: String) -> RefoldError {
        let holders = holders(of: generation)
        guard !holders.isEmpty else { return error }
        return RefoldError(
            .busy,
            "cannot \(aim): its view is being read in an open transaction (\(holders.map(\.description).joined(separator: "; ")))",
            at: .named(connection.location.name), expected: "a moment without readers",
            remedy: "wait until that transaction is done, or end it, and run this again; what was served still is")
    }
}
