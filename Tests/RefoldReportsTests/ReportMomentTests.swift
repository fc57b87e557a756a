import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("The moment of a report")
struct ReportMomentTests {
    @Test("What lasts until an instant has ended at that instant, in filters and in columns")
    func expiry() throws {
        let text = """
            {from: "sales", columns: {state: {case: [{when: {sold_at: {above: "@as_of"}}, then: "lasts"}], else: "over"}}, rows: ["state"],
             measures: {n: {count: "*"}, open: {count: "*", where: {sold_at: {above: "@as_of"}}}}}
            """
        let until = try #require(Timestamp("2024-03-31T22:00:00Z"))
        let snapshot = InMemorySnapshot(Sample.schema, rows: [Sample.row("a", ["sold_at": .units(until.microseconds)])])
        let plan = try Sample.plan(text)
        for (later, state, open) in [(-1, "lasts", "1"), (0, "over", "0"), (1, "over", "0")] as [(Int64, String, String)] {
            let moment = try #require(Timestamp(microseconds: until.microseconds + later))
            let table = try plan.at(moment).run(on: snapshot, period: nil)
            #expect(table.row(0).map(\.plain) == [state, "1", open])
            #expect(plan.at(moment).moment == moment)
        }
    }

    @Test(
        "The end of a day is the start of the next one on the clocks of the report's zone",
        arguments: [
            ("UTC", "2024-02-29", "2024-03-01T00:00:00Z"), ("Europe/Rome", "2024-03-30", "2024-03-30T23:00:00Z"),
            ("Europe/Rome", "2024-03-31", "2024-03-31T22:00:00Z"), ("Europe/Rome", "2024-10-26", "2024-10-26T22:00:00Z"),
            ("Europe/Rome", "2024-10-27", "2024-10-27T23:00:00Z"),
            // Midnight is skipped; the whole next day is.
            ("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00Z"), ("Pacific/Apia", "2011-12-29", "2011-12-30T10:00:00Z"),
            ("Asia/Kathmandu", "2023-12-31", "2023-12-31T18:15:00Z"),
            // There is no day after it.
            ("Europe/Rome", "9999-12-31", "9999-12-31T23:59:59.999999Z"), ("UTC", "0001-01-01", "0001-01-02T00:00:00Z"),
        ])
    func endOfDay(zone: String, date: String, instant: String) throws {
        let plan = try Sample.plan("{from: \"sales\", period: {column: \"sold_at\", timeZone: \"\(zone)\"}, measures: {n: {count: \"*\"}}}")
        #expect(plan.at(endOf: try day(date)).moment?.description == instant)
    }

    @Test("Cuts and days without a zone take that of the report", arguments: [
        ("Europe/Rome", "2024-03-31T21:00:00Z", ["2024-04-01", "2024-03", "1"]), ("UTC", "2024-03-31T00:00:00Z", ["2024-03-31", "2024-03", "0"]),
        ("Asia/Tokyo", "2024-03-31T15:00:00Z", ["2024-04-01", "2024-04", "0"]),
    ])
    func zones(zone: String, moment: String, expected: [String]) throws {
        let text = """
            {from: "sales", period: {column: "sold_at", timeZone: "\(zone)"},
             columns: {on: {day: "sold_at"}, was: {month: "@as_of"}, age: {days: ["@as_of", "sold_at"]}, utc: {day: "sold_at", timeZone: "UTC"}},
             rows: ["on", "was"], measures: {age: {max: "age"}, n: {count: "*", where: {utc: "2024-03-31"}}}}
            """
        let snapshot = InMemorySnapshot(Sample.schema, rows: [Sample.row("a", try ["sold_at": micros("2024-03-31T22:30:00Z")])])
        let table = try Sample.plan(text).at(try #require(Timestamp(moment))).run(on: snapshot, period: nil)
        #expect(table.row(0).map(\.plain) == expected + ["1"])
    }

    @Test("A report that asks for its moment is not worked out without one", arguments: [
        #"columns: {c: "@as_of"}"#, #"where: {sold_at: {below: "@as_of"}}"#, #"measures: {n: {count: "*", where: {sold_at: {not: {not: "@as_of"}}}}}"#,
        #"where: {due_on: [null, {day: "@as_of"}]}"#,
    ])
    func missing(part: String) throws {
        let plan = try Sample.plan("{from: \"sales\", \(part)\(part.contains("measures") ? "" : ", measures: {n: {count: \"*\"}}")}")
        let snapshot = InMemorySnapshot(Sample.schema, rows: [Sample.row("a", [:])])
        #expect(plan.usesMoment)
        #expect(throws: RefoldError(.failed, "the report asks for its moment, and none was given", at: .named("report sales/r"))) {
            try plan.run(on: snapshot, period: nil)
        }
        #expect(try plan.at(.last).run(on: snapshot, period: nil).rowCount == 1)
    }
}
