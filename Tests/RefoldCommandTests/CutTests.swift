import Foundation
import Testing

@Suite("Reports by calendars and ages")
struct CutTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        let orders = ["2024-01-31T23:30:00Z", "2024-02-10T12:00:00Z", "2024-03-05T12:00:00Z", "2024-03-31T21:59:59Z"]
        try sandbox.write(
            orders.enumerated().map { #"{"stream":"o\#($0.offset)","version":1,"type":"Ordered","occurred_at":"\#($0.element)","recorded_at":"\#($0.element)","data":{}}"# },
            to: "events.ndjson")
        try sandbox.write([#"{name: "orders", version: 1, key: "@stream", columns: {at: "timestamp"}, on: {Ordered: {at: "@occurred_at"}}}"#], to: "orders.projection.json5")
        let period = #"period: {column: "at", timeZone: "Europe/Rome"}, measures: {orders: {count: "*"}}"#
        try sandbox.write([#"{from: "orders", \#(period), rows: [{calendar: "at", file: "shop/months.csv"}]}"#], to: "months.report.json5")
        try sandbox.write([#"{from: "orders", \#(period), rows: [{age: "at", at: [0, 30]}]}"#], to: "ages.report.json5")
        _ = try run(
            """
            mkdir -p Reports/shop; mv *.report.json5 *.projection.json5 Reports; refold import events.ndjson --quiet; refold rebuild orders --quiet
            printf 'label,from,to\\nP1,2024-02-01,2024-03-01\\nP2,2024-03-01,2024-04-01\\n' > Reports/shop/months.csv
            """)
    }

    private func run(_ command: String, status: Int32 = 0) throws -> String {
        let run = try sandbox.run("export REFOLD_STORE=sqlite:events.db; { \(command)\n} 2>&1")
        #expect(run.status == status, "\(command): \(run.output)")
        return run.output
    }

    @Test("A label of a calendar is a period of reports, seals, jobs and explanations")
    func labels() throws {
        #expect(try run("refold report months") == "calendar,orders\nP1,2\nP2,2\n")
        #expect(try run("refold report months --period calendar:P2") == "calendar,orders\nP2,2\n")
        #expect(try run("refold report months --period calendar:P3", status: 2).contains("there is no label \"P3\"; expected \"P1\" or \"P2\""))
        #expect(try run("refold explain months --row calendar=P2 --period calendar:P2").contains("the number of rows: 2"))
        try sandbox.write([#"{steps: [{report: "months", period: "calendar:P1", output: "out"}, {seal: "months", period: "calendar:P2"}]}"#], to: "job.json5")
        try sandbox.write([#"{steps: [{report: "months", period: "calendar:P3", output: "out"}, {report: "ages", period: "2024/25", output: "out"}]}"#], to: "wrong.json5")
        #expect(try run("refold check job.json5 --quiet") == "")
        let faults = try run("refold check wrong.json5", status: 2)
        #expect(faults.contains("there is no label \"P3\"") && faults.contains("\"2024/25\" is a fiscal year, and no cut of the report has a startMonth"), "\(faults)")
        _ = try run("refold run job.json5 --quiet")
        #expect(try run("cat out/months.csv") == "calendar,orders\nP1,2\n")
        #expect(try run("refold seals").contains("2024-03 "))
        #expect(try run("refold unseal months --period calendar:P2 --reason test").contains("the seal of 2024-03 is lifted"))
    }

    @Test("A calendar is part of the definition: a manifest says that it has changed")
    func digest() throws {
        _ = try run("refold report months --output out --quiet")
        #expect(try run("refold verify --manifest out/months.manifest.json").contains("identical"))
        _ = try run("sed -i s/P2/P3/ Reports/shop/months.csv")
        #expect(try run("refold verify --manifest out/months.manifest.json", status: 3).contains("the definition of the report has changed"))
    }

    @Test("Links out of the folder of definitions are refused for calendars too")
    func links() throws {
        _ = try run("mv Reports/shop/months.csv .; ln -s ../../months.csv Reports/shop/months.csv")
        #expect(try run("refold report months", status: 2).contains("months.csv: this is a link that leads out of the folder"))
    }

    @Test("Ages count up to the day of --today, else of --as-of, and manifests keep that day")
    func ages() throws {
        // In Rome the orders are of 1 February, 10 February, 5 March and 31 March.
        #expect(try run("refold report ages --today 2024-03-05") == "age,orders\nbelow 0,1\n0 to below 30,2\n30 and above,1\n")
        #expect(try run("refold report ages --as-of 2024-03-31") == "age,orders\n0 to below 30,2\n30 and above,2\n")
        #expect(try run("refold report ages --as-of 2024-03-31 --today 2024-03-05") == "age,orders\nbelow 0,1\n0 to below 30,2\n30 and above,1\n")
        #expect(try run("refold report ages --as-of 2024-03-05T23:30:00Z") == "age,orders\n0 to below 30,2\n30 and above,1\n")
        #expect(
            try run("refold report ages --as-of 2024-02-29,2024-03-31")
                == "as_of,age,orders\n2024-02-29,0 to below 30,2\n2024-03-31,0 to below 30,2\n2024-03-31,30 and above,2\n")
        for flags in ["--today 2024-03-05", "--as-of 2024-03-31", "--as-of 2024-03-31 --today 2024-03-05", "--as-of 2024-02-29,2024-03-31"] {
            _ = try run("rm -rf out; refold report ages \(flags) --output out --quiet")
            #expect(try run("refold verify --manifest out/ages.manifest.json").contains("identical"), "\(flags)")
        }
    }
}
