import Foundation
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldProjections
import RefoldReports
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Random sales, a report of them per country in September 2024, and the slow reference of both: plain dictionaries over all events.
struct SealedWorld {
    /// By what the rows of the read model are keyed.
    enum Shape: Int, CaseIterable, Sendable {
        case stream, customer, groups
    }

    struct Event {
        var type: String
        var stream: String
        var customer: String
        /// In hundredths.
        var amount: Int64
        var country: String?
        var at: Int64
    }

    let shape: Shape
    let events: [Event]

    init(_ shape: Shape, count: Int, _ random: inout SeededNumbers) {
        self.shape = shape
        let september: Int64 = 1_725_148_800_000_000
        events = (0..<count).map { _ in
            let stream = Int.random(in: 0..<12, using: &random)
            return Event(
                type: ["Sold", "Sold", "Corrected", "Moved", "Void", "Noticed"][Int.random(in: 0..<6, using: &random)], stream: "s\(stream)",
                customer: "c\(stream % 5)\u{E9}", amount: Int64.random(in: -500...2500, using: &random),
                country: ["IT", "DE", "FR", "e\u{301}", "\u{E9}", nil][Int.random(in: 0..<6, using: &random)],
                at: september + Int64.random(in: -10...40, using: &random) * 86_400_000_000 + Int64.random(in: 0..<86_400, using: &random) * 1_000_000)
        }
    }

    // MARK: For the program

    private static func text(_ cents: Int64) -> String {
        (cents < 0 ? "-" : "") + "\(abs(cents) / 100)." + (abs(cents) % 100 < 10 ? "0" : "") + "\(abs(cents) % 100)"
    }

    func append(to store: any EventStore) throws {
        var versions: [String: Int] = [:]
        for (number, event) in events.enumerated() {
            versions[event.stream, default: 0] += 1
            let country = event.country.map { "\"\($0)\"" } ?? "null"
            let data = "{\"customer\":\"\(event.customer)\",\"amount\":\"\(Self.text(event.amount))\",\"country\":\(country)}"
            let time = try #require(Timestamp(microseconds: event.at))
            _ = try store.append(
                [NewEvent(id: "e\(number + 1)", type: event.type, data: data, occurredAt: time, recordedAt: time)], to: event.stream, expecting: .any)
        }
    }

    func projection() throws -> Projection {
        if shape == .groups { return Self.groups }
        let amount = shape == .stream ? "\"$.amount\"" : "{add: \"$.amount\"}"
        let text = """
            {name: "sales", version: 1, key: "\(shape == .stream ? "@stream" : "$.customer")",
              columns: {amount: {type: "decimal", scale: 2}, country: "text", at: "timestamp"},
              on: {Sold: {amount: \(amount), country: "$.country", at: "@occurred_at"}, Corrected: {amount: \(amount)}, Moved: {country: "$.country"}, Void: "delete"}}
            """
        return try Projection(ProjectionDefinition.read(text.utf8, file: "sales.projection.json5"))
    }

    private static let groups = Projection("sales", version: 1, key: "sale") { p in
        let amount = p.column("amount", .decimal(scale: 2)), country = p.column("country", .text), day = p.column("day", .date)
        let itsAmount = p.field("amount"), itsCountry = p.field("country")
        p.on("Sold") { event, row throws(FoldError) in
            try row.set(amount, from: event, itsAmount)
            try row.set(country, from: event, itsCountry)
            row.set(day, to: event.head.occurredAt.microseconds / 86_400_000_000)
        }
        p.on("Corrected") { event, row throws(FoldError) in try row.set(amount, from: event, itsAmount) }
        p.on("Moved") { event, row throws(FoldError) in try row.set(country, from: event, itsCountry) }
        p.on("Void") { _, row throws(FoldError) in row.delete() }
        p.rollUp(key: [ColumnSchema("country", .text), ColumnSchema("day", .date)]) { r in
            let count = r.sum("n", .integer), total = r.sum("total", .decimal(scale: 2))
            return { row, groups throws(FoldError) in
                guard groups.begin(row, [country, day]) else { return }
                try groups.add(1, to: count)
                try groups.add(row.integer(amount), to: total)
            }
        }
    }

    func plan() throws -> ReportPlan {
        let text =
            shape == .groups
            ? #"{from: "sales", period: {column: "day"}, rows: ["country"], measures: {n: {sum: "n"}, amount: {sum: "total"}}}"#
            : """
                {from: "sales", period: {column: "at"}, rows: ["country"], columns: {net: {subtract: ["amount", 1]}},
                  measures: {n: {count: "*"}, amount: {sum: "amount"}, net: {sum: "net"},
                  small: {count: "*", where: {amount: {below: "10"}}}, mean: {divide: ["amount", "n"], scale: 2}}}
                """
        let read = ReportPlan.read(text.utf8, file: "r.report.json5", name: "r", readModels: ["sales": try projection().schema])
        #expect(read.faults.isEmpty, "\(read.faults)")
        return try #require(read.plan)
    }

    static func period() throws -> Period { try Period("2024-09", today: .first) }

    // MARK: The reference

    /// A figure by its country and name.
    struct Place: Hashable {
        /// Bytes, since Swift takes some texts of different bytes as equal.
        var country: [UInt8]?
        var column: String
    }

    struct Row: Hashable {
        var amount: Int64?
        var country: [UInt8]?
        var at: Int64?
    }

    private func key(of event: Event) -> String { shape == .customer ? event.customer : event.stream }

    /// The rows after the first events, by their keys; of groups those that are added up.
    func rows(_ count: Int) -> [String: Row] {
        var rows: [String: Row] = [:]
        for event in events.prefix(count) {
            let key = key(of: event)
            var row = rows[key] ?? Row()
            func add(_ amount: Int64) { row.amount = shape == .customer ? (row.amount ?? 0) + amount : amount }
            switch event.type {
            case "Sold":
                add(event.amount)
                (row.country, row.at) = (event.country.map { Array($0.utf8) }, event.at)
            case "Corrected": add(event.amount)
            case "Moved": row.country = event.country.map { Array($0.utf8) }
            case "Void":
                rows[key] = nil
                continue
            default: continue
            }
            rows[key] = row
        }
        return rows
    }

    private func counts(_ row: Row) -> Bool {
        guard let at = row.at, shape != .groups || row.country != nil else { return false }
        return at >= 1_725_148_800_000_000 && at < 1_725_148_800_000_000 + 30 * 86_400_000_000
    }

    /// The figures behind which a row stands.
    private func places(_ row: Row?) -> Set<Place> {
        guard let row, counts(row) else { return [] }
        var names = ["n", "amount"]
        if shape != .groups { names += ["mean", "net"] + (row.amount.map { $0 < 1000 } ?? false ? ["small"] : []) }
        return Set(names.map { Place(country: row.country, column: $0) })
    }

    /// Every figure after the first events; null ones are missing.
    func figures(_ count: Int) -> [Place: Int64] {
        var figures: [Place: Int64] = [:]
        var known: Set<Place> = []
        for row in rows(count).values where counts(row) {
            figures[Place(country: row.country, column: "n"), default: 0] += 1
            if shape != .groups { figures[Place(country: row.country, column: "small"), default: 0] += row.amount.map { $0 < 1000 } ?? false ? 1 : 0 }
            guard let amount = row.amount ?? (shape == .groups ? 0 : nil) else { continue }
            known.insert(Place(country: row.country, column: "amount"))
            figures[Place(country: row.country, column: "amount"), default: 0] += amount
        }
        guard shape != .groups else { return figures }
        for row in rows(count).values where counts(row) {
            if let amount = row.amount { figures[Place(country: row.country, column: "net"), default: 0] += amount - 100 }
        }
        for place in known {
            let n = figures[Place(country: place.country, column: "n")] ?? 1
            figures[Place(country: place.country, column: "mean")] = Self.halfEven(figures[place] ?? 0, n)
        }
        return figures
    }

    private static func halfEven(_ sum: Int64, _ count: Int64) -> Int64 {
        let (quotient, rest) = abs(sum).quotientAndRemainder(dividingBy: count)
        let up = 2 * rest > count || 2 * rest == count && quotient % 2 == 1
        return (sum < 0 ? -1 : 1) * (quotient + (up ? 1 : 0))
    }

    struct Restated {
        var cells: Set<Place> = []
        var events: [Place: [Position]] = [:]
        var positions: [Position] = []
    }

    /// What the events after the first ones changed, and by which of them.
    func restated(after seal: Int) -> Restated {
        let (before, after) = (figures(seal), figures(events.count))
        var restated = Restated()
        restated.cells = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        let (old, new) = (rows(seal), rows(events.count))
        for number in seal..<events.count where events[number].type != "Noticed" {
            let key = key(of: events[number])
            var own = places(old[key]).union(places(new[key]))
            // What a row adds to its group is the same: no event of it changed the group.
            if shape == .groups, let was = old[key], let now = new[key], was.country == now.country, was.at.map({ $0 / 86_400_000_000 }) == now.at.map({ $0 / 86_400_000_000 }),
                (was.amount ?? 0) == (now.amount ?? 0)
            {
                own = []
            }
            let changed = own.intersection(restated.cells)
            guard !changed.isEmpty else { continue }
            restated.positions.append(Position(number + 1))
            for place in changed { restated.events[place, default: []].append(Position(number + 1)) }
        }
        return restated
    }
}
