import RefoldCore

/// A read model that a report reads beside its own, and what it reads of it.
public struct JoinSource: Hashable, Sendable {
    /// The projection.
    public let projection: String
    /// The columns that are read, as indexes into the read model's `allColumns`: the parts of the key, then the others.
    public internal(set) var columns: [Int]
    /// The same columns, as the projection declares them.
    var schema: [ColumnSchema]
    /// How many of them are parts of the key.
    let keyCount: Int

    /// The key of a read model, to which columns can be added.
    init(keyOf schema: ReadModelSchema) {
        projection = schema.name
        keyCount = schema.key.count
        columns = Array(schema.key.indices)
        self.schema = schema.key
    }

    /// The place of a column in blocks with ``columns``; adds it if it is not read yet. Nil if the read model has no such column.
    mutating func place(of name: String, in all: [ColumnSchema]) -> Int? {
        guard let number = all.firstIndex(where: { $0.name == name }) else { return nil }
        if let known = columns.firstIndex(of: number) { return known }
        columns.append(number)
        schema.append(all[number])
        return columns.count - 1
    }
}

/// The further read models of a report.
struct JoinSources: Sendable {
    /// Those that rows are looked up in, each once.
    var lookups: [JoinSource] = []
    /// Those that hold rates, each once. One may be among ``lookups`` too.
    var rates: [JoinSource] = []

    var all: [JoinSource] { lookups + rates }
}
