import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues

/// Random events, and projections of each kind of which some cannot take some of the events.
struct FailingWorld {
    static let types = ["A", "B", "C", "D", "E"]
    /// The field that only the projection of its number reads.
    private static func field(_ number: Int) -> String { "p\(number)" }

    let projections: [Projection]
    let events: [StoredEvent]

    init(seed: UInt64, events count: Int) {
        var random = SeededNumbers(seed)
        let numbers = Array(0..<Int.random(in: 3...7, using: &random))
        projections = numbers.map { number in
            let taken = Self.types.filter { _ in Int.random(in: 0..<3, using: &random) > 0 } + ["F"]
            return Self.projection(number, kind: Int.random(in: 0..<4, using: &random), types: taken)
        }
        var versions: [String: Int64] = [:]
        let bad = Dictionary(
            numbers.filter { _ in Bool.random(using: &random) }.map { (Int.random(in: 0..<count, using: &random), $0) }, uniquingKeysWith: { a, _ in a })
        events = (0..<count).map { index in
            let stream = "s\(Int.random(in: 0..<max(2, count / 5), using: &random))"
            versions[stream, default: 0] += 1
            let values = numbers.map { number in
                let value = bad[index] == number ? "\"secret\"" : String(Int.random(in: -9...99, using: &random))
                return "\"\(Self.field(number))\":\(value)"
            }
            return StoredEvent(
                position: Position(index + 1), stream: stream, version: versions[stream] ?? 1,
                event: NewEvent(
                    id: "e\(index)", type: (Self.types + ["F"]).randomElement(using: &random)!, data: "{\(values.joined(separator: ","))}", metadata: "{}",
                    occurredAt: Timestamp(microseconds: Int64(index) * 1_000_000) ?? .first, recordedAt: .first))
        }
    }

    /// - Parameter kind: 0: rows by stream; 1: rows by another key; 2: sums per group, of which some do not fit; 3: with a computed column, which
    ///   refuses some rows.
    private static func projection(_ number: Int, kind: Int, types: [String], version: Int = 1) -> Projection {
        let name = "world_\(number)"
        let plain = Projection(name, version: version, key: "id") { p in
            let total = p.column("total", .integer), last = p.column("last", .integer), its = p.field(field(number))
            let group = p.column("group", .text)
            let groups = ["even", "odd"].map { p.literal($0) }
            for type in types {
                p.on(type) { event, row throws(FoldError) in
                    let value = try row.integer(of: event[its], of: event, for: last)
                    row.set(total, to: row.integer(total) + value)
                    row.set(last, to: value)
                    try row.set(group, to: groups[value & 1 == 0 ? 0 : 1])
                }
            }
            guard kind == 2 else { return }
            p.rollUp(key: [ColumnSchema("group", .text)]) { r in
                let sum = r.sum("sum", .integer)
                return { row, groups throws(FoldError) in
                    if groups.begin(row, [group]) { try groups.add(row.integer(last) == 99 ? .max : row.integer(total), to: sum) }
                }
            }
        }
        guard kind == 1 || kind == 3 else { return plain }
        let total = Column(index: 0, type: .integer)
        let find: @Sendable (borrowing EventView, inout [UInt8]) throws(FoldError) -> Void = { event, key throws(FoldError) in
            for digit in "k\(event.head.position % 37)".utf8 { key.append(digit) }
        }
        return Projection(
            name: name, version: version, fingerprint: UInt64(number), schema: plain.schema, layout: plain.layout, key: kind == 1 ? .computed(find) : plain.key,
            dataPaths: plain.dataPaths, handlers: plain.handlers
        ) { row throws(FoldError) in
            if kind == 3, row.integer(total) == 7 { throw FoldError(.inexact, column: 0) }
        }
    }

    /// The definition of a projection, changed under its version.
    static func changed(_ projection: Projection) -> Projection {
        Projection(projection.name, version: projection.version, key: "id") { p in _ = p.column("other", .text) }
    }

    /// Every cell of what is served, in key order; nil if nothing is.
    static func served(_ projection: Projection, in readModels: any ReadModelStore) throws -> [[ServedRows.Cell]]? {
        guard let snapshot = try readModels.snapshot(of: projection.name) else { return nil }
        let columns = snapshot.generation.schema.allColumns
        var rows: [[ServedRows.Cell]] = []
        try snapshot.rows(columns: Array(columns.indices), where: nil, inKeyOrder: true) { (block) throws(RefoldError) in
            rows += ServedRows.cells(of: block, columns)
        }
        return rows
    }
}
