import Foundation
import Testing

@Suite("The index of a job's files")
struct JobIndexTests {
    private static let place = "--definitions \(Sandbox.definitions) --today 2024-10-01"

    private static func sandbox(_ job: String) throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write([job], to: "job.json5")
        #expect(try sandbox.run("cp ../payments.db shop.db").status == 0)
        return sandbox
    }

    /// The paths that a page links, and its text.
    private static func page(_ path: String, in sandbox: Sandbox) throws -> (links: [String], text: String) {
        let text = String(decoding: try #require(sandbox.bytes(path)), as: UTF8.self)
        return (text.matches(of: /href="([^"]*)"/).map { String($0.output.1).removingPercentEncoding ?? "" }, text)
    }

    @Test("It links every file from where it lies, pages first, with the period of each")
    func links() throws {
        let sandbox = try Self.sandbox(
            """
            {store: "sqlite:shop.db", index: "var/pages of {date}/index.html", steps: [
              {catchUp: "payments"},
              {report: "payments/by-day", period: "last-month", formats: ["csv", "html"], output: "out/{period}"},
              {export: "payments", output: "var/pages of {date}/rows.csv"},
            ]}
            """)
        let run = try sandbox.run("refold run job.json5 \(Self.place)")
        #expect(run.status == 0 && run.error.contains("var/pages of 2024-10-01/index.html"), "\(run.error)")
        let page = try Self.page("var/pages of 2024-10-01/index.html", in: sandbox)
        let report = "./../../out/2024-09/payments/by-day."
        #expect(page.links == [report + "html", report + "html", report + "csv", report + "manifest.json", "./rows.csv", "./rows.csv"])
        for link in page.links { #expect(sandbox.bytes("var/pages of 2024-10-01/" + link) != nil, "\(link)") }
        #expect(page.text.contains("Payments by day and currency</a></td><td>2024-09</td><td>written</td>"))
        #expect(page.text.contains("Rows of payments</a></td><td>all</td><td>written</td>"))
        #expect(page.text.contains("3 of 3 steps"))
        #expect(try sandbox.run("refold run job.json5 --json \(Self.place)").output.contains(#""index":"var/pages of 2024-10-01/index.html""#))
    }

    @Test("It is written after a failure too, and says what somebody must look at")
    func failure() throws {
        let sandbox = try Self.sandbox(
            """
            {store: "sqlite:shop.db", index: "index.html", steps: [
              {catchUp: "payments"}, {report: "r", output: "out", despiteChecks: true}, {report: "r", output: "out2"}, {export: "payments", output: "rows.csv"},
            ]}
            """)
        #expect(try sandbox.run("mkdir Reports").status == 0)
        try sandbox.write([#"{from: "payments", title: "<i>R", measures: {n: {count: "*"}}, checks: ["n < 0"]}"#], to: "Reports/r.report.json5")
        let run = try sandbox.run("refold run job.json5 --definitions Reports --today 2024-10-01")
        #expect(run.status == 3, "\(run.error)")
        let page = try Self.page("index.html", in: sandbox)
        #expect(page.links == ["./out/r.csv", "./out/r.csv", "./out/r.manifest.json"])
        #expect(page.text.contains("&lt;i&gt;R</a></td><td>all</td><td class=\"bad\">1 check failed</td>"))
        #expect(page.text.contains("<td>&lt;i&gt;R</td><td></td><td class=\"bad\">failed: nothing was written</td>"))
        #expect(page.text.contains("<td>export payments</td><td></td><td>not run: the job had stopped or was to end, or its rows were not brought forward</td>"))
        #expect(page.text.contains("Somebody must look at this") && page.text.contains("the check &quot;n &lt; 0&quot; fails"))
    }

    @Test("It says that a report is sealed, and that figures are others today")
    func seals() throws {
        let sandbox = try Self.sandbox(
            """
            {store: "sqlite:shop.db", index: "index.html", steps: [
              {catchUp: "payments"}, {seal: "payments/by-day", period: "last-month"}, {report: "payments/by-day", period: "last-month", output: "out"},
            ]}
            """)
        #expect(try sandbox.run("refold run job.json5 \(Self.place)").status == 0)
        #expect(try Self.page("index.html", in: sandbox).text.contains("<td>2024-09</td><td>sealed</td>"))
        let event =
            #"{"id":"late","stream":"payment-late","type":"PaymentInitiated","occurred_at":"2024-09-05T09:00:00Z","data":{"amount":"1.00","currency":"EUR","organization_id":"o"}}"#
        try sandbox.write([event], to: "late.ndjson")
        #expect(try sandbox.run("refold import late.ndjson --store sqlite:shop.db --quiet").status == 0)
        let run = try sandbox.run("refold run job.json5 \(Self.place)")
        #expect(run.status == 3, "\(run.error)")
        let text = try Self.page("index.html", in: sandbox).text
        #expect(text.contains("sealed; 7 figures differ today") && text.contains(">restatement.csv</a>"), "\(text)")
    }

    @Test("An index that is the file of a step, or one that Refold reads, is refused before the first step")
    func refused() throws {
        for (index, said) in [("rows.csv", "writes rows.csv as well"), ("./no/../rows.csv", "writes rows.csv as well"), ("shop.db", "index: an output would replace the event store")] {
            let sandbox = try Self.sandbox("{store: 'sqlite:shop.db', index: '\(index)', steps: [{catchUp: 'payments'}, {export: 'payments', output: 'rows.csv'}]}")
            let run = try sandbox.run("refold run job.json5 \(Self.place)")
            #expect(run.status == 2 && run.error.contains(said), "\(index): \(run.error)")
            #expect(sandbox.bytes("rows.csv") == nil)
        }
    }
}
