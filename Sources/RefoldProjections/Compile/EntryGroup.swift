import RefoldCore
import RefoldValues

/// Entries of a handler, one after the other, that change the same row; or one entry that goes through a list.
struct EntryGroup {
    var entries: [FoldEntry]
    /// The tests of each entry that need no row; nil if every event, or every item, needs its key.
    var early: [ListRange]?
    var list: ListProgram?
    /// Nil for the key of the projection.
    var key: [KeyProgram.NamedPart]?
    var isKeyedByItem: Bool

    /// The group as a part of a handler.
    ///
    /// - Parameter whole: the key of the projection.
    func part(_ whole: Projection.Key, _ program: ExpressionProgram, _ layout: RowLayout) -> HandlerPart {
        let own = key.map { Projection.Key.computed(by: KeyProgram(parts: $0, program: program, layout: layout)) }
        return HandlerPart(
            list: list.map { list in
                HandlerPart.List(name: list.name) { event throws(FoldError) in try program.items(of: list, event, layout) }
            }, key: own ?? whole, isKeyedByItem: isKeyedByItem, handler: ExpressionProgram.handler(entries, early: early, of: program, layout))
    }
}

extension [EntryGroup] {
    /// The handler of an event that changes one row: there is at most one group.
    func handler(_ program: ExpressionProgram, _ layout: RowLayout) -> Projection.Handler {
        ExpressionProgram.handler(first?.entries ?? [], early: isEmpty ? [] : self[0].early, of: program, layout)
    }
}

/// The list that an entry goes through, and what keeps the entry from looking at it.
struct ListProgram: Sendable {
    var name: String
    var node: Int
    /// Tests that ask nothing of an item or of the row.
    var tests: ListRange
}

extension ExpressionProgram {
    /// The list in an event; null or missing if there is none.
    func items(of list: ListProgram, _ event: borrowing EventView, _ layout: RowLayout) throws(FoldError) -> PayloadValue {
        let found: PayloadValue
        if case .field(let field) = nodes[list.node] {
            found = event[field]
        } else {
            var row = Row.spare(of: layout)
            guard case .payload(let value) = try evaluate(list.node, event, &row, FoldFrame()) else { return PayloadValue(kind: .missing, range: .empty) }
            found = value
        }
        if found.kind == .array || found.isNull { return found }
        // What the tests leave out may have anything there.
        var row = Row.spare(of: layout)
        if !list.tests.range.isEmpty, (try? holds(list.tests, event, &row, FoldFrame())) == false { return PayloadValue(kind: .missing, range: .empty) }
        throw FoldError(found.misstep ?? .noItems)
    }
}

extension Projection.Key {
    static func computed(by program: KeyProgram) -> Projection.Key {
        .computed { event, key throws(FoldError) in try program.append(event, to: &key) }
    }
}

extension ExpressionCompiler {
    /// The entries of a handler in their groups.
    mutating func groups(
        of handler: HandlerDefinition, _ definition: ProjectionDefinition, columns: [ColumnSchema], foldedCount: Int
    ) throws(RefoldError) -> [EntryGroup] {
        var groups: [EntryGroup] = []
        for entries in handler.entries.grouped {
            var compiled: [FoldEntry] = []
            for entry in entries { compiled.append(try self.entry(entry, columns: columns, foldedCount: foldedCount)) }
            var list: ListProgram?
            if let each = entries[0].each {
                list = ListProgram(
                    name: each.path.description, node: try node(each.expression), tests: try tests(entries[0].when.filter(\.isOfWholeEvent)))
            }
            let own = entries[0].key
            groups.append(
                EntryGroup(
                    entries: compiled, early: definition.isKeyedByStream ? nil : try earlyTests(of: entries), list: list,
                    key: try own.map { (own) throws(RefoldError) in try keyParts(own, definition.key) },
                    isKeyedByItem: (own ?? definition.key.map(\.value)).contains(where: \.isOfItem)))
        }
        return groups
    }
}

extension [HandlerEntry] {
    /// Those that change the same row together, and each that goes through a list alone.
    fileprivate var grouped: [[HandlerEntry]] {
        var groups: [[HandlerEntry]] = []
        for entry in self {
            if let last = groups.last?.last, last.each == nil, entry.each == nil, last.key == entry.key {
                groups[groups.count - 1].append(entry)
            } else {
                groups.append([entry])
            }
        }
        return groups
    }
}

extension ProjectionDefinition {
    /// Whether an event may change several rows, or one row several times.
    var spreads: Bool { handlers.contains { $0.entries.contains { $0.each != nil || $0.key != nil } } }

    /// Whether each row is made of the events of one stream.
    var isKeyedByStream: Bool {
        key.count == 1 && key[0].value.form == .attribute(.stream) && !handlers.contains { $0.entries.contains { $0.key != nil } }
    }
}
