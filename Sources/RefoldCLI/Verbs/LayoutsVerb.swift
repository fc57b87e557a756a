import RefoldJSON
import RefoldLayouts
import RefoldStores
import RefoldValues

struct LayoutsVerb: Verb {
    static let name = "layouts"
    static let summary = "list how stores of other frameworks are read, or print a layout"
    static let usage = """
        refold layouts [NAME] [--database postgresql|sqlite] [--store URL]

        Lists the layouts that are built in: how the tables of other frameworks' event
        stores are read. The one that fits a store is found by itself, and named by
        refold status; --layout NAME or --layout FILE.layout.json5 chooses another. A
        store of another framework is read and never written.

        With NAME it prints the layout whole, as a file to start from: with --store the
        form that fits that store, else the newest.

          --database WHICH     of a layout for several databases: postgresql or sqlite

          refold layouts marten > bank.layout.json5
        """
    static let flags: [Flag] = [.database]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let known = try BuiltInLayouts.all()
        let database = try arguments.choice(.database, among: StoreLayout.Database.allCases.map(\.rawValue)).flatMap(StoreLayout.Database.init)
        let files = known.filter { database == nil || $0.layout.database == database }
        guard let name = arguments.words.first else { return try list(files, in: session) }
        guard arguments.words.count == 1 else {
            throw RefoldError(.usage, "\"\(arguments.words[1])\" is one word too many", remedy: "name one layout")
        }
        let meant = files.filter { $0.layout.name == name }
        guard var chosen = meant.first else {
            if known.contains(where: { $0.layout.name == name }) {
                throw RefoldError(
                    .usage, "the layout \"\(name)\" is not for \(database?.title ?? "")", at: .named("--database"), remedy: "leave --database out")
            }
            throw Settings.unknownLayout(name, among: known.map(\.layout), at: "refold layouts")
        }
        if session.settings.store?.origin == "--store", let fitting = try fitting(meant, in: session) { chosen = fitting }
        guard session.json else {
            for line in Help.lines(chosen.text).dropLast(chosen.text.hasSuffix("\n") ? 1 : 0) { try session.output.write(line: line) }
            return VerbResult(fields: nil)
        }
        return VerbResult(fields: [JSONField("layout", .text(chosen.text))])
    }

    /// The file of several that fits the store; nil if none does.
    private static func fitting(_ files: [BuiltInLayouts.File], in session: Session) throws(RefoldError) -> BuiltInLayouts.File? {
        for file in files {
            do throws(RefoldError) {
                let choice = LayoutChoice([file.layout], from: "refold layouts")
                let store = try session.settings.storeLocation().layoutStore(choice, waits: session.waitPolicy, times: .exact, counting: UnreadableEvents())
                if store != nil { return file }
            } catch where error.status == .usage {}
        }
        return nil
    }

    private static func list(_ files: [BuiltInLayouts.File], in session: Session) throws(RefoldError) -> VerbResult {
        var names: [String] = []
        for file in files where !names.contains(file.layout.name) { names.append(file.layout.name) }
        func databases(of name: String) -> [StoreLayout.Database] {
            StoreLayout.Database.allCases.filter { database in files.contains { $0.layout.name == name && $0.layout.database == database } }
        }
        func title(of name: String) -> String { files.first { $0.layout.name == name }?.layout.title ?? name }
        let own = (LayoutChoice.ownName, "Refold's own, which it writes too", StoreLayout.Database.allCases)
        let all = [own] + names.map { ($0, title(of: $0), databases(of: $0)) }
        if !session.json {
            var table = TextTable([.init("layout"), .init("framework"), .init("databases")])
            for (name, title, databases) in all { table.add([name, title, databases.map(\.title).joined(separator: ", ")]) }
            for line in table.lines { try session.output.write(line: line) }
        }
        return VerbResult(fields: [
            JSONField(
                "layouts",
                .list(
                    all.map { name, title, databases in
                        .object([JSONField("name", .text(name)), JSONField("framework", .text(title)), JSONField("databases", .texts(databases.map(\.rawValue)))])
                    }))
        ])
    }
}
