import Foundation
import Testing

/// A projection that is changed, looked at, served and taken back, on both databases.
@Suite("A migration of a projection")
struct MigrationTests {
    private static func definition(version: Int, amount: String = "$.total", accept: String = "") -> String {
        """
        {name: "spending", version: \(version), key: "$.customer", \(accept)
          columns: {spent: {type: "decimal", scale: 2, default: 0}, orders: {type: "integer", default: 0}},
          on: {ItemSold: {spent: {add: "\(amount)"}, orders: {add: 1}}}}
        """
    }

    private static let fill = """
        cat > events.ndjson <<'END'
        {"stream":"o1","version":1,"type":"ItemSold","occurred_at":"2024-03-01T09:30:00Z","data":{"customer":"ana","total":"19.90","net":"10.00"}}
        {"stream":"o2","version":1,"type":"ItemSold","occurred_at":"2024-03-02T09:30:00Z","data":{"customer":"bo","total":"5.00","net":"5.00"}}
        END
        cat > later.ndjson <<'END'
        {"stream":"o3","version":1,"type":"ItemSold","occurred_at":"2024-03-03T09:30:00Z","data":{"customer":"bo","total":"1.00","net":"0.50"}}
        END
        refold import events.ndjson STORE --quiet
        """

    private func rows(_ place: TwoStores.Place) throws -> String { try place.run("refold export spending STORE").output }

    @Test("waits under --review, is shown by diff, served by promote and taken back by rollback, and both versions are brought forward")
    func review() throws {
        for place in try TwoStores(Self.fill).places {
            try place.write(Self.definition(version: 1), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold rebuild spending STORE --quiet").status == 0)
            try place.write(Self.definition(version: 2, amount: "$.net"), to: "Reports/spending.projection.json5")

            let built = try place.run("refold catch-up spending STORE --review")
            #expect(built.status == 3, "\(built.error)")
            #expect(built.error.contains("1 of 2 rows differs, 0 added, 0 removed"))
            #expect(built.error.contains("refold promote spending"))
            #expect(try rows(place) == "key,spent,orders\nana,19.90,1\nbo,5.00,1\n")

            let diff = try place.run("refold diff spending STORE --format json")
            #expect(diff.status == 0)
            #expect(diff.output == #"""
                {"projection":"spending","from":{"generation":1,"version":1,"position":2,"rows":2},"to":{"generation":2,"version":2,"position":2,"rows":2},"only_in_from":0,"only_in_to":0,"differing":1,"equal":1,"columns":[{"name":"spent","differing":1,"sum_from":"24.90","sum_to":"15.00","currency":null},{"name":"orders","differing":0,"sum_from":"2","sum_to":"2","currency":null}],"samples":[{"key":{"key":"ana"},"change":"changed","columns":{"spent":["19.90","10.00"]}}]}

                """#)
            #expect(try place.run("refold diff spending STORE --format csv").output == "change,key,column,from,to\nchanged,ana,spent,19.90,10.00\n")

            // Both go on together, and nothing is switched.
            let together = try place.run("refold import later.ndjson STORE --quiet && refold catch-up spending STORE")
            #expect(together.status == 0, "\(together.error)")
            #expect(together.error.contains("goes on with version 1"))
            #expect(together.error.contains("generation 2 (version 2) waits beside it, up to position 3"))
            #expect(try rows(place) == "key,spent,orders\nana,19.90,1\nbo,6.00,2\n")

            #expect(try place.run("refold promote spending STORE --quiet").status == 0)
            #expect(try rows(place) == "key,spent,orders\nana,10.00,1\nbo,5.50,2\n")
            let back = try place.run("refold rollback spending STORE")
            #expect(back.status == 0, "\(back.error)")
            #expect(back.error.contains("generation 1 (version 1) is served again, up to position 3, 0 events back"))
            #expect(try rows(place) == "key,spent,orders\nana,19.90,1\nbo,6.00,2\n")
            let after = try place.run("refold catch-up spending STORE")
            #expect(after.status == 0 && after.error.contains("goes on with version 1"), "\(after.error)")
            #expect(try place.run("refold promote spending STORE --quiet").status == 0)
            #expect(try rows(place) == "key,spent,orders\nana,10.00,1\nbo,5.50,2\n")
        }
    }

    @Test("is compared at the position of the new version: what is served is brought forward first, by its own definition")
    func onePosition() throws {
        for place in try TwoStores(Self.fill).places {
            try place.write(Self.definition(version: 1), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold rebuild spending STORE --quiet && refold import later.ndjson STORE --quiet").status == 0)
            try place.write(Self.definition(version: 2), to: "Reports/spending.projection.json5")
            let run = try place.run("refold catch-up spending STORE --review --json")
            #expect(run.status == 3)
            #expect(run.output.contains(#""differing":0,"equal":2"#), "\(run.output)")
            #expect(try place.run("refold status STORE --json").output.contains(#""state":"served","version":1,"position":3"#))
        }
    }

    @Test("is served if it stays within accept, and waits if it does not; --accept serves it all the same")
    func tolerances() throws {
        for place in try TwoStores(Self.fill).places {
            try place.write(Self.definition(version: 1), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold rebuild spending STORE --quiet").status == 0)
            let cases: [(accept: String, status: Int32, says: String)] = [
                ("accept: {rows: \"10%\"},", 3, "1 of 2 rows differ"), ("accept: {sums: {spent: \"9.89\"}},", 3, "the sum of \"spent\" changes by more; expected a change of at most 9.89"),
                ("accept: {rows: \"50%\", sums: {spent: \"9.90\", orders: \"0\"}},", 0, "is served"),
            ]
            for (number, expected) in cases.enumerated() {
                try place.write(Self.definition(version: 2 + number, amount: "$.net", accept: expected.accept), to: "Reports/spending.projection.json5")
                let run = try place.run("refold catch-up spending STORE")
                #expect(run.status == expected.status && run.error.contains(expected.says), "\(expected) \(run.error)")
            }
            try place.write(Self.definition(version: 9, accept: "accept: {rows: \"0%\"},"), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold catch-up spending STORE --quiet").status == 3)
            #expect(try place.run("refold rebuild spending STORE --accept --quiet").status == 0)
            #expect(try rows(place) == "key,spent,orders\nana,19.90,1\nbo,5.00,1\n")
        }
    }

    @Test("of the same version and definition is refused if a row differs, and --accept serves it")
    func sameVersion() throws {
        for place in try TwoStores(Self.fill).places {
            try place.write(Self.definition(version: 1), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold rebuild spending STORE --quiet && refold rebuild spending STORE --quiet").status == 0)
            let change = place.name == "SQLite"
                ? "python3 -c \"import sqlite3; c = sqlite3.connect('events.read-models.db'); c.execute('UPDATE \\\"spending#2\\\" SET orders = 7'); c.commit()\""
                : "psql '\(place.url)' -qc 'UPDATE read_models.\"spending#2\" SET orders = 7'"
            #expect(try place.run(change).status == 0)
            let run = try place.run("refold rebuild spending STORE")
            #expect(run.status == 3 && run.error.contains("2 rows differ from what is served"), "\(run.error)")
            #expect(try rows(place).contains("ana,19.90,7"))
            #expect(try place.run("refold rebuild spending STORE --accept --quiet").status == 0)
            #expect(try rows(place).contains("ana,19.90,1"))
        }
    }

    @Test("without a row never takes the place of one with rows, unless that is allowed; a read model without a definition can be dropped")
    func emptyAndDropped() throws {
        for place in try TwoStores(Self.fill).places {
            try place.write(Self.definition(version: 1), to: "Reports/spending.projection.json5")
            #expect(try place.run("refold rebuild spending STORE --quiet").status == 0)
            try place.write(Self.definition(version: 2).replacing("ItemSold:", with: "ItemSoldd:"), to: "Reports/spending.projection.json5")
            let run = try place.run("refold catch-up spending STORE")
            #expect(run.status == 3 && run.error.contains("it has no row, and 2 are served"), "\(run.error)")
            #expect(try place.run("refold promote spending STORE").status == 3)
            #expect(try place.run("refold promote spending STORE --allow-empty --quiet").status == 0)
            #expect(try rows(place) == "key,spent,orders\n")

            let defined = try place.run("refold drop spending STORE")
            #expect(defined.status == 3 && defined.error.contains("the projection \"spending\" is defined"), "\(defined.error)")
            #expect(try place.run("rm Reports/* && refold drop spending STORE --quiet").status == 0)
            #expect(try place.run("refold drop spending STORE").status == 2)
            #expect(try !place.run("refold status STORE").output.contains("spending"))
        }
    }
}
