import RefoldValues

extension Generation {
    /// Stands for all that the catalog says of the generation but the time: state, checkpoint, shape.
    ///
    /// Adapters store it beside the line that it stands for and compare when they read: a line that was changed by hand is noticed, and so is
    /// a shape that is gone. No protection from somebody who works the number out.
    ///
    /// - Complexity: O(columns).
    public var seal: UInt64 {
        var words = [projection, state.rawValue, "\(number) \(version) \(fingerprint) \(position) \(rows) \(store?.value ?? 0) \(store != nil)"]
        for (number, column) in schema.allColumns.enumerated() {
            let role = ColumnRole(of: number, in: schema).rawValue
            words += [role, column.name, column.type.word, "\(column.type.declaredScale ?? -1)", column.type.currency ?? ""]
        }
        for index in schema.indexes { words.append(index.joined(separator: ",")) }
        return Array(words.joined(separator: "\n").utf8).span.stableHash
    }

    /// Whether the catalog's line is the one that a run wrote.
    ///
    /// - Parameter stored: the seal beside the line; nil for a line of a version of Refold that kept none. Of those this much is known: rows
    ///   are made from events, and a shape has a key.
    public func isIntact(sealed stored: UInt64?) -> Bool {
        if let stored, stored != seal { return false }
        return !schema.key.isEmpty && (position > 0 || rows == 0)
    }

    /// Refuses a generation whose line in the catalog is not as a run wrote it: nobody knows then what its rows rest on.
    ///
    /// - Throws: `.refused`.
    public func requireUnaltered(in database: String) throws(RefoldError) {
        guard isAltered else { return }
        throw RefoldError(
            .refused, "the catalog's line of generation \(number) of \"\(projection)\" is not as a run wrote it: it was changed by hand",
            at: .named(database), expected: "checkpoint and shape that belong to the rows",
            remedy: "run refold rebuild \(projection), which reads all events again into a new generation")
    }

    /// What to say if another run has been at a projection while this one thought that it was alone.
    ///
    /// - Parameters:
    ///   - operation: what cannot be done, as a verb phrase.
    ///   - database: its name for messages, without secrets.
    ///   - expected: what keeps runs apart in this store, and how that can fail.
    public static func overtaken(
        _ projection: String, cannot operation: String, in database: String, expected: String
    ) -> RefoldError {
        RefoldError(
            .failed, "cannot \(operation): another run has moved \"\(projection)\" on since this one began", at: .named(database),
            expected: expected, remedy: "run the command again; nothing is half-done")
    }
}
