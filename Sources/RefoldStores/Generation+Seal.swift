import RefoldValues

extension Generation {
    /// A hash of everything in the catalog's entry for the generation except the time, and the rules of zones, which earlier programs do
    /// not know: state, checkpoint, shape.
    ///
    /// Adapters store it with the entry and compare it when they read, so that an entry changed by hand or a lost shape is noticed. It does
    /// not protect against someone who computes the hash.
    ///
    /// - Complexity: O(columns).
    public var seal: UInt64 {
        var words = [projection, state.rawValue, "\(number) \(version) \(fingerprint) \(position) \(rows) \(store?.value ?? 0) \(store != nil)"]
        for (number, column) in schema.allColumns.enumerated() {
            let role = ColumnRole(of: number, in: schema).rawValue
            words += [role, column.name, column.type.catalogWord, "\(column.type.declaredScale ?? -1)", column.type.currency ?? ""]
        }
        for index in schema.indexes { words.append(index.joined(separator: ",")) }
        return Array(words.joined(separator: "\n").utf8).span.stableHash
    }

    /// Whether the catalog's entry is as a run wrote it.
    ///
    /// - Parameter stored: the stored seal; nil for an entry by a version of Refold that stored none. Such an entry is checked only for
    ///   what every run writes: a checkpoint if there are rows, and a key in the shape.
    public func isIntact(sealed stored: UInt64?) -> Bool {
        if let stored, stored != seal { return false }
        return !schema.key.isEmpty && (position > 0 || rows == 0)
    }

    /// Refuses a generation whose catalog entry was changed after a run wrote it: the origin of its rows is then unknown.
    ///
    /// - Throws: `.refused`.
    public func requireUnaltered(in database: String) throws(RefoldError) {
        guard isAltered else { return }
        throw RefoldError(
            .refused, "the catalog's line of generation \(number) of \"\(projection)\" is not as a run wrote it: it was changed by hand",
            at: .named(database), expected: "checkpoint and shape that belong to the rows",
            remedy: "run refold rebuild \(projection), which reads all events again into a new generation")
    }

    /// The error if another run changed a projection while this one held its lock.
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
