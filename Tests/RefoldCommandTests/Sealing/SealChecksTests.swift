import Foundation
import RefoldTesting
import Testing

/// What is said of seals later, by `seals --check` and by reports, on both databases.
@Suite("A seal that is looked at again")
struct SealChecksTests {
    private func today(_ place: TwoStores.Place) throws -> (word: [String], status: Int32) {
        let run = try place.run("refold seals --check STORE --quiet")
        let lines = run.output.split(separator: "\n").dropFirst(2)
        return (lines.map { line in ["the same", "not known", "3 figures differ"].first { line.hasSuffix($0) } ?? String(line) }, run.status)
    }

    private func cells(_ place: TwoStores.Place) throws -> [String] {
        let run = try place.run("refold seals --check --json STORE --quiet")
        return run.output.components(separatedBy: #""restated_cells":"#).dropFirst().map { String($0.prefix { $0 != "}" && $0 != "," }) }
    }

    @Test("is the same, or not, or not known, each by itself; only the first ends with 0")
    func checked() throws {
        for place in try SealedPlace.places() {
            let seal = "refold seal vat STORE --quiet --period"
            try #require(try place.run("\(seal) 2024-09 && \(seal) 2024-10-01").status == 0)
            #expect(try today(place) == (["the same", "the same"], 0))
            #expect(try cells(place) == ["0", "0"])
            try #require(try place.run("refold import later.ndjson STORE --quiet && refold catch-up STORE --quiet").status == 0)
            #expect(try today(place) == (["3 figures differ", "the same"], 3))
            #expect(try cells(place) == ["3", "0"])
            // Rows that end before the seals say nothing of them.
            let shorter = try place.run(
                "mkdir aside && mv Reports/* aside && refold drop sales STORE --quiet && mv aside/* Reports && refold rebuild sales --through 2 STORE --quiet")
            try #require(shorter.status == 0, "\(shorter)")
            #expect(try today(place) == (["not known", "not known"], 3))
            #expect(try cells(place) == ["null", "null"])
            #expect(try place.run("refold report vat --period 2024-09 --json --output out STORE").output.contains(#""restated_cells":null"#))
        }
    }

    @Test("and whose checks fail is refused by each report, but is the same as today's")
    func failing() throws {
        for place in try SealedPlace.places() {
            try place.write(SealedPlace.report(more: #", checks: ["amount >= 100"]"#), to: "Reports/tax/vat.report.json5")
            try #require(try place.run("refold catch-up sales STORE --quiet; refold seal vat --period 2024-09 --despite-checks STORE --quiet").status == 3)
            let report = try place.run("refold report vat --period 2024-09 --json --output out STORE")
            #expect(report.status == 3 && report.error.contains("the check \"amount >= 100\" fails"), "\(report)")
            #expect(report.output.contains(#""restated_cells":0"#), "\(report)")
            #expect(try place.run("cat out/tax/vat.csv").output == SealedPlace.sealedCSV)
            #expect(try today(place) == (["the same"], 0))
        }
    }

    @Test("of which no event has changed anything, but somebody the served rows, is put down to the rows")
    func rows() throws {
        for place in try SealedPlace.places() {
            try #require(try place.run("refold seal vat --period 2024-09 STORE --quiet").status == 0)
            let change = "SET country = 'ES' WHERE country = 'IT'"
            if place.url.hasPrefix("sqlite:") {
                let table = try place.run("sqlite3 events.read-models.db \"SELECT name FROM sqlite_master WHERE name LIKE 'sales#%'\"").output
                try place.write("UPDATE \"\(table.dropLast())\" \(change);", to: "change.sql")
                try #require(try place.run("sqlite3 events.read-models.db < change.sql").status == 0)
            } else {
                _ = try PostgresCluster.psql(place.url, "UPDATE read_models.sales \(change)")
            }
            let run = try place.run("refold report vat --period 2024-09 --output out STORE --quiet; cat out/tax/vat.restatement.csv")
            #expect(run.output == """
                country,column,sealed,now,difference,because,event_count,events
                IT,sales,1,,,rows,0,""
                IT,amount,10.00,,,rows,0,""
                ES,sales,,1,,rows,0,""
                ES,amount,,10.00,,rows,0,""

                """, "\(place.name): \(run)")
        }
    }

    @Test("goes by the day that --today gave it, not by the day on which it was made")
    func day() throws {
        for place in try SealedPlace.places() {
            try place.write(
                SealedPlace.report(amount: #"{max: "age"}"#, more: #", columns: {age: {days: ["sold_at", "@as_of"]}}"#), to: "Reports/tax/vat.report.json5")
            let sealed = try place.run("refold seal vat --period 2024-09 --today 2024-10-11 --output filed STORE --quiet && cat filed/tax/vat.csv")
            // Sold on the 2nd and the 3rd of September; the day ends where the 12th of October begins.
            #expect(sealed.output == "country,sales,amount\nDE,2,39\nIT,1,40\n", "\(place.name): \(sealed)")
            let report = try place.run("refold report vat --period 2024-09 STORE --quiet")
            #expect(report.status == 0 && report.output == sealed.output, "\(report)")
        }
    }
}
