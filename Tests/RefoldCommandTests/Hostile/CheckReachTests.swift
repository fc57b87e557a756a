import Foundation
import Testing

/// A fault in one file hides none in another.
@Suite("How far check looks")
struct CheckReachTests {
    private func check(_ files: [(path: String, text: String)]) throws -> (lines: [String], status: Int32) {
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir -p Reports/sales Jobs")
        for file in files { try Data(file.text.utf8).write(to: URL(filePath: sandbox.path(file.path))) }
        let run = try sandbox.run("refold check --quiet")
        return (run.error.split(separator: "\n").map(String.init), run.status)
    }

    private let report = #"{from: "sales", measures: {n: {sum: "amonut"}}}"#

    @Test("A report on a projection whose handlers have faults is checked against its columns")
    func faultyProjection() throws {
        let (lines, status) = try check([
            ("Reports/sales.projection.json5", #"{name: "sales", version: 1, key: "@stream", columns: {amount: {type: "decimal", scale: 2}}, on: {A: {amuont: 1}}}"#),
            ("Reports/r.report.json5", report),
        ])
        #expect(status == 2)
        #expect(lines.count == 2 && lines[0].contains("on.A.amuont") && lines[1].contains("measures.n.sum: there is no column \"amonut\"; expected \"key\" or \"amount\""), "\(lines)")
    }

    @Test("A report on a projection whose columns cannot be told is checked by itself, and never run")
    func unreadableColumns() throws {
        let sandbox = try Sandbox()
        try sandbox.write([#"{name: "sales", version: 1, key: "@stream", columns: {amount: "decimal"}, on: {A: {}}}"#], to: "sales.projection.json5")
        try sandbox.write([report], to: "r.report.json5")
        let run = try sandbox.run("mkdir Reports; mv *.json5 Reports; refold check --quiet; refold report r --store sqlite:../payments.db")
        #expect(run.status == 2)
        let lines = run.error.split(separator: "\n").filter { $0.contains("Reports/") }
        #expect(lines.count == 2 && lines.allSatisfy { $0.contains("columns.amount: a decimal column has no scale") }, "\(run.error)")
    }

    @Test("A report on a projection with faults is not run")
    func notRun() throws {
        let sandbox = try Sandbox()
        try sandbox.write([#"{name: "sales", version: 1, key: "@stream", columns: {amount: {type: "decimal", scale: 2}}, on: {A: {amuont: 1}}}"#], to: "sales.projection.json5")
        try sandbox.write([#"{from: "sales", measures: {n: {sum: "amount"}}}"#], to: "r.report.json5")
        let run = try sandbox.run("mkdir Reports; mv *.json5 Reports; refold report r --store sqlite:../payments.db")
        #expect(run.status == 2 && run.error.contains("on.A.amuont"), "\(run.error)")
    }

    @Test("A job step that lacks its output still has its names checked")
    func unreadStep() throws {
        let (lines, status) = try check([
            ("Reports/sales.projection.json5", #"{name: "sales", version: 1, key: "@stream", columns: {n: "integer"}, on: {A: {n: 1}}}"#),
            ("Jobs/nightly.json5", #"{steps: [{report: "by-moth"}, {export: "slaes"}]}"#),
        ])
        #expect(status == 2)
        #expect(lines.count == 4 && lines.filter { $0.contains("the key \"output\" is missing") }.count == 2, "\(lines)")
        #expect(lines.contains { $0.contains("steps[0].report: there is no report \"by-moth\"") } && lines.contains { $0.contains("steps[1].export: there is no projection \"slaes\"") }, "\(lines)")
    }

    @Test("A projection that has another name than its file is a fault of check, and harms no run")
    func misnamed() throws {
        let text = #"{name: "b", version: 1, key: "@stream", columns: {n: "integer"}, on: {A: {n: 1}}}"#
        let (lines, status) = try check([("Reports/sales/a.projection.json5", text)])
        #expect(status == 2)
        #expect(lines == [#"refold: Reports/sales/a.projection.json5: name: the projection "b" stands in a file called "a"; expected one name for both; rename the file to b.projection.json5, or the projection"#])
        let named = try check([("Reports/sales/b.projection.json5", text)])
        #expect(named.status == 0 && named.lines == [])
        let sandbox = try Sandbox()
        try sandbox.write([text], to: "a.projection.json5")
        let run = try sandbox.run("mkdir Reports; mv a.projection.json5 Reports; refold rebuild b --store sqlite:../payments.db --quiet; refold check Reports/a.projection.json5 --quiet")
        #expect(run.status == 2 && run.error.contains("stands in a file called \"a\""), "\(run.error)")
    }
}
