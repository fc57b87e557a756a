import Foundation
import RefoldTesting
import Testing

@Suite("The real fines as of fourteen years' ends")
struct FinesMomentTests {
    private static let events = Page.root.appendingPathComponent("../shared/data/fines.ndjson.gz").standardizedFileURL.path

    /// Folds the log anew for every year's end, with exact decimals, by another program in another language.
    private static let reference = """
        import gzip, json, sys
        from decimal import Decimal
        from datetime import datetime, timezone
        from zoneinfo import ZoneInfo
        events = [json.loads(line) for line in gzip.open(sys.argv[1])]
        print("as_of,final_state,cases,due_total,paid_total,balance_total")
        for year in range(2000, 2014):
            end = datetime(year + 1, 1, 1, tzinfo=ZoneInfo("Europe/Rome")).astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            fines = {}
            for event in events:
                if event["occurred_at"] >= end: continue
                fine, data, kind = fines.setdefault(event["stream"], {}), event["data"], event["type"]
                if kind == "CreateFine": fine["amount"], fine["dismissal"] = data["amount"], data.get("dismissal")
                elif kind == "SendFine": fine["expenses"] = fine.get("expenses", Decimal(0)) + Decimal(data["expense"])
                elif kind == "AddPenalty": fine["amount"] = data["amount"]
                elif kind == "Payment": fine["paid"] = fine.get("paid", Decimal(0)) + Decimal(data["paymentAmount"])
                elif kind == "SendForCreditCollection": fine["collection"] = True
                elif kind in ("SendAppealToPrefecture", "AppealToJudge"): fine["dismissal"] = data.get("dismissal")
            states = {}
            for fine in fines.values():
                due, paid = Decimal(fine["amount"]) + fine.get("expenses", Decimal(0)), fine.get("paid", Decimal(0))
                state = "credit_collection" if fine.get("collection") else "dismissed" if fine.get("dismissal") not in (None, "NIL") else \
                    "paid" if paid >= due else "part_paid" if paid > 0 else "open"
                cases, dues, paids = states.get(state, (0, Decimal(0), Decimal(0)))
                states[state] = (cases + 1, dues + due, paids + paid)
            for state in sorted(states):
                cases, due, paid = states[state]
                print(f"{year}-12-31,{state},{cases},{due:.2f},{paid:.2f},{due - paid:.2f}")
        """

    @Test(
        "agree in every cell with a fold of the log for each of them, by another program",
        .enabled(if: FileManager.default.fileExists(atPath: events), "the events lie beside the project in ../shared/data, and are not there"),
        arguments: ["SQLite", "PostgreSQL"])
    func yearEnds(on database: String) throws {
        let sandbox = try Sandbox()
        let store = database == "SQLite" ? "sqlite:fines.db" : try PostgresCluster.newDatabase()
        let loaded = try sandbox.run("gunzip -c '\(Self.events)' | refold import - --recorded-at occurred --store '\(store)' --quiet")
        try #require(loaded.status == 0, "\(loaded.error)")
        try Data(Self.reference.utf8).write(to: sandbox.folder.appendingPathComponent("work/reference.py"))
        let expected = try sandbox.run("python3 reference.py '\(Self.events)'")
        try #require(expected.status == 0, "\(expected.error)")
        let definitions = Page.root.appendingPathComponent("Reports").path
        let made = try sandbox.run("refold report fines/state-counts --as-of year-ends:2000/2013 --store '\(store)' --definitions '\(definitions)' --quiet")
        #expect(made.output == expected.output, "\(made.error)")
        #expect(made.output.split(separator: "\n").count > 60)
    }
}
