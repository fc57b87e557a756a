import RefoldValues

/// Which layout a store is read by.
public struct LayoutChoice: Sendable {
    /// The layouts that may be found, and the one that is chosen, if any.
    private let layouts: [StoreLayout]
    /// Whether somebody chose it.
    public let isChosen: Bool
    /// Where it was chosen, for messages.
    private let origin: String

    /// The name of Refold's own layout, which has no file: the table `event_store`.
    public static let ownName = "refold"
    /// The columns by which Refold's own layout is known.
    public static let ownColumns: Set<String> = [
        "position", "event_id", "aggregate_id", "version", "event_type", "event_data", "event_metadata", "occurred_at", "recorded_at",
    ]
    public static let ownTable = "event_store"

    /// One that the store itself decides.
    public init(among layouts: [StoreLayout]) {
        self.layouts = layouts
        isChosen = false
        origin = ""
    }

    /// One that somebody chose.
    ///
    /// - Parameters:
    ///   - layouts: the files of one name; none for Refold's own.
    ///   - origin: `--layout`.
    public init(_ layouts: [StoreLayout], from origin: String) {
        self.layouts = layouts
        isChosen = true
        self.origin = origin
    }

    /// The layouts that a database may have.
    public func candidates(for database: StoreLayout.Database) -> [StoreLayout] { layouts.filter { $0.database == database } }

    /// Whether Refold's own layout was chosen, so that no other one is looked for.
    public var isOwn: Bool { isChosen && layouts.isEmpty }

    /// The layout of a store; nil for Refold's own, also if nothing is there yet.
    ///
    /// - Parameters:
    ///   - quoted: a name as the database writes it in a statement.
    ///   - store: its name, for messages.
    /// - Throws: status 2 if the chosen layout does not fit, if two fit, or if one fits in two places.
    public func layout(
        in catalog: TableCatalog, of database: StoreLayout.Database, at store: String, quoting quoted: (String) -> String
    ) throws(RefoldError) -> FoundLayout? {
        guard !isOwn else { return nil }
        let candidates = candidates(for: database)
        // Of the files of one name the first that fits counts: the newest form of the framework's tables.
        var found: [FoundLayout] = []
        for layout in candidates where !found.contains(where: { $0.layout.name == layout.name }) { found += layout.found(in: catalog, quoting: quoted) }
        if isChosen {
            guard !found.isEmpty else { throw doesNotFit(candidates, database, at: store) }
        } else if let own = catalog.tables.first(where: { catalog.path.contains($0.schema) && $0.name == Self.ownTable }) {
            // Another framework's table may have this name; one that no layout accounts for is taken for Refold's, whatever it lacks.
            let isOwn = own.columns.isSuperset(of: Self.ownColumns) || !found.contains { $0.schema == own.schema && $0.tables.contains(own.name) }
            guard !found.isEmpty else { return nil }
            if isOwn { throw twoFit(["a Refold store (\(Self.ownTable))"] + found.map(\.description), [Self.ownName] + found.map(\.layout.name), at: store) }
        }
        guard found.count > 1 else { return found.first }
        guard Set(found.map(\.layout.name)).count > 1 else { throw twoPlaces(found, at: store) }
        throw twoFit(found.map(\.description), found.map(\.layout.name), at: store)
    }

    private func doesNotFit(_ candidates: [StoreLayout], _ database: StoreLayout.Database, at store: String) -> RefoldError {
        guard let first = candidates.first ?? layouts.first else { return RefoldError(.usage, "there is no layout", at: .named(store)) }
        guard !candidates.isEmpty else {
            return RefoldError(
                .usage, "the layout \"\(first.name)\" (\(origin)) is for \(first.database.title), and this store is in \(database.title)", at: .named(store),
                expected: "a layout for \(database.title)", remedy: "list the layouts with refold layouts")
        }
        let tables = first.find.map { "\($0.name.contains("%") ? "a table" : $0.name) (\($0.columns.joined(separator: ", ")))" }.joined(separator: "; ")
        return RefoldError(
            .usage, "this is no \(first.storeTitle) (\(origin))", at: .named(store), expected: tables,
            remedy: first.file == nil ? "write its tables into a layout file: refold layouts \(first.name) > my.layout.json5" : "correct find in \(first.place)")
    }

    private func twoFit(_ descriptions: [String], _ names: [String], at store: String) -> RefoldError {
        RefoldError(
            .usage, "this looks like \(descriptions.joined(separator: " and like "))", at: .named(store), expected: "one layout that fits",
            remedy: "choose it with \(names.enumerated().filter { names.firstIndex(of: $0.element) == $0.offset }.map { "--layout \($0.element)" }.joined(separator: " or "))")
    }

    private func twoPlaces(_ found: [FoundLayout], at store: String) -> RefoldError {
        let shown = 5
        var places = found.prefix(shown).map { ($0.schema.map { "\($0)." } ?? "") + $0.tables.joined(separator: ", ") }
        if found.count > shown { places.append("\(found.count - shown) more") }
        return RefoldError(
            .usage, "there is more than one \(found[0].layout.storeTitle): \(places.joined(separator: " and "))", at: .named(store),
            expected: "one",
            remedy: Set(found.map(\.schema)).count == found.count
                ? "connect as a role whose search_path has one of their schemas, or name the tables in \(found[0].layout.place)"
                : "name the table in \(found[0].layout.place)")
    }
}
