import RefoldJSON
import RefoldPostgres
import RefoldStores
import RefoldValues

/// The SQL of a role, for `--grants`.
struct PrintedGrants {
    let purpose: RolePurpose
    /// The name of the role; nil for the usual one.
    let role: String?
    /// Read models that a reader of reports is to see; all if empty.
    let models: [String]

    /// - Throws: status 2 if read models are named for a role that does not read them.
    init(_ purpose: RolePurpose, role: String?, models: [String]) throws(RefoldError) {
        guard models.isEmpty || purpose == .report else {
            throw RefoldError(
                .usage, "\"\(models[0])\" is one word too many: only a role of --grants report reads single read models", remedy: "leave it out")
        }
        if let role, !PostgresGrants.mayBeMade(role) {
            throw RefoldError(
                .usage, "the server makes no role of the name that --role says", expected: "1 to 63 bytes without control characters, not public, none or pg_…",
                remedy: "choose another name")
        }
        (self.purpose, self.role, self.models) = (purpose, role, models)
    }

    /// The statements, with the names of the store that the settings name, if it is a server that answers.
    ///
    /// - Throws: status 2 if the layout of the store is not known, or nobody may append to it.
    func statements(in session: Session) throws(RefoldError) -> [String] {
        let place = try place(in: session)
        if purpose == .write, let description = place.description { throw .readOnly(description, at: try session.settings.storeLocation().description) }
        return PostgresGrants(role: role ?? (models.isEmpty ? PostgresGrants.usualRole(for: purpose) : "refold_view")).statements(
            for: purpose, store: place, builder: builder(in: session) ?? PostgresGrants.usualRole(for: .build), models: models)
    }

    private func builder(in session: Session) -> String? {
        guard purpose == .report, case .postgres(let location)? = try? session.settings.readModelLocation() else { return nil }
        return PostgresGrants.builder(in: location, waits: session.shortWait)
    }

    /// Where the events are; the usual place if no server is named, or it does not answer.
    private func place(in session: Session) throws(RefoldError) -> PostgresStorePlace {
        guard purpose.readsEvents, case .postgres(let location)? = try? session.settings.storeLocation() else { return PostgresStorePlace() }
        let choice = try session.settings.layoutChoice()
        do throws(RefoldError) {
            return try PostgresStorePlace.find(choice, in: location, waits: session.shortWait) ?? PostgresStorePlace()
        } catch where error.status != .usage && !choice.isChosen {
            return PostgresStorePlace()
        }
    }
}
