import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues

/// Accounts whose definition changes: each meaning is a version of it.
enum SwitchWorld {
    typealias Cell = ServedRows.Cell

    /// What a version makes of the events.
    enum Meaning: Int, CaseIterable {
        case plain, doubled, deaf, wider, empty
    }

    /// A projection of the accounts of ``ParkingWorld``: by stream, by customer, or sums of the accounts per owner.
    static func projection(_ kind: ParkingWorld.Kind, _ meaning: Meaning, version: Int) -> Projection {
        let own: Projection =
            switch kind {
            case .accounts: Projection("things", version: version, key: "account") { p in build(&p, meaning) }
            case .customers:
                Projection(
                    "things", version: version, key: [ColumnSchema("customer", .text)],
                    find: { event, key throws(FoldError) in
                        let value = event[PayloadField(index: 2)]
                        guard value.kind == .string else { throw FoldError(.nullKey) }
                        event.withBytes(value.range) { bytes in KeyEncoding.append(bytes, isOnlyPart: true, to: &key) }
                    }, build: { p in build(&p, meaning) })
            case .sums:
                Projection("things", version: version, key: "account") { p in
                    let (owner, balance) = build(&p, meaning)
                    p.rollUp(key: [ColumnSchema("owner", .text)]) { r in
                        let accounts = r.sum("accounts", .integer), total = r.sum("total", .integer)
                        return { row, groups throws(FoldError) in
                            guard groups.begin(row, [owner]) else { return }
                            try groups.add(1, to: accounts)
                            try groups.add(row.integer(balance), to: total)
                        }
                    }
                }
            }
        return Projection(
            name: own.name, version: version, fingerprint: UInt64(meaning.rawValue), schema: own.schema, layout: own.layout, key: own.key,
            dataPaths: own.dataPaths, handlers: own.handlers, rollup: own.rollup)
    }

    @discardableResult
    private static func build(_ p: inout ProjectionBuilder, _ meaning: Meaning) -> (owner: Column, balance: Column) {
        let owner = p.column("owner", .text), balance = p.column("balance", .integer), payments = p.column("payments", .integer)
        let more = meaning == .wider ? p.column("more", .integer) : payments
        let itsOwner = p.field("owner"), amount = p.field("amount"), _ = p.field("customer")
        guard meaning != .empty else {
            p.on("Never") { _, _ throws(FoldError) in }
            return (owner, balance)
        }
        p.on("Opened") { event, row throws(FoldError) in
            try row.set(owner, from: event, itsOwner)
            row.set(payments, to: 0)
            row.set(balance, to: try row.integer(of: event[amount], of: event, for: balance))
            if meaning == .wider { row.set(more, to: 7) }
        }
        p.on("Paid") { event, row throws(FoldError) in
            row.set(payments, to: row.integer(payments) + 1)
            let amount = try row.integer(of: event[amount], of: event, for: balance)
            row.set(balance, to: row.integer(balance) + amount * (meaning == .doubled ? 2 : 1))
        }
        if meaning != .deaf { p.onExisting("Renamed") { event, row throws(FoldError) in try row.set(owner, from: event, itsOwner) } }
        p.on("Closed") { _, row throws(FoldError) in row.delete() }
        return (owner, balance)
    }

    // MARK: Slow references

    /// The rows of a generation in key order.
    static func rows(_ snapshot: any ReadModelSnapshot) throws(RefoldError) -> [[Cell]] {
        let columns = snapshot.generation.schema.allColumns
        var rows: [[Cell]] = []
        try snapshot.rows(columns: Array(columns.indices), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            rows += ServedRows.cells(of: block, columns)
        }
        return rows
    }

    /// The rows that a projection makes of events, from nothing.
    static func rows(of events: [StoredEvent], by projection: Projection) throws -> [[Cell]] {
        let store = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: store, options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([projection])
        return try store.snapshot(of: projection.name).map { (snapshot) throws(RefoldError) in try rows(snapshot) } ?? []
    }

    /// What a comparison counts, worked out with dictionaries.
    static func counts(_ from: [[Cell]], _ fromSchema: ReadModelSchema, _ to: [[Cell]], _ toSchema: ReadModelSchema) -> [String: Int64] {
        func named(_ row: [Cell], _ schema: ReadModelSchema) -> [String: Cell] {
            Dictionary(uniqueKeysWithValues: zip(schema.allColumns.map(\.name), row)).filter { $0.value != .null }
        }
        let before = Dictionary(uniqueKeysWithValues: from.map { ($0[0], named($0, fromSchema)) })
        let after = Dictionary(uniqueKeysWithValues: to.map { ($0[0], named($0, toSchema)) })
        let both = before.keys.filter { after[$0] != nil }
        var counts = [
            "went": Int64(before.count - both.count), "added": Int64(after.count - both.count),
            "differing": Int64(both.count { before[$0] != after[$0] }),
        ]
        for column in Set(fromSchema.columns.map(\.name)).union(toSchema.columns.map(\.name)) {
            counts[column] = Int64(both.count { before[$0]?[column] != after[$0]?[column] })
        }
        return counts
    }

    static func counts(_ found: GenerationComparison) -> [String: Int64] {
        var counts = ["went": found.onlyInFrom, "added": found.onlyInTo, "differing": found.differing]
        for column in found.columns { counts[column.name] = column.differing }
        return counts
    }
}
