// Unsafe here: passes rows from one COPY to another.

import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues

/// Makes rows that were written in several transactions visible to every open transaction, before anybody can be switched over to them.
///
/// A transaction whose snapshot is older than a block of rows would read the table through the view as if the block were missing.
struct VisibleRows {
    let generation: Generation
    let connection: PostgresConnection
    let waiting: WaitPolicy?
    let connect: () throws(RefoldError) -> PostgresConnection

    private var table: PostgresReadModelTable { PostgresReadModelTable(generation.schema, generation.number) }
    private var operation: String { "write the rows of \"\(generation.projection)\"" }
    /// How often it is looked whether older transactions have ended, in milliseconds.
    private static let interval: UInt32 = 5

    /// Frees what an interrupted block left at the end of the table, so that it does not grow with each attempt.
    func clean() { _ = try? connection.attempt("VACUUM \(table.quoted)") }

    /// Waits for the transactions that may not see the rows. If they stay, writes the rows once more, in one transaction and so that everybody
    /// sees them. Leaves the table with its statistics.
    ///
    /// - Parameter patience: how long it waits.
    /// - Throws: `.incomplete` if cancelled.
    func settle(patience: Duration) throws(RefoldError) {
        try waitForOlder(ContinuousClock.now + patience)
        // Marks the pages that everybody sees; a lock of somebody else's only keeps it from that.
        let isDone = (try? connection.attempt("VACUUM (ANALYZE) \(table.quoted)")) != nil
        let pages = try connection.query(
            "SELECT relallvisible >= relpages FROM pg_class WHERE oid = to_regclass($1)", [table.quoted], to: operation)
        if isDone, pages.count > 0, pages.boolean(0, 0) { return }
        try copyFrozen()
        try connection.execute(table.analyze, to: operation)
    }

    private func waitForOlder(_ end: ContinuousClock.Instant) throws(RefoldError) {
        while ContinuousClock.now < end {
            // The line was written in the transaction of the last rows. Only a session's own end, or its next snapshot, makes it see them.
            let older = try connection.query(
                """
                SELECT EXISTS (SELECT FROM pg_stat_activity a, \(PostgresReadModelCatalog.writingTable) w
                  WHERE w.projection = $1 AND w.generation = $2 AND a.datname = current_database() AND a.pid <> pg_backend_pid()
                    AND (age(a.backend_xmin) >= age(w.xmin) OR age(a.backend_xid) >= age(w.xmin))
                    AND coalesce(a.backend_type, '') <> 'autovacuum worker')
                """, [generation.projection, "\(generation.number)"], to: operation)
            guard older.boolean(0, 0) else { return }
            try requireGoingOn()
            usleep(Self.interval * 1000)
        }
    }

    /// Passes the rows, in their order, into another table that is made in the same transaction, and puts it in the place of this one.
    private func copyFrozen() throws(RefoldError) {
        let number = try connection.query("SELECT to_regclass($1)::oid", [table.quoted], to: operation).text(0, 0)
        // No projection can have such a name.
        let copy = "\(PostgresReadModelTable.schema).\(PostgresName.quoted("#\(number)"))"
        let reader = try connect()
        // Else the server might begin in the middle of the table.
        try reader.execute("SET synchronize_seqscans = off", to: operation)
        try connection.transaction(to: operation) { () throws(RefoldError) in
            try connection.execute(table.create(as: copy), to: operation)
            try connection.beginCopy("COPY \(copy) FROM STDIN (FORMAT binary, FREEZE)", to: operation)
            try reader.beginCopy("COPY \(table.quoted) TO STDOUT (FORMAT binary)", to: operation)
            var passed = 0
            while try unsafe reader.nextCopied(to: operation, { (bytes) throws(RefoldError) -> Bool in
                try unsafe connection.sendCopied(bytes, to: operation)
                return true
            }) == true {
                passed &+= 1
                if passed % 65_536 == 0 { try requireGoingOn() }
            }
            try connection.endCopyIn(to: operation)
            try connection.execute("\(table.drop); ALTER TABLE \(copy) RENAME TO \(PostgresName.quoted(table.name))", to: operation)
            try PostgresReadModelCatalog(connection: connection).giveToOwner([table.quoted], to: operation)
        }
    }

    private func requireGoingOn() throws(RefoldError) {
        guard waiting?.isCancelled() == true else { return }
        throw LockWatch.End.cancelled(database: connection.location.name).error(operation: operation)
    }
}
