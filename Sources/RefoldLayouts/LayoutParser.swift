import RefoldDefinitions
import RefoldValues

/// Reads a layout file.
public enum LayoutParser {
    static let keys = [
        "name", "title", "database", "find", "optional", "select", "writers", "order", "horizon", "firstVersion", "firstPosition", "gapWait", "timeUnit",
        "occurredAt", "unwrap", "quoted", "unreadable",
    ]

    /// Reads the contents of a file.
    ///
    /// - Throws: status 2 with all faults of it.
    public static func read(_ bytes: some Sequence<UInt8>, file: String) throws(RefoldError) -> StoreLayout {
        let reader = DefinitionReader(file: file)
        let layout = reader.root(of: bytes)?.object(keys: keys).flatMap(layout)
        guard let layout, reader.faults.isEmpty else { throw RefoldError(.usage, reader.sortedFaults) }
        return layout
    }

    private static func layout(_ root: DefinitionObject) -> StoreLayout? {
        let name = root.required("name")?.string("a name")
        let database = root.required("database")?.word("database", among: StoreLayout.Database.allCases.map(\.rawValue))
        let select = root.required("select")?.string("one SELECT").map(\.trimmed)
        if let select, let fault = SelectText.fault(of: select) { root.optional("select")?.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
        let order = given("order", in: root)?.list("a list of output columns of the SELECT")?.compactMap { $0.string("an output column") } ?? ["position"]
        if given("order", in: root)?.elements?.isEmpty == true { root.optional("order")?.note("there is no column in it", expected: "at least one output column, such as [\"position\"]") }
        let horizon = given("horizon", in: root)?.string("an output column")
        if let horizon, order.first != horizon {
            root.optional("horizon")?.note("\"\(horizon)\" is not the first column of order", expected: "the first column of order", remedy: "put it first there")
        }
        let unwrap = given("unwrap", in: root)?.list("two keys, that of the type and that of the value")?.compactMap { $0.string("a key") }
        if let unwrap, unwrap.count != 2 { root.optional("unwrap")?.note("found \(unwrap.count) keys", expected: "two keys, that of the type and that of the value") }
        var layout = StoreLayout(
            name: name ?? "", title: root.optional("title")?.string("a name") ?? name ?? "", database: .init(rawValue: database ?? "") ?? .sqlite,
            find: tables(given("find", in: root)), optional: texts("optional", in: root), select: select ?? "", writers: [], sequences: [], isSerialized: false,
            order: order, horizon: horizon, firstVersion: Int64(given("firstVersion", in: root)?.integer(0...1) ?? 1),
            firstPosition: Int64(given("firstPosition", in: root)?.integer(0...1) ?? 1),
            gapWait: given("gapWait", in: root)?.integer(0...86_400) ?? 0,
            timeUnit: given("timeUnit", in: root)?.word("unit", among: TimeUnit.allCases.map(\.rawValue)).flatMap(TimeUnit.init),
            occurredAt: given("occurredAt", in: root).flatMap(path), unwrap: unwrap, isQuoted: given("quoted", in: root)?.bool() ?? false,
            unreadable: given("unreadable", in: root)?.word("choice", among: StoreLayout.Unreadable.allCases.map(\.rawValue))
                .flatMap(StoreLayout.Unreadable.init) ?? .refuse)
        readWriters(given("writers", in: root), into: &layout)
        if root.value.reader.faults.isEmpty { noteUseless(in: root, layout) }
        if layout.database == .postgresql, layout.writers.isEmpty, !layout.isNumbered {
            root.note(
                "writers names no table, so that nobody knows which events are still to appear", expected: "writers: {tables: [\"app.events\"]}",
                remedy: "name the table whose writers add events")
        }
        return name == nil || database == nil || select == nil ? nil : layout
    }

    /// Notes keys that have no effect, and so would promise what is not kept.
    private static func noteUseless(in root: DefinitionObject, _ layout: StoreLayout) {
        for key in ["writers", "horizon", "gapWait"] where layout.database == .sqlite {
            given(key, in: root)?.note("\(key) has no meaning in SQLite, which has one writer at a time", remedy: "remove it")
        }
        if !layout.isNumbered, SelectText.hasWindows(layout.select) {
            root.optional("select")?.note(
                "the SELECT has a window function (OVER), whose numbers change when rows come or go", expected: "a position that stays with its event",
                remedy: "name the columns of the order in order, and let Refold number the events")
        }
        if layout.database == .sqlite, SelectText.hasBindings(layout.select) {
            root.optional("select")?.note("there is a parameter such as ?1 or :name", expected: "values", remedy: "write its value")
        }
        if layout.horizon == "position" { given("horizon", in: root)?.note("the position is no transaction", expected: "a column of the type xid8", remedy: "remove it") }
        if layout.find.count(where: { $0.name.contains("%") }) > 1 {
            given("find", in: root)?.note("two tables have a % in their names, and {table} stands for one", expected: "one such table", remedy: "write the other one's name")
        }
    }

    private static func readWriters(_ value: DefinitionValue?, into layout: inout StoreLayout) {
        guard let writers = value?.object(keys: ["tables", "sequence", "serialized"]) else { return }
        layout.writers = texts("tables", in: writers)
        if let value = given("sequence", in: writers) {
            layout.sequences = value.elements?.compactMap { $0.string("the name of a sequence") } ?? value.string("the name of a sequence").map { [$0] } ?? []
        }
        layout.isSerialized = given("serialized", in: writers)?.bool() ?? false
    }

    /// The value of a key unless it is null, which says the same as a missing one.
    private static func given(_ key: String, in object: DefinitionObject) -> DefinitionValue? {
        object.optional(key).flatMap { $0.isNull ? nil : $0 }
    }

    private static func texts(_ key: String, in object: DefinitionObject) -> [String] {
        given(key, in: object)?.list("a list of names")?.compactMap { $0.string("a name") } ?? []
    }

    private static func tables(_ value: DefinitionValue?) -> [StoreLayout.Table] {
        value?.object("tables with their columns")?.members.map { member in
            StoreLayout.Table(member.key, columns: member.value.list("a list of columns")?.compactMap { $0.string("a column") } ?? [])
        } ?? []
    }

    private static func path(_ value: DefinitionValue) -> [String]? {
        let expected = "a path such as \"$.timestamp\""
        guard let text = value.string(expected) else { return nil }
        let keys = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard keys.count > 1, keys[0] == "$", !keys.contains("") else {
            value.note("found \"\(text)\"", expected: expected)
            return nil
        }
        return Array(keys.dropFirst())
    }
}

extension String {
    /// The text without blanks and line breaks at both ends.
    fileprivate var trimmed: String { String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed()) }
}
