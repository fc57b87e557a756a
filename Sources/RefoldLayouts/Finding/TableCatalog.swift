/// The tables of a database and their columns, as far as layouts ask for them.
public struct TableCatalog: Sendable {
    /// A table or view.
    public struct Table: Hashable, Sendable {
        /// The schema; `main` in SQLite.
        public var schema: String
        public var name: String
        public var columns: Set<String>

        public init(schema: String, name: String, columns: Set<String>) {
            self.schema = schema
            self.name = name
            self.columns = columns
        }
    }

    /// Those of the schemas on the search path first, in its order.
    public var tables: [Table]
    /// The schemas on the search path.
    public var path: [String]

    public init(tables: [Table], path: [String]) {
        self.tables = tables
        self.path = path
    }
}

/// A layout, and the place where its tables were found.
public struct FoundLayout: Hashable, Sendable {
    public var layout: StoreLayout
    /// The schema that has the tables; nil if the layout names no tables to find.
    public var schema: String?
    /// The tables that were found, as they are called.
    public var tables: [String]
    /// ``StoreLayout/select`` with the tables' names, and NULL for columns that they lack.
    public var select: String
    /// ``StoreLayout/writers`` with the tables' names.
    public var writers: [String]

    /// What the store looks like, in the framework's words: `a Marten store (mt_events, mt_streams)`.
    public var description: String {
        let article = "AEIOUaeiou".contains(layout.title.prefix(1)) ? "an" : "a"
        return "\(article) \(layout.storeTitle)" + (tables.isEmpty ? "" : " (\(tables.joined(separator: ", ")))")
    }
}

extension StoreLayout {
    /// The places where a store of this layout is; more than one if several schemas or tables have its shape.
    ///
    /// On the search path the first schema that has all tables counts; the other schemas count only if none on the path has them.
    public func found(in catalog: TableCatalog, quoting quoted: (String) -> String) -> [FoundLayout] {
        guard !find.isEmpty else { return [filled(schema: nil, names: [:], columns: nil, quoting: quoted)] }
        for schema in catalog.path {
            let found = found(in: schema, of: catalog, quoting: quoted)
            if !found.isEmpty { return found }
        }
        var seen: Set<String> = Set(catalog.path)
        return catalog.tables.compactMap { seen.insert($0.schema).inserted ? $0.schema : nil }.flatMap { found(in: $0, of: catalog, quoting: quoted) }
    }

    private func found(in schema: String, of catalog: TableCatalog, quoting quoted: (String) -> String) -> [FoundLayout] {
        var choices: [[String: TableCatalog.Table]] = [[:]]
        for wanted in find {
            let fitting = catalog.tables.filter { table in
                table.schema == schema && Self.matches(table.name, wanted.name) && table.columns.isSuperset(of: wanted.columns)
            }
            choices = choices.flatMap { choice in fitting.map { choice.merging([wanted.name: $0]) { $1 } } }
        }
        return choices.map { choice in
            filled(schema: schema, names: choice.mapValues(\.name), columns: choice.values.reduce(into: []) { $0.formUnion($1.columns) }, quoting: quoted)
        }
    }

    /// - Parameter columns: what the tables have; nil if that is not known, and nothing is left out.
    private func filled(schema: String?, names: [String: String], columns: Set<String>?, quoting quoted: (String) -> String) -> FoundLayout {
        var replacements: [String: String] = [:]
        for column in optional {
            let name = column.split(separator: ".").last.map { String($0.filter { $0 != "\"" }) } ?? column
            if let columns, !columns.contains(name) { replacements[column] = "NULL" }
        }
        let table = names.first { $0.key.contains("%") }?.value
        if let table { replacements["{table}"] = quoted(table) }
        return FoundLayout(
            layout: self, schema: schema, tables: find.map { names[$0.name] ?? $0.name }, select: SelectText.replacing(replacements, in: select),
            writers: writers.map { name in name == "{table}" ? table.map(quoted) ?? name : name })
    }

    /// Whether a table's name matches a pattern of LIKE, with `\` before what stands for itself.
    static func matches(_ name: String, _ pattern: String) -> Bool {
        guard pattern.contains("%") || pattern.contains("\\") else { return name == pattern }
        var parts = [""], isEscaped = false
        for letter in pattern {
            if letter == "\\", !isEscaped {
                isEscaped = true
            } else if letter == "%", !isEscaped {
                parts.append("")
            } else {
                parts[parts.count - 1].append(letter)
                isEscaped = false
            }
        }
        guard parts.count > 1, let first = parts.first, let last = parts.last else { return name == parts[0] }
        guard name.hasPrefix(first), name.hasSuffix(last), name.count >= first.count + last.count else { return false }
        var rest = name.dropFirst(first.count).dropLast(last.count)
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return true
    }
}
