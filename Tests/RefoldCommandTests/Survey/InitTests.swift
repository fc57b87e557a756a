import Foundation
import Testing

@Suite("refold init")
struct InitTests {
    @Test(
        "From an empty folder to figures, with nothing but what it says, on both databases",
        arguments: ["refold seed --events 4000 STORE", "refold import shop.ndjson STORE"])
    func figures(fill: String) throws {
        var written: [String] = []
        for place in try TwoStores(fill).places {
            let began = try place.run("refold init STORE")
            #expect(began.status == 0 && began.error.contains("refold rebuild overview"), "\(began.error)")
            for command in ["refold check STORE --strict", "refold rebuild overview STORE --strict", "refold run overview STORE"] {
                let run = try place.run(command)
                #expect(run.status == 0 && !run.error.contains("warning"), "\(place.name): \(command): \(run.error)")
            }
            let report = try place.run("refold report overview-by-month STORE")
            let lines = report.output.split(separator: "\n")
            #expect(report.status == 0 && lines.count > 2 && lines[0].hasPrefix("month,"), "\(report.error)\(report.output)")
            #expect(lines[1].contains(fill.contains("seed") ? "2024-01" : "2024-03"))
            written.append(try place.run("cat Reports/*.json5").output + report.output)
            // What it says is what a person types: the three commands run as they stand.
            for line in began.error.split(separator: "\n") where line.hasPrefix("  refold ") {
                #expect(try place.sandbox.run(String(line)).status == 0, "\(line)")
            }
        }
        #expect(written[0] == written[1])
        if !fill.contains("seed") {
            #expect(written[0].contains(#"total: {type: "decimal", scale: 2},"#) && written[0].contains(#"paid_at: "timestamp","#))
            #expect(written[0].contains(#"qty: "integer","#) && written[0].contains(#"address_city: "$.address.city","#))
        }
    }

    @Test("Files are imported first, unless something of what would be written is there")
    func files() throws {
        for place in try TwoStores("refold import shop.ndjson --store sqlite:unused.db").places {
            let began = try place.run("refold init shop.ndjson STORE")
            #expect(began.status == 0 && began.error.contains("imported "), "\(began.error)")
            #expect(try place.run("refold run overview STORE").status == 0)
            #expect(try place.run("refold report overview-by-month STORE").output.hasPrefix("month,"))
            #expect(try place.run("refold import shop.ndjson STORE").error.contains("there already"))
        }
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir Jobs; touch Jobs/overview.json5")
        let refused = try sandbox.run("touch x.ndjson; refold init x.ndjson --store sqlite:new.db; status=$?; ls new.db; exit $status")
        #expect(refused.status == 2 && refused.output.isEmpty, "\(refused.error)")
        let absent = try sandbox.run("rm -r Jobs; refold init none.ndjson --store sqlite:new.db; status=$?; ls -d Reports Jobs new.db; exit $status")
        #expect(absent.status == 1 && absent.output.isEmpty && absent.error.contains("none.ndjson: the file cannot be opened"), "\(absent.error)")
    }

    @Test("Nothing that is there is replaced, and an empty store gives nothing to begin from")
    func refused() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        try place.write("mine", to: "Jobs/overview.json5")
        let refused = try place.run("refold init STORE")
        #expect(refused.status == 2 && refused.error.contains("Jobs/overview.json5: the file is there already, and nothing was written"), "\(refused.error)")
        #expect(try place.run("cat Jobs/overview.json5; ls Reports 2>/dev/null").output == "mine")
        let empty = try place.run("refold seed --events 0 --store sqlite:empty.db --quiet; rm -r Jobs; refold init --store sqlite:empty.db; s=$?; ls -d Reports Jobs; exit $s")
        #expect(empty.status == 1 && empty.output.isEmpty, "\(empty.error)")
    }

    @Test("It writes all of its files or none")
    func whole() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        let refused = try place.run("rm -rf Jobs && touch Jobs && refold init STORE; s=$?; rm Jobs; ls Reports 2>/dev/null; exit $s")
        #expect(refused.status == 1 && refused.output.isEmpty, "\(refused.error)\(refused.output)")
        #expect(try place.run("refold init STORE").status == 0)
    }

    @Test("Names and values that no definition could hold do not keep it from working")
    func odd() throws {
        let place = try TwoStores("refold import shop.ndjson STORE").places[0]
        let data = [
            #"{"xmin":1,"id":"007","0":5,"Ünï":"a","events":true,"month":"x","a":{"b":{"c":null}},"big":123456789012345678901,"mixed":1,"l":[1]}"#,
            #"{"xmin":2,"id":"17","events":false,"a":{"b":{"c":"2024-01-01"}},"mixed":{"now":"an object"},"exp":1e3,"":1,"say \"hi\"":1,"it's":2}"#,
        ]
        let lines = data.enumerated().map {
            #"{"stream":"s\#($0.offset)","version":1,"type":"Odd \"type\"","occurred_at":"2024-01-0\#($0.offset + 1)T00:00:00Z","data":\#($0.element)}"#
        }
        try place.write(lines.joined(separator: "\n"), to: "odd.ndjson")
        let run = try place.run(
            "refold import odd.ndjson --store sqlite:odd.db && refold init --store sqlite:odd.db && refold check --strict --store sqlite:odd.db && refold rebuild overview --strict --store sqlite:odd.db && refold report overview-by-month --store sqlite:odd.db")
        #expect(run.status == 0 && run.output.contains("2024-01,2,2,"), "\(run.error)\(run.output)")
    }
}
