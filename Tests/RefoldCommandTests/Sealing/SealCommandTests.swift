import Foundation
import RefoldTesting
import Testing

/// Sealed periods by the command line, on both databases.
@Suite("A sealed period")
struct SealCommandTests {
    private func expect(_ place: TwoStores.Place, _ command: String, _ status: Int32, _ words: String...) throws {
        let run = try place.run(command)
        #expect(run.status == status, "\(place.name): \(command)\n\(run.error)\(run.output)")
        for word in words { #expect(run.error.contains(word), "\(place.name): \(command)\n\(run.error)") }
    }

    private func output(_ place: TwoStores.Place, _ command: String) throws -> String { try place.run(command).output }

    @Test("gives its bytes and no others, and names what later events changed, and by which of them")
    func restated() throws {
        for place in try SealedPlace.places() {
            let report = "refold report vat --period 2024-09 STORE --quiet"
            let before = try [output(place, report), output(place, report + " --format json"), output(place, report + " --format table"), output(place, report + " --totals")]
            try expect(place, "refold seal vat --period 2024-09 --reason 'VAT return' STORE", 0, "tax/vat: sealed for 2024-09 at position 4, as seal 1")
            try expect(place, "refold import later.ndjson STORE --quiet && refold catch-up STORE --quiet", 0)
            let formats = ["", " --format json", " --format table", " --totals"]
            for (format, bytes) in zip(formats, before) {
                let run = try place.run(report + format)
                #expect(run.output == bytes)
                #expect(run.status == 3)
                #expect(run.error.contains("3 figures of the sealed 2024-09 are not today's: it was sealed at position 4, and the rows stand at 7"), "\(run.error)")
            }
            #expect(before[0] == SealedPlace.sealedCSV)
            #expect(try output(place, report + " --unsealed") == SealedPlace.laterCSV)
            // Another period is not sealed, even one that contains it.
            #expect(try place.run("refold report vat --period 2024-Q3 STORE --quiet").output == SealedPlace.laterCSV)
            #expect(try place.run("refold report vat STORE --quiet").status == 0)

            try expect(place, report + " --output out --format csv,json", 3)
            #expect(try output(place, "cat out/tax/vat.csv") == before[0])
            #expect(try output(place, "cat out/tax/vat.json") == before[1])
            #expect(try output(place, "cat out/tax/vat.restatement.json") == #"""
                {"report":"tax/vat","period":"2024-09","sealed_at_position":4,"now_at_position":7,
                "cells":[
                {"row":{"country":"IT"},"column":"amount","sealed":"10.00","now":"12.50","difference":"2.50","because":["events"],"events":[7],"event_count":1},
                {"row":{"country":"FR"},"column":"sales","sealed":null,"now":"1","difference":null,"because":["events"],"events":[6],"event_count":1},
                {"row":{"country":"FR"},"column":"amount","sealed":null,"now":"3.00","difference":null,"because":["events"],"events":[6],"event_count":1}
                ],
                "events":[
                {"position":6,"id":"e6","type":"Sold","stream":"s6","occurred_at":"2024-09-29T09:00:00Z","recorded_at":"2024-10-06T10:00:00Z"},
                {"position":7,"id":"e7","type":"Corrected","stream":"s1","occurred_at":"2024-10-07T09:00:00Z","recorded_at":"2024-10-07T10:00:00Z"}
                ],
                "definition_changed":false}

                """#)
            #expect(try output(place, "cat out/tax/vat.restatement.csv") == """
                country,column,sealed,now,difference,because,event_count,events
                IT,amount,10.00,12.50,2.50,events,1,7
                FR,sales,,1,,events,1,6
                FR,amount,,3.00,,events,1,6

                """)

            // The remedy: today's figures are taken.
            try expect(place, "refold unseal vat --period 2024-09 --reason 'booked late' STORE", 0, "tax/vat: the seal of 2024-09 is lifted")
            try expect(place, "refold seal vat --period 2024-09 STORE --quiet", 0)
            try expect(place, report + " --output out", 0)
            #expect(try output(place, "ls out/tax") == "vat.csv\nvat.json\nvat.manifest.json\n")
            #expect(try output(place, report) == SealedPlace.laterCSV)
            #expect(try output(place, "refold seals --all STORE --quiet").contains("booked late"))
        }
    }

    @Test("outlasts rebuilds, new versions, rollbacks, a drop and a lost database, and tells a changed rule from changed data")
    func outlasts() throws {
        for place in try SealedPlace.places() {
            let report = "refold report vat --period 2024-09 STORE --quiet"
            try expect(place, "refold seal vat --period 2024-09 --output filed STORE", 0, "filed/tax/vat.manifest.json")
            let files = "cat out/tax/vat.csv out/tax/vat.json out/tax/vat.manifest.json"
            try expect(place, report + " --output out --format csv,json", 0)
            let bytes = try output(place, files)
            #expect(try output(place, "cat filed/tax/vat.csv filed/tax/vat.json filed/tax/vat.manifest.json") == bytes)
            try expect(place, "refold verify --manifest filed/tax/vat.manifest.json STORE --quiet", 0)
            func unchanged(_ status: Int32, _ what: String) throws {
                let run = try place.run(report + " --output out --format csv,json")
                #expect(run.status == status, "\(place.name), \(what): \(run.error)")
                #expect(try output(place, files) == bytes, "\(place.name), \(what)")
            }
            try expect(place, "refold rebuild sales STORE --quiet", 0)
            try unchanged(0, "a rebuild")
            try place.write(SealedPlace.report(amount: #"{sum: "amount", where: {country: {not: "IT"}}}"#), to: "Reports/tax/vat.report.json5")
            try unchanged(3, "another definition of the report")
            let rule = try output(place, "cat out/tax/vat.restatement.json")
            #expect(rule.contains(#"{"row":{"country":"IT"},"column":"amount","sealed":"10.00","now":null,"difference":null,"because":["definition"],"events":[],"event_count":0}"#), "\(rule)")
            #expect(rule.hasSuffix("\"events\":[],\n\"definition_changed\":true}\n"), "\(rule)")
            try place.write(SealedPlace.report(), to: "Reports/tax/vat.report.json5")
            try expect(place, "refold import later.ndjson STORE --quiet && refold catch-up STORE --quiet", 0)
            try place.write(SealedPlace.projection(version: 2, corrected: "$.net"), to: "Reports/sales.projection.json5")
            try expect(place, "refold catch-up sales STORE --quiet", 0)
            try unchanged(3, "a new version")
            let version = try output(place, "cat out/tax/vat.restatement.json")
            // The corrected amount is changed by an event, which the new version reads otherwise.
            #expect(version.contains(#""sealed":"10.00","now":"1.00","difference":"-9.00","because":["events"],"events":[7]"#), "\(version)")
            #expect(version.contains("\"definition_changed\":true"))
            try expect(place, "refold rollback sales STORE --quiet", 0)
            try unchanged(3, "a rollback")
            #expect(try output(place, "cat out/tax/vat.restatement.json").contains(#""now":"12.50""#))
            try place.write(SealedPlace.projection(version: 1), to: "Reports/sales.projection.json5")

            // The database is lost.
            if place.url.hasPrefix("sqlite:") { _ = try place.run("rm -f events.read-models.db*") } else {
                _ = try PostgresCluster.psql(place.url, "DROP SCHEMA read_models CASCADE")
            }
            try expect(place, "refold seal --restore filed/tax/vat.manifest.json STORE", 0, "tax/vat: sealed again for 2024-09 at position 4, as seal 1")
            try unchanged(3, "no rows")
            try expect(place, report, 3, "whether the sealed 2024-09 of tax/vat still holds is not known", "run refold rebuild sales")
            try expect(place, "refold rebuild sales --through 2 STORE --quiet", 0)
            try expect(place, report, 3, "the rows of \"sales\" stand at position 2, before the sealed 4", "run refold catch-up sales")
            try expect(place, "refold catch-up sales STORE --quiet", 0)
            try unchanged(3, "restored")
            try expect(place, "mv Reports/sales.projection.json5 Reports/tax/vat.report.json5 . && refold drop sales STORE --quiet && mv sales.projection.json5 Reports && mv vat.report.json5 Reports/tax", 0)
            #expect(try output(place, "refold seals STORE --quiet").contains("tax/vat"))
        }
    }

    @Test("is refused for a period that is not over, for figures without all events, and twice; each message says what to do")
    func refused() throws {
        for place in try SealedPlace.places() {
            try expect(place, "refold seal vat STORE", 2, "seal needs a period", "say which period is sealed")
            try expect(place, "refold seal vat --period 2999 STORE", 3, "the period 2999 is not over", "seal it on 3000-01-01 or later")
            try expect(place, "refold import later.ndjson STORE --quiet && refold seal vat --period 2024-09 STORE", 5, "3 events that can be seen are not in the rows yet")
            try expect(place, "refold catch-up sales STORE --quiet && refold seal vat --period 2024-09 --reason '  why\u{1B}[2J ' STORE", 0)
            try expect(place, "refold seal vat --period 2024-09 STORE", 3, "the report is sealed for 2024-09 already", "lift it first with refold unseal tax/vat --period 2024-09 --reason TEXT")
            let list = try place.run("refold seals STORE")
            #expect(list.output.contains("why\\u{1B}[2J") && !list.output.contains("\u{1B}"))
            try expect(place, "refold unseal vat --period 2024-09 STORE", 2, "unseal needs a reason", "say why the seal is lifted")
            try expect(place, "refold unseal vat --period 2024-09 --reason '  ' STORE", 2, "unseal needs a reason")
            try expect(place, "refold unseal vat --reason x STORE", 2, "unseal needs a period", "see refold seals")
            try expect(place, "refold unseal vat --period 2024-08 --reason x STORE", 2, "the report \"tax/vat\" is not sealed for 2024-08", "see refold seals")
            // What the message about a seal that exists says to do.
            try expect(place, "refold unseal tax/vat --period 2024-09 --reason TEXT STORE --quiet && refold seal vat --period 2024-09 STORE --quiet", 0)
            try expect(place, "refold unseal vat --period 2024-09 --reason x STORE --quiet", 0)
            // Rows of another store.
            try expect(place, "refold import events.ndjson --store sqlite:other.db --quiet", 0)
            let models = place.url.hasPrefix("sqlite:") ? "sqlite:events.read-models.db" : place.url
            try expect(
                place, "refold seal vat --period 2024-09 --store sqlite:other.db --read-models '\(models)'", 3, "whether the rows have all events is not known",
                "name it with --store, or run refold rebuild sales")
            // A check that fails.
            try place.write(SealedPlace.report(more: #", checks: ["amount >= 100"]"#), to: "Reports/tax/vat.report.json5")
            try expect(place, "refold seal vat --period 2024-09 STORE", 3, "the check \"amount >= 100\" fails")
            #expect(try output(place, "refold seals STORE --json").contains(#""seals":[]"#))
            try expect(place, "refold seal vat --period 2024-09 --despite-checks STORE --quiet", 3)
            #expect(try output(place, "refold report vat --period 2024-09 --format json STORE --quiet").contains("\"checks_failed\""))
            // Parked events.
            try place.write(SealedPlace.report(), to: "Reports/tax/vat.report.json5")
            let bad = #"{"id":"e8","stream":"s8","version":1,"type":"Sold","occurred_at":"2024-08-02T09:00:00Z","data":{"country":"IT","amount":"?"}}"#
            try place.write(bad + "\n", to: "bad.ndjson")
            try expect(place, "refold import bad.ndjson STORE --quiet", 0)
            try expect(place, "refold catch-up --park STORE --quiet", 4)
            try expect(place, "refold seal vat --period 2024-08 STORE", 3, "the report is incomplete", "see refold parked sales, then retry or drop these events, and seal again")
            try expect(place, "refold parked drop sales 8 --reason bad STORE --quiet && refold seal vat --period 2024-08 STORE --quiet", 0)
        }
    }

    @Test("comes back only from its own files, to the store that it was made from, while the report is defined")
    func restored() throws {
        for place in try SealedPlace.places() {
            try expect(place, "refold catch-up sales STORE --quiet && refold seal vat --period 2024-09 --reason r --output filed STORE --quiet", 0)
            let restore = "refold seal --restore filed/tax/vat.manifest.json STORE"
            try expect(place, restore, 3, "the report is sealed for 2024-09 already")
            try expect(place, "refold unseal vat --period 2024-09 --reason x STORE --quiet", 0)
            try expect(place, restore + " --period 2024-09", 2, "--period has no meaning beside --restore", "leave it out: the manifest says what was sealed")
            try expect(place, "refold seal --restore filed/tax/vat.manifest STORE", 2, "the file cannot be found", "check the path")
            try expect(place, "refold seal --restore filed/tax/vat.json STORE", 2, "this is no manifest of a report")
            try expect(place, "sed 's/\"bound\":4/\"bound\":3/' filed/tax/vat.manifest.json > filed/tax/edited.manifest.json; refold seal --restore filed/tax/edited.manifest.json STORE", 3, "the manifest was changed after it was written")
            try expect(place, "cp -r filed other && sed -i s/10.00/11.00/ other/tax/vat.csv && refold seal --restore other/tax/vat.manifest.json STORE", 3, "other/tax/vat.csv: the file is not the one of the manifest", "take the file from a copy that was made with the manifest")
            try expect(place, "rm other/tax/vat.json && cp filed/tax/vat.csv other/tax && refold seal --restore other/tax/vat.manifest.json STORE", 2, "other/tax/vat.json: the file cannot be found")
            try expect(place, "mv Reports/tax/vat.report.json5 . && touch Reports/tax/x; \(restore)", 2, "no report is defined")
            try place.write(SealedPlace.report(), to: "Reports/tax/other.report.json5")
            try expect(place, restore, 3, "the report \"tax/vat\" is no longer defined", "bring its definition back")
            try expect(place, "mv vat.report.json5 Reports/tax; rm Reports/tax/other.report.json5", 0)
            try expect(place, "tail -n 2 events.ndjson > few.ndjson && refold import few.ndjson --store sqlite:few.db --quiet", 0)
            try expect(place, restore.replacingOccurrences(of: "STORE", with: "--store sqlite:few.db"), 3, "the manifest rests on 4 events up to position 4, and sqlite:few.db has 2", "name that store with --store")
            // A file without JSON, and one of all rows, are no seals.
            try expect(place, "refold report vat --period 2024-09 --output csv STORE --quiet; refold seal --restore csv/tax/vat.manifest.json STORE", 3, "the manifest is of files without JSON")
            try expect(place, "refold report vat --format csv,json --output all STORE --quiet; refold seal --restore all/tax/vat.manifest.json STORE", 3, "the manifest is not of a complete report of one period", "refold seal tax/vat --period P")
            try expect(place, restore, 0, "sealed again")
            let seals = try output(place, "refold seals --all --json STORE")
            #expect(seals.contains(#""reason":"r","lifted_at":"2099-01-01T00:00:00Z","lifted_because":"x""#) && seals.contains(#""number":2,"report":"tax/vat","period":"2024-09","from":"2024-09-01","to":"2024-10-01""#), "\(seals)")
            // Files of an ordinary report are sealed as they are.
            try expect(place, "refold report vat --period 2024-10-01 --format csv,json --output day STORE --quiet && refold seal --restore day/tax/vat.manifest.json STORE --quiet", 0)
            #expect(try output(place, "refold report vat --period 2024-10-01 STORE --quiet") == "country,sales,amount\nIT,1,7.00\n")
        }
    }

    @Test("that somebody changed in the database is refused, and lifted and brought back as the message says")
    func altered() throws {
        for place in try SealedPlace.places() {
            try expect(place, "refold catch-up sales STORE --quiet && refold seal vat --period 2024-09 --output filed STORE --quiet", 0)
            if place.url.hasPrefix("sqlite:") {
                try expect(place, "sqlite3 events.read-models.db \"UPDATE refold_seals SET csv = X'61'\"", 0)
            } else {
                _ = try PostgresCluster.psql(place.url, "UPDATE read_models.refold_seals SET csv = '\\x61'")
            }
            try expect(place, "refold report vat --period 2024-09 STORE --quiet", 3, "seal 1, of 2024-09, is not as it was written: it was changed by hand", "lift it with refold unseal tax/vat --period 2024-09 --reason TEXT, then bring it back")
            try expect(place, "refold unseal tax/vat --period 2024-09 --reason TEXT STORE --quiet && refold seal --restore filed/tax/vat.manifest.json STORE --quiet", 0)
            #expect(try output(place, "refold report vat --period 2024-09 STORE --quiet") == SealedPlace.sealedCSV)
        }
    }

    @Test("keeps the day of the seal for what goes by the clock, so that time alone restates nothing")
    func clock() throws {
        for place in try SealedPlace.places() {
            try place.write(
                SealedPlace.report(amount: #"{sum: "amount"}, oldest: {max: "age"}"#, more: #", columns: {age: {days: ["sold_at", "@as_of"]}}"#),
                to: "Reports/tax/vat.report.json5")
            try expect(place, "refold catch-up sales STORE --quiet && refold seal vat --period 2024-09 STORE --quiet", 0)
            let report = "refold report vat --period 2024-09 STORE --quiet"
            let sealed = try output(place, report)
            try expect(place, report + " --today 2090-01-01 --output out", 0)
            #expect(try output(place, report + " --today 2090-01-01") == sealed)
            #expect(try output(place, report + " --today 2090-01-01 --unsealed") != sealed)
            try expect(place, "refold import later.ndjson STORE --quiet && refold catch-up STORE --quiet && " + report + " --today 2090-01-01 --output out", 3)
            let cells = try output(place, "cat out/tax/vat.restatement.json")
            // Neither the age of the sale that was corrected nor that of the others is another one.
            #expect(!cells.contains(#"{"country":"DE"}"#) && !cells.contains(#"{"country":"IT"},"column":"oldest""#), "\(cells)")
            #expect(cells.contains(#"{"row":{"country":"FR"},"column":"oldest","sealed":null"#) && cells.contains(#""because":["events"]"#), "\(cells)")
            #expect(!cells.contains("definition\""), "\(cells)")
        }
    }

    @Test("is made and looked after by jobs")
    func jobs() throws {
        for place in try SealedPlace.places() {
            try place.write(
                #"""
                {timeZone: "Europe/Rome", steps: [{catchUp: ["sales"]}, {seal: "tax/vat", period: "last-month", reason: "monthly", output: "filed"},
                  {report: "tax/vat", period: "last-month", formats: ["csv"], output: "out"}]}
                """#, to: "Jobs/close.json5")
            try expect(place, "refold check STORE --quiet", 0)
            let run = "refold run Jobs/close.json5 --today 2024-10-03 STORE"
            try expect(place, run, 0, "tax/vat: sealed for 2024-09 at position 4, as seal 1")
            try expect(place, run, 0, "tax/vat: sealed before for 2024-09 at position 4, as seal 1")
            try expect(place, "refold import later.ndjson STORE --quiet && " + run, 3, "are not today's", "out/tax/vat.restatement.json")
            #expect(try output(place, "cat out/tax/vat.csv") == SealedPlace.sealedCSV)
            #expect(try output(place, "cat filed/tax/vat.csv") == SealedPlace.sealedCSV)
        }
    }
}
