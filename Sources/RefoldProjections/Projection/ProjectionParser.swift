import RefoldCore
import RefoldDefinitions
import RefoldJSON
import RefoldValues

extension ProjectionDefinition {
    /// Reads and checks a whole declared projection.
    ///
    /// - Parameters:
    ///   - bytes: the text of the file, JSON5.
    ///   - file: its name as faults show it.
    /// - Throws: status 2 with all faults of the file, in the order of its lines.
    public static func read(_ bytes: some Sequence<UInt8>, file: String) throws(RefoldError) -> ProjectionDefinition {
        let reader = DefinitionReader(file: file)
        let definition = reader.root(of: bytes).flatMap { ProjectionParser(file: file).definition($0) }
        guard var definition, reader.faults.isEmpty else { throw RefoldError(.usage, reader.sortedFaults) }
        // A comment may hold a character that no database keeps in a text.
        definition.text = String(decoding: bytes.map { $0 == 0 ? UInt8(ascii: " ") : $0 }, as: UTF8.self)
        return definition
    }
}

extension ProjectionDefinition {
    /// The shape of the read model of a definition that may have faults: what asks for its columns can still be checked.
    ///
    /// - Parameter name: what it is called if the file does not say so.
    /// - Returns: nil if the name or the type of any column could not be read.
    public static func outline(_ bytes: some Sequence<UInt8>, name: String) -> ReadModelSchema? {
        let reader = DefinitionReader(file: name)
        return reader.root(of: bytes)?.members.flatMap { ProjectionParser(file: name).outline($0, name: name) }
    }
}

/// Puts a projection together from its file. Goes on after every finding, so that one run shows them all.
struct ProjectionParser {
    let file: String

    func definition(_ root: DefinitionValue) -> ProjectionDefinition? {
        let keys = ["name", "version", "key", "columns", "on", "computed", "optional", "accept"]
        guard let object = root.object("an object that declares a projection", keys: keys) else { return nil }
        let name = object.required("name").flatMap(name)
        let version = object.required("version")?.integer(1...)
        let columns = columns(object)
        let key = key(object, columns: columns)
        let computed = computed(object, columns: columns, key: key)
        let handlers = handlers(object, columns: columns, key: key)
        checkMoney(columns: columns, key: key, object)
        let count = key.count + columns.count + (object.optional("computed")?.members?.members.count ?? 0)
        if let refusal = ReadModelSchema.refusal(ofColumns: count) { object.optional("columns")?.note(refusal.what, expected: refusal.expected) }
        if let refusal = ReadModelSchema.refusal(ofKeyParts: key.count) { object.optional("key")?.note(refusal.what, expected: refusal.expected) }
        let optional = object.optional("optional")
        var types: [(name: String, type: ColumnType?)] = key.map { ($0.name, $0.part?.type) }
        types += columns.map { ($0.name, $0.type) }
        types += computed.map { ($0.name, Optional($0.type)) }
        let tolerance = object.optional("accept").flatMap { self.accept($0, columns: types) }
        guard let name, let version, root.reader.faults.isEmpty else { return nil }
        var definition = ProjectionDefinition(
            file: file, name: name, version: version, key: key.compactMap(\.part), columns: columns.compactMap(\.definition),
            handlers: handlers, computed: computed)
        if let optional { definition.optional = definition.optional(optional) }
        definition.tolerance = tolerance
        return root.reader.faults.isEmpty ? definition : nil
    }

    /// The columns of a file, whatever else is wrong with it; nil if one of them could not be read.
    func outline(_ object: DefinitionObject, name: String) -> ReadModelSchema? {
        let folded = columns(object)
        let key = key(object, columns: folded)
        let computed = computed(object, columns: folded, key: key)
        let columns = folded.compactMap { column in column.type.map { ColumnSchema(column.name, $0) } }
        let parts = key.compactMap { part in part.part.map { ColumnSchema(part.name, $0.type) } }
        let declared = object.optional("computed")?.members?.members.count ?? 0
        let keyCount = object.optional("key").map { $0.elements?.count ?? 1 } ?? 0
        guard columns.count == folded.count, !columns.isEmpty, parts.count == keyCount, keyCount > 0, computed.count == declared else { return nil }
        return ReadModelSchema(
            name: name, key: parts, columns: columns + computed.map { ColumnSchema($0.name, $0.type) }, computedCount: computed.count)
    }

    private func name(_ value: DefinitionValue) -> String? {
        guard let name = value.string() else { return nil }
        if let refusal = DefinitionName.refusal(ofProjection: name) {
            value.note(refusal.what, expected: refusal.expected)
            return nil
        }
        return name
    }

    /// Notes a member whose key cannot be the name of a column.
    func checkName(_ member: DefinitionObject.Member) {
        guard let refusal = DefinitionName.refusal(ofColumn: member.key) else { return }
        member.note(refusal.what, expected: refusal.expected)
    }

    /// Notes money columns whose currency is missing or is not a text.
    private func checkMoney(columns: [DeclaredColumn], key: [DeclaredKeyPart], _ object: DefinitionObject) {
        for column in columns {
            guard let currency = column.type?.currency, let value = column.member.value.members?.optional("currency") else { continue }
            let types = columns.map { ($0.name, $0.type) } + key.map { ($0.name, $0.part?.type) }
            guard let type = types.first(where: { $0.0 == currency }) else {
                value.noteUnknown("column", currency, among: types.filter { $0.1 == .text }.map(\.0))
                continue
            }
            if let type = type.1, type != .text {
                value.note("the column \"\(currency)\" is \(type.word)", expected: "a text column that holds the currency")
            }
        }
    }
}
