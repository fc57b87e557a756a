import RefoldCore
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("The places of rows in a report")
struct RowPlacesTests {
    private static let report = """
        {from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"}, rows: ["shop", {month: "sold_at"}, "currency"],
         where: {price: {not: {above: 900}}}, measures: {
         n: {count: "*"}, known: {count: "quantity"}, s: {sum: "quantity"}, a: {sum: "amount"}, m: {average: "price", scale: 4},
         lo: {min: "amount"}, hi: {max: "price"}, first: {min: "shop"}, d: {distinct: "amount"},
         few: {sum: "amount", where: {quantity: {below: 3}}}, some: {count: "*", where: {shop: ["Rome", null]}}, r: {divide: ["s", "n"], scale: 6}}}
        """

    /// What a report makes of what goes into a figure, value by value.
    private static func figure(_ measure: String, _ values: [TableValue]) throws -> TableValue? {
        let known = values.filter { !$0.isNull }
        var sum = ExactDecimal.zero
        for number in known.compactMap(\.number) { sum = try sum.adding(number) }
        switch measure {
        case "n", "known", "some": return .number(sum)
        case "s", "a", "few": return known.isEmpty ? .null : .number(sum)
        case "m":
            return known.isEmpty ? .null : .number(try sum.divided(by: ExactDecimal(Int64(known.count)), scale: 4, rounding: Rounding.halfEven))
        case "lo", "first": return known.min { TableValue.order($0, $1) < 0 } ?? .null
        case "hi": return known.max { TableValue.order($0, $1) < 0 } ?? .null
        case "d": return .number(ExactDecimal(Int64(Set(known).count)))
        default: return nil
        }
    }

    @Test("of random rows give every figure of every line, with and without a period, at any block size", arguments: 1...12)
    func random(seed: Int) throws {
        let rows = ReportReferenceTests.rows([1, 7, 60, 400][seed % 4], seed: UInt64(seed))
        let plan = try Sample.plan(Self.report)
        let months = try ["2024-10", "1970-01"].map { try Period($0, today: try day("2024-06-01"), at: .named("test")) }
        for period in [nil, months[0], months[1]] {
            for blockSize in [1, 7, 1000] {
                let snapshot = InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize)
                let places = try RowPlaces(plan, period: period)
                var found: [[TableValue]: [[TableValue?]]] = [:]
                try snapshot.rows(columns: places.columns, where: nil, inKeyOrder: true) { (block) throws(RefoldError) in
                    for case let place? in try places.places(of: block, plan) { found[place.line, default: []].append(place.values) }
                }
                let table = try plan.run(on: snapshot, period: period)
                #expect(table.rowCount == found.count)
                for line in 0..<table.rowCount {
                    let cells = table.row(line)
                    let behind = try #require(found[Array(cells.prefix(3))])
                    for (index, measure) in plan.measures.enumerated() {
                        let values = behind.compactMap { $0[index] }
                        guard let figure = try Self.figure(measure.name, values) else {
                            #expect(values.isEmpty)
                            continue
                        }
                        #expect(figure.plain == cells[cells.startIndex + 3 + index].plain, "\(measure.name)")
                    }
                }
            }
        }
    }

    @Test("of a report without row columns are in one line, and the column of the period is read beside the report's own")
    func oneLine() throws {
        let plan = try Sample.plan(
            #"{from: "sales", period: {column: "due_on"}, where: {currency: "BHD"}, measures: {d: {distinct: "amount"}, n: {count: "fee"}}}"#)
        let period = try Period("2024", today: try day("2024-06-01"), at: .named("test"))
        let places = try RowPlaces(plan, period: period)
        #expect(Set(places.columns) == Set(["amount", "fee", "due_on", "currency"].map(Sample.column)))
        let days = try ["2023-12-31", "2024-01-01", "2024-12-31", "2025-01-01"].map { Int64(try day($0).days) }
        var rows = days.map { Sample.row("\($0)", ["due_on": .units($0), "amount": .units(1234), "currency": .text("BHD")]) }
        rows.append(Sample.row("none", ["amount": .units(1), "currency": .text("BHD")]))
        var found: [RowPlace?] = []
        try InMemorySnapshot(Sample.schema, rows: rows).rows(columns: places.columns, where: nil, inKeyOrder: false) { (block) throws(RefoldError) in
            found += try places.places(of: block, plan)
        }
        let inside = RowPlace(line: [], values: [.number(try #require(ExactDecimal("1.234"))), .number(.zero)])
        #expect(found == [nil, inside, inside, nil, nil])
    }
}

/// The line of a report that a row is behind, and what it puts into the measures; nil if a measure does not count the row.
private struct RowPlace: Hashable {
    var line: [TableValue]
    var values: [TableValue?]
}

extension RowPlaces {
    /// For each row of a block, where it counts; nil if filters or the period leave it out.
    fileprivate func places(of block: RowBlock, _ plan: ReportPlan) throws(RefoldError) -> [RowPlace?] {
        let found = try find(in: block)
        var places = [RowPlace?](repeating: nil, count: block.count)
        for row in found.rows {
            places[Int(row)] = RowPlace(line: lines[found.line(of: row)], values: [TableValue?](repeating: nil, count: plan.measures.count))
        }
        for measure in plan.measures.indices {
            for row in counted(found.rows, by: measure, in: found) { places[Int(row)]?.values[measure] = try value(of: row, in: found, for: measure) }
        }
        return places
    }
}
