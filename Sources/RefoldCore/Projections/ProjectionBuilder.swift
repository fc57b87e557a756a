import RefoldJSON
import RefoldValues

/// Collects the columns, fields and handlers of a projection written in Swift.
///
/// ```swift
/// Projection("openings", version: 1, key: "account") { p in
///     let opened = p.column("opened_at", .timestamp), owner = p.column("owner", .text), name = p.field("owner")
///     p.on("AccountOpened") { event, row throws(FoldError) in
///         row.set(opened, to: event.head.occurredAt.microseconds)
///         try row.set(owner, from: event, name)
///     }
/// }
/// ```
public struct ProjectionBuilder {
    fileprivate var columns: [ColumnSchema] = []
    fileprivate var indexes: [[String]] = []
    fileprivate var paths: [[String]] = []
    fileprivate var literals: [UInt8] = []
    fileprivate var handlers: [ExactText: Projection.Handler] = [:]
    fileprivate var eventColumns: EventColumns = []
    fileprivate var optional: Set<ExactText> = []
    /// Makes the read model of a rollup, given the shape of what is folded.
    var rollUp: ((ReadModelSchema) -> (groups: ReadModelSchema, rollup: Rollup))?

    /// Adds a column; the read model has the columns in this order.
    public mutating func column(_ name: String, _ type: ColumnType) -> Column {
        columns.append(ColumnSchema(name, type))
        return Column(index: columns.count - 1, type: type)
    }

    /// Names a value in the events' data, by its keys from the outside in.
    public mutating func field(_ path: String...) -> PayloadField {
        paths.append(path)
        return PayloadField(index: paths.count - 1)
    }

    /// Adds a literal text that reducers set.
    public mutating func literal(_ text: String) -> Literal {
        let reference = TextReference(offset: literals.count, count: text.utf8.count)
        literals.append(contentsOf: text.utf8)
        return Literal(reference)
    }

    /// Requests event columns that the handlers read besides data, stream, type and time of occurrence.
    public mutating func reads(_ columns: EventColumns) { eventColumns.formUnion(columns) }

    /// Names paths (as `$.reason`), types and columns that may be missing from every event or row without a warning.
    public mutating func optional(_ names: String...) { optional.formUnion(names.map { ExactText($0) }) }

    /// Asks for an index over columns, the key among them by its name.
    public mutating func index(_ columns: String...) { indexes.append(columns) }

    /// Handles a type of event. The row exists when the handler is called; columns that were never set are null.
    public mutating func on(_ type: String, _ reduce: @escaping Reducer) {
        handlers[ExactText(type)] = Projection.Handler(appliesAlways: true, reduce: reduce)
    }

    /// Handles a type of event only if the row exists already; if not, the event is skipped and makes no row.
    public mutating func onExisting(_ type: String, _ reduce: @escaping Reducer) {
        handlers[ExactText(type)] = Projection.Handler(appliesAlways: false) { event, row throws(FoldError) in
            guard row.isPresent else { return }
            row.touch()
            try reduce(event, &row)
        }
    }
}

extension Projection {
    /// A projection written in Swift, keyed by stream.
    ///
    /// - Parameters:
    ///   - version: raise it whenever the meaning of the rows changes; the code itself cannot be compared.
    ///   - key: the name of the key column.
    ///   - streamPrefix: the prefix of the streams that the key leaves out, as in `post-17`; a handled event in another stream is refused.
    public init(_ name: String, version: Int, key: String, streamPrefix: String = "", build: (inout ProjectionBuilder) -> Void) {
        self.init(
            name, version: version, key: [ColumnSchema(key, .text)],
            keyed: streamPrefix.isEmpty ? .stream : .streamAfter(prefix: Array(streamPrefix.utf8)), build: build)
    }

    /// A projection written in Swift, keyed by a value computed from the event; folded by one thread.
    ///
    /// - Parameters:
    ///   - version: raise it whenever the meaning of the rows changes; the code itself cannot be compared.
    ///   - key: the parts of the key.
    ///   - find: appends the key's parts in order, encoded as ``KeyEncoding`` describes.
    public init(
        _ name: String, version: Int, key: [ColumnSchema], find: @escaping @Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void,
        build: (inout ProjectionBuilder) -> Void
    ) {
        self.init(name, version: version, key: key, keyed: .computed(find), build: build)
    }

    private init(_ name: String, version: Int, key: [ColumnSchema], keyed: Key, build: (inout ProjectionBuilder) -> Void) {
        var builder = ProjectionBuilder()
        build(&builder)
        let rows = ReadModelSchema(name: name, key: key, columns: builder.columns, indexes: builder.indexes)
        let rolledUp = builder.rollUp?(rows)
        self.init(
            name: name, version: version, fingerprint: 0, schema: rolledUp?.groups ?? rows,
            layout: RowLayout(columns: builder.columns, literals: builder.literals), key: keyed, dataPaths: builder.paths,
            handlers: builder.handlers, eventColumns: builder.eventColumns, rollup: rolledUp?.rollup,
            expected: ExpectedMatches(
                readings: [.init(types: builder.handlers.keys.sorted(), fields: Array(builder.paths.indices))], optional: builder.optional))
    }
}
