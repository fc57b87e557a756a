import Foundation
import RefoldTesting
import Testing

@Suite("The fines of an Italian police force")
struct FinesTruthTests {
    private static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL
    private static let data = project.appendingPathComponent("../shared/data").standardizedFileURL
    private static let events = data.appendingPathComponent("fines.ndjson.gz").path

    @Test(
        "Imported, rebuilt and reported by the definitions of the project, they agree with the published truth to the byte",
        .enabled(if: FileManager.default.fileExists(atPath: events), "the events lie beside the project in ../shared/data, and are not there"),
        arguments: ["SQLite", "PostgreSQL"])
    func truth(on database: String) throws {
        let sandbox = try Sandbox()
        let store = database == "SQLite" ? "sqlite:fines.db" : try PostgresCluster.newDatabase()
        let definitions = Self.project.appendingPathComponent("Reports").path
        let loaded = try sandbox.run("gunzip -c '\(Self.events)' | refold import - --store '\(store)' --quiet")
        try #require(loaded.status == 0, "\(loaded.error)")
        let rebuilt = try sandbox.run(
            "refold rebuild fines fine_days fine_activities --store '\(store)' --definitions '\(definitions)' --quiet")
        try #require(rebuilt.status == 0, "\(rebuilt.error)")
        for (report, truth) in [
            ("event-counts", "fines_event_counts"), ("monthly-utc", "fines_monthly_utc"), ("state-counts", "fines_state_counts"),
        ] {
            let made = try sandbox.run("refold report fines/\(report) --store '\(store)' --definitions '\(definitions)' --quiet")
            #expect(made.status == 0, "\(made.error)")
            #expect(try made.output == String(contentsOf: Self.data.appendingPathComponent("truth/\(truth).csv"), encoding: .utf8))
        }
        let local = try sandbox.run("refold report fines/monthly-rome --store '\(store)' --definitions '\(definitions)' --quiet")
        #expect(local.output.hasPrefix("month,events,fines_created,amount_created,fines_sent,expense_total,penalties_added,payments,amount_paid,sent_to_collection\n2000-01,1212,1039,48581.50,"))
    }
}
