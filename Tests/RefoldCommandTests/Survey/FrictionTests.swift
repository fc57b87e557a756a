import Foundation
import Testing

@Suite("The first minutes")
struct FrictionTests {
    private static let projection = #"{name: "sales", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {ItemSold: {n: {add: 1}}}}"#
    private static let report = #"{title: "Sales", from: "sales", rows: ["n"], measures: {sales: {count: "*"}}}"#

    private func place() throws -> TwoStores.Place {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        try place.write(Self.projection, to: "Reports/shop/sales.projection.json5")
        try place.write(Self.report, to: "Reports/shop/by-n.report.json5")
        return place
    }

    @Test("The path of a definition, as the Tab key completes it, names what it declares")
    func paths() throws {
        let place = try place()
        let run = try place.run(
            "refold rebuild Reports/shop/sales.projection.json5 STORE && refold report ./Reports/shop/by-n.report.json5 STORE && refold export Reports/shop/sales.projection.json5 STORE")
        #expect(run.status == 0 && run.output == "n,sales\n1,2\nkey,n\no1,1\no2,1\n", "\(run.error)\(run.output)")
    }

    @Test("If nothing is declared, the message names the folder that was looked in, and a check does not call it sound")
    func nothingThere() throws {
        let place = try place()
        for command in ["refold report by-n", "refold rebuild sales"] {
            let run = try place.run("mkdir -p ../else && cd ../else && \(command) --store sqlite:$OLDPWD/events.db")
            #expect(run.status == 2 && run.error.contains("nothing is declared below Reports (seen from /SANDBOX/else)"), "\(run.error)")
        }
        let check = try place.run("mkdir -p ../else && cd ../else && refold check")
        #expect(check.error.contains("nothing to check: there is no definition below Reports (seen from /SANDBOX/else)") && !check.error.contains("no faults"))
    }

    @Test("A projection of one's own that has the name of another is the same fault in check and in rebuild")
    func twin() throws {
        let place = try place()
        try place.write(Self.projection.replacingOccurrences(of: "sales", with: "payments"), to: "Reports/payments.projection.json5")
        for command in ["refold check", "refold rebuild payments STORE", "refold rebuild STORE", "refold catch-up payments STORE"] {
            let run = try place.run(command)
            #expect(run.status == 2 && run.error.contains(#"the projection "payments" is compiled in as well"#), "\(command): \(run.error)")
        }
        #expect(try place.run("refold rebuild payments STORE --domains none").status == 0)
    }

    @Test("A job makes the folder of its read models, and status says which store the job works on")
    func jobs() throws {
        let place = try place()
        try place.write(
            #"{store: "sqlite:events.db", readModels: "sqlite:var/deep/rows.db", steps: [{catchUp: "sales"}]}"#, to: "Jobs/night.json5")
        let run = try place.run("refold run night")
        #expect(run.status == 0, "\(run.error)")
        let status = try place.run("refold status")
        #expect(status.status == 2 && status.error.contains("add --store sqlite:events.db, which Jobs/night.json5 works on"), "\(status.error)")
    }

    @Test("Two steps of a job that would write one file are found before the job begins")
    func twoWriters() throws {
        let place = try place()
        try place.write(
            "{store: \"sqlite:events.db\", steps: [\n{report: \"by-n\", output: \"out\"},\n{export: \"sales\", output: \"out/./shop/by-n.csv\"},\n{report: \"by-n\", formats: [\"json\"], output: \"out\"}]}",
            to: "Jobs/night.json5")
        for command in ["refold check", "refold run night"] {
            let run = try place.run(command)
            #expect(run.status == 2 && run.error.contains("Jobs/night.json5:3: steps[1].output: steps[0] writes out/shop/by-n.csv as well"), "\(run.error)")
            // Of another format of the same report it is the manifest.
            #expect(run.error.contains("Jobs/night.json5:4: steps[2].output: steps[0] writes out/shop/by-n.manifest.json as well"), "\(run.error)")
            #expect(run.error.split(separator: "\n").filter { $0.contains(" as well") }.count == 2, "\(run.error)")
        }
    }

    @Test("A file of another kind given to import is told once, with what is expected; a bad first line alone hides no other fault")
    func otherFormats() throws {
        let place = try place()
        try place.write((0..<50).map { "order,\($0)" }.joined(separator: "\n"), to: "orders.csv")
        let csv = try place.run("refold import orders.csv STORE")
        #expect(csv.status == 1 && csv.error.split(separator: "\n").count == 1, "\(csv.error)")
        #expect(csv.error.contains("orders.csv:1: the line is no event") && csv.error.contains(#"expected one JSON object a line, as {"id":"#))
        try place.write("oops\n{\"stream\":5}\nagain\n", to: "bad.ndjson")
        let bad = try place.run("refold import bad.ndjson STORE")
        #expect(bad.error.contains("bad.ndjson:2") && bad.error.contains("bad.ndjson:3"), "\(bad.error)")
    }

    @Test("Ten bytes of memory are refused with what was probably meant")
    func memory() throws {
        let run = try place().run("refold rebuild --memory 10 STORE")
        #expect(run.status == 2 && run.error.contains("at least 1 MiB; write --memory 10M for so many MiB"), "\(run.error)")
    }
}
