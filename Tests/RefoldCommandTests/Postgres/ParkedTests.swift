import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Parked events of a store")
struct ParkedTests {
    private static let projection =
        #"{name: "sums", version: 1, key: {value: "$.customer", as: "customer"}, columns: {n: "integer", last: "text", sum: {type: "decimal", scale: 2}}, on: {Paid: {n: {add: 1}, last: "@stream", sum: {add: "$.amount"}}}}"#

    /// Eight payments of two customers, of which the second and fourth cannot be taken, and the sixth is nobody's.
    private static let lines = (1...8).map { number in
        let amount = number == 2 || number == 4 ? "SECRET" : "\(number).00"
        let customer = number == 6 ? "null" : number % 2 == 0 ? #""ann""# : #""bob""#
        return #"{"id":"e\#(number)","stream":"s\#(number)","version":1,"type":"Paid","occurred_at":"2024-03-01T09:30:00Z","data":{"amount":"\#(amount)","customer":\#(customer)}}"#
    }

    @Test("Corrected in place they are taken by a retry, dropped they are left out by every rebuild, on both databases", arguments: [false, true])
    func corrected(onServer: Bool) throws {
        let sandbox = try Sandbox()
        let database = onServer ? try PostgresCluster.newDatabase() : "sqlite:e.db"
        try sandbox.write(Self.lines, to: "events.ndjson")
        _ = try sandbox.run("mkdir Reports")
        try sandbox.write([Self.projection], to: "Reports/sums.projection.json5")
        func refold(_ words: String, status: Int32 = 0) throws -> String {
            let run = try sandbox.run("refold \(words) --store '\(database)'")
            #expect(run.status == status, "\(words): \(run.error)")
            #expect(!run.error.contains("SECRET") && !run.output.contains("SECRET"))
            return run.output
        }
        func execute(_ sql: String) throws {
            if onServer {
                _ = try PostgresCluster.psql(database, sql)
            } else {
                try SQLiteConnection(sandbox.path("e.db"), mode: .readWrite).execute(sql)
            }
        }
        _ = try refold("import events.ndjson --quiet")
        _ = try refold("rebuild sums --park", status: 4)
        #expect(try refold("export sums") == "customer,n,last,sum\nbob,4,s7,16.00\n")
        let listed = try refold("parked sums --json --quiet")
        let held = listed.matches(of: /"position":([0-9]+).*?"held":([0-9]+),"has_row":(true|false)/).map { "\($0.output.1) \($0.output.2) \($0.output.3)" }
        #expect(held == ["2 2 true", "6 0 false"])

        // The sixth gets its customer, and the second its amount; the fourth then waits in its place.
        try execute(#"UPDATE event_store SET event_data = '{"amount":"6.00","customer":"bob"}' WHERE event_id = 'e6'"#)
        try execute(#"UPDATE event_store SET event_data = '{"amount":"2.00","customer":"ann"}' WHERE event_id = 'e2'"#)
        _ = try refold("parked retry", status: 4)
        #expect(try refold("export sums") == "customer,n,last,sum\nann,1,s2,2.00\nbob,5,s7,22.00\n")
        _ = try refold("catch-up sums", status: 4)
        _ = try refold("parked drop sums 4 --reason 'it never was'")
        let rows = "customer,n,last,sum\nann,2,s8,10.00\nbob,5,s7,22.00\n"
        #expect(try refold("export sums") == rows)
        _ = try refold("rebuild sums")
        #expect(try refold("export sums") == rows)
        #expect(try refold("parked --dropped --json --quiet").contains(#""position":4,"id":"e4","stream":"s4","type":"Paid","reason":"it never was""#))
        #expect(try refold("parked --json --quiet").contains(#""parked":[]"#))
    }
}
