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
        (self.purpose, self.role, self.models) = (purpose, role, models)
    }

    /// The statements, with the names of the store that the settings name, if it is a server that answers.
    func statements(in session: Session) -> [String] {
        var place = PostgresStorePlace()
        if case .postgres(let location)? = try? session.settings.storeLocation() { place = PostgresStorePlace(in: location, waits: session.shortWait) }
        return PostgresGrants(role: role ?? (models.isEmpty ? PostgresGrants.usualRole(for: purpose) : "refold_view")).statements(
            for: purpose, store: place, builder: PostgresGrants.usualRole(for: .build), models: models)
    }
}
