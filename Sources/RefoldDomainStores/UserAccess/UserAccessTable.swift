import RefoldCore
import RefoldDomains

/// The statements on the table `user_access` of one database, inside an open transaction.
protocol UserAccessTable {
    var events: any EventTransaction { get }

    /// Makes the table and fills it, where there is none. Several that do so at once follow one another.
    ///
    /// - Throws: `.failed` where something else has its name, or may not be made.
    func make() throws(RefoldError)

    /// The row of a user with the version of their stream, both as of one moment; 0 for a stream without events.
    func find(_ user: String) throws(RefoldError) -> (row: UserAccess?, version: Int64)

    /// Applies an event to the row of its user, as one statement.
    ///
    /// - Parameters:
    ///   - version: the event's own.
    ///   - last: the version that the row must be at; 0 where there must be none.
    /// - Returns: whether it was so.
    func apply(_ event: UserAccessEvent, at time: Timestamp, version: Int64, after last: Int64) throws(RefoldError) -> Bool

    /// Writes a whole row, unless a later one stands there.
    func write(_ access: UserAccess) throws(RefoldError)

    /// Removes the row of a user that is at a version.
    func remove(_ user: String, at version: Int64) throws(RefoldError)

    /// The events of all accesses behind a place, by stream and version.
    func events(behind stream: String, _ version: Int64, limit: Int) throws(RefoldError) -> [StoredEvent]
}

/// The names of the table, the same on every database.
enum UserAccessColumns {
    static let table = "user_access"
    static let names = ["user_id", "granted_at", "granted_by", "suspended_at", "suspended_by", "suspension_reason", "version"]
    static let list = names.joined(separator: ", ")

    /// The refusal of a table that is not this one.
    ///
    /// - Parameter found: its columns.
    static func require(_ found: [String], at place: Place) throws(RefoldError) {
        let missing = names.filter { !found.contains($0) }
        guard missing.isEmpty else {
            throw RefoldError(
                .failed,
                missing.map { column in
                    Fault(
                        "the table \(table) has no column \"\(column)\"", at: place, expected: "the columns \(list)",
                        remedy: "rename that table: accesses are kept in one of this name beside the events")
                })
        }
    }

    static func requireTable(_ isTable: Bool, at place: Place) throws(RefoldError) {
        guard isTable else {
            throw RefoldError(
                .failed, "\(table) is no table", at: place, expected: "a table, or nothing of this name",
                remedy: "rename it: accesses are kept in a table of this name beside the events")
        }
    }
}

extension UserAccessTable {
    /// The access of a user. The row says it, unless others appended to the stream since it was written: it is then brought up first.
    func get(_ user: String) throws(RefoldError) -> UserAccess? {
        let (row, version) = try find(user)
        if row?.version ?? 0 == version { return row }
        return try bringUp(user, from: row)
    }

    func save(_ access: UserAccess, as new: [NewEvent]) throws(RefoldError) -> AppendOutcome {
        let outcome = try events.append(new, to: UserAccess.stream(of: access.user), expecting: .exactly(access.streamVersion))
        switch outcome {
        case .appended:
            var (last, version) = (access.version, access.streamVersion)
            for (event, stamped) in zip(access.pending, new) {
                version += 1
                guard try apply(event, at: stamped.occurredAt, version: version, after: last) else {
                    _ = try bringUp(access.user, from: nil)
                    break
                }
                last = version
            }
        case .conflict: _ = try bringUp(access.user, from: nil)
        case .duplicate: break
        }
        return outcome
    }

    /// Makes the row what the events say.
    private func bringUp(_ user: String, from row: UserAccess?) throws(RefoldError) -> UserAccess? {
        let past = try events.events(in: UserAccess.stream(of: user), from: 1, limit: nil)
        var access = UserAccess(user: user)
        for stored in past { try access.apply(stored) }
        // A row that is ahead of its stream is no one's: events were removed from the store.
        if let row, row.version > access.version { try remove(user, at: row.version) }
        try writeIfGiven(access)
        return past.isEmpty ? nil : access
    }

    /// Writes the row of an access, where an event of one is the reason for it: a rebuild makes none of events of other types.
    private func writeIfGiven(_ access: UserAccess) throws(RefoldError) {
        if access.version > 0 { try write(access) }
    }

    /// Fills a new table from the events there are.
    ///
    /// A stream that cannot be read gets no row, so that it stops nobody but who asks for it.
    func fill() throws(RefoldError) {
        var place: (stream: String, version: Int64)?
        // Nil between streams, and behind an event that cannot be read.
        var access: UserAccess?
        func leave() throws(RefoldError) {
            if let access { try writeIfGiven(access) }
            access = nil
        }
        var limit = Self.page
        while true {
            let page: [StoredEvent]
            do throws(RefoldError) {
                // Versions begin at 1, so nothing lies on the first place itself.
                page = try events(behind: place?.stream ?? UserAccess.stream(of: ""), place?.version ?? 0, limit: limit)
            } catch {
                guard case .event(_, let broken, _)? = error.faults.first?.place, error.isOfStoredEvents else { throw error }
                guard limit == 1 else {
                    // One by one up to the event that is no event.
                    limit = 1
                    continue
                }
                if place.map({ ExactText($0.stream) }) != ExactText(broken) { try leave() }
                (access, place, limit) = (nil, (broken, .max), Self.page)
                continue
            }
            guard !page.isEmpty else { break }
            for stored in page {
                if place.map({ ExactText($0.stream) }) != ExactText(stored.stream) {
                    try leave()
                    access = UserAccess.user(ofStream: stored.stream).map(UserAccess.init(user:))
                }
                place = (stored.stream, stored.version)
                do throws(RefoldError) { try access?.apply(stored) } catch { access = nil }
            }
        }
        try leave()
    }

    private static var page: Int { 1000 }
}
