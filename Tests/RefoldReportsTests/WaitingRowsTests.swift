import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("What a report lacks because events are parked")
struct WaitingRowsTests {
    private static func row(_ key: String, _ shop: String, quantity: Int64, at time: String) throws -> [InMemorySnapshot.Cell] {
        Sample.row(key, ["shop": .text(shop), "quantity": .units(quantity), "sold_at": try micros(time)])
    }

    /// Four rows, of which `a`, `b` and `c` wait; an event of a row `z` that does not exist yet, and one without a key.
    private static func snapshot() throws -> InMemorySnapshot {
        let rows = [
            try row("a", "Rome", quantity: 1, at: "2024-01-05T00:00:00Z"), try row("b", "Rome", quantity: -1, at: "2024-02-05T00:00:00Z"),
            try row("c", "Paris", quantity: 1, at: "2024-01-05T00:00:00Z"), try row("d", "Rome", quantity: 1, at: "2024-01-05T00:00:00Z"),
        ]
        let generation = Generation(
            number: 1, state: .served, version: 1, fingerprint: 0, position: 9, rows: 4, schema: Sample.schema, updatedAt: .first)
        let parked = ["a", "b", "c", "z", nil].enumerated().map { place, key in
            ParkedEvent(position: Int64(place + 1), id: "e\(place)", stream: "s", type: "T", key: key.map { Array($0.utf8) }, reason: "r")
        }
        return InMemorySnapshot(generation, rows: rows, keys: ["a", "b", "c", "d"].map { Array($0.utf8) }, parked: parked)
    }

    @Test(
        "are the rows that it counts by its filters and its period; whatever else is parked may change what it shows",
        arguments: [
            (#"{from: "sales", measures: {n: {count: "*"}}}"#, String?.none, 3, 2),
            (#"{from: "sales", where: {shop: "Rome"}, measures: {n: {count: "*"}}}"#, nil, 2, 3),
            (#"{from: "sales", where: {shop: "Oslo"}, measures: {n: {count: "*"}}}"#, nil, 0, 5),
            (#"{from: "sales", period: {column: "sold_at"}, measures: {n: {count: "*"}}}"#, "2024-01", 2, 3),
            (#"{from: "sales", period: {column: "sold_at"}, where: {shop: "Rome"}, measures: {n: {count: "*"}}}"#, "2024-01", 1, 4),
            (#"{from: "sales", measures: {n: {sum: "quantity", where: {quantity: {above: 0}}}}}"#, nil, 2, 3),
            (#"{from: "sales", measures: {n: {sum: "quantity", where: {quantity: {above: 0}}}, m: {count: "*"}}}"#, nil, 3, 2),
            (#"{from: "sales", columns: {few: {sum: ["quantity", 1]}}, where: {few: {above: 0}}, measures: {n: {count: "*"}}}"#, nil, 2, 3),
            // `b` is of February, and its sum would not fit.
            (#"{from: "sales", period: {column: "sold_at"}, columns: {c: {multiply: ["quantity", -9223372036854775808]}}, measures: {n: {count: "c"}}}"#, "2024-01", 2, 3),
            (#"{from: "sales", where: {sold_at: {below: "@as_of"}}, measures: {n: {count: "*"}}}"#, nil, 2, 3),
        ])
    func waiting(definition: String, period: String?, rows: Int, unplaced: Int) throws {
        let plan = try Sample.plan(definition).at(try #require(Timestamp("2024-02-05T00:00:00Z")))
        let period = try period.map { try Period($0, today: try day("2024-06-01"), at: .named("test")) }
        let waiting = try plan.waiting(on: Self.snapshot(), period: period, areGroups: false)
        #expect(waiting.rows == rows)
        #expect(waiting.unplaced == unplaced)
    }

    @Test("are all parked events if the rows are sums over others")
    func groups() throws {
        let waiting = try Sample.plan(#"{from: "sales", where: {shop: "Oslo"}, measures: {n: {count: "*"}}}"#).waiting(on: Self.snapshot(), period: nil, areGroups: true)
        #expect(waiting == { var all = WaitingRows(); all.unplaced = 5; return all }())
    }
}
