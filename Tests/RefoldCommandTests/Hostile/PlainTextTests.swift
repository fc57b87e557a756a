import Foundation
import Testing

@Suite("Texts from outside")
struct PlainTextTests {
    @Test("Arguments and settings that are not UTF-8 are refused instead of becoming another path")
    func notUTF8() throws {
        let sandbox = try Sandbox()
        for command in [
            "refold status --store \"$(printf 'sqlite:a\\377.db')\"", "refold export \"$(printf '\\300')\" --store sqlite:e.db",
            "REFOLD_STORE=$(printf 'sqlite:a\\377.db') refold status", "REFOLD_WORK_FOLDER=$(printf '\\377') refold check",
            "TMPDIR=$(printf '/tmp/\\377') refold check",
        ] {
            let run = try sandbox.run(command)
            #expect(run.status == 2, "\(command): \(run.error)")
            #expect(run.error.contains("is no UTF-8; expected text in UTF-8"), "\(run.error)")
        }
        let json = try sandbox.run("refold status --json \"$(printf '\\377')\" 2>/dev/null")
        #expect(json.output.hasPrefix(#"{"verb":"status","status":2,"#), "\(json.output)")
        #expect(try sandbox.run("OTHER=$(printf '\\377') refold check").status == 0)
    }

    @Test("Names of files, jobs, databases and projections never control the terminal")
    func names() throws {
        let sandbox = try Sandbox()
        let nasty = "\u{1B}]0;x\u{7}\u{9B}31m\u{202E}"
        try sandbox.write(["{steps: [{export: \"payments\", output: \"out-\(nasty).csv\"}]}"], to: "job-\(nasty).json5")
        for command in [
            "refold rebuild payments --store sqlite:events.db", "refold export payments --store sqlite:events.db --output 'a\(nasty).csv'",
            "refold run 'job-\(nasty).json5' --store sqlite:events.db", "refold run 'none\(nasty)'", "refold status --store 'sqlite:\(nasty).db'",
            "refold export '\(nasty)' --store sqlite:events.db", "refold rebuild '--\(nasty)'", "refold '\(nasty)'", "refold check 'x\(nasty).json5'",
        ] {
            let run = try sandbox.run("cp ../payments.db events.db 2>/dev/null; \(command)")
            let raw = (run.error + run.output).unicodeScalars.filter { $0 != "\n" && ($0.value < 0x20 || (0x7F..<0xA0).contains($0.value) || $0.value == 0x202E) }
            #expect(raw.isEmpty, "\(command): \(run.error.debugDescription)")
        }
    }

    @Test("A link among definitions or jobs that leads out of the folder is a fault and not read; one inside is followed")
    func links() throws {
        let sandbox = try Sandbox()
        let prepared = try sandbox.run(
            """
            mkdir -p Reports/..data Jobs; echo 'topsecret word' > ../secret; cp \(Sandbox.definitions)/payments/by-day.report.json5 Reports/..data/
            ln -s ..data/by-day.report.json5 Reports/by-day.report.json5; ln -s ../../secret Reports/evil.report.json5
            ln -s ../../secret Jobs/evil.json5; ln -s ../.. Reports/out
            """)
        #expect(prepared.status == 0, "\(prepared.error)")
        for command in ["refold check", "refold check Reports/evil.report.json5 Jobs/evil.json5", "refold report evil --store sqlite:../payments.db"] {
            let run = try sandbox.run(command)
            #expect(run.status == 2 && !run.error.contains("topsecret"), "\(command): \(run.error)")
        }
        let found = try sandbox.run("refold check")
        for place in ["Reports/evil.report.json5", "Reports/out", "Jobs/evil.json5"] {
            #expect(found.error.contains("refold: \(place): this is a link that leads out of the folder"), "\(found.error)")
        }
        #expect(found.error.contains("checked 1 definition and 0 jobs: 3 faults"), "\(found.error)")
        let alone = try sandbox.run("rm Reports/by-day.report.json5; refold check")
        #expect(alone.status == 2 && alone.error.contains("checked 0 definitions and 0 jobs: 3 faults"), "\(alone.error)")
    }

    @Test("The message for a size without a unit that is too small says how to write it")
    func memory() throws {
        let sandbox = try Sandbox()
        let run = try sandbox.run("refold rebuild payments --store sqlite:../payments.db --memory 512")
        #expect(run.status == 2)
        #expect(
            run.error
                == "refold: --memory is \"512\"; expected a size such as 256M, 1G or 512MiB, at least 1 MiB; write --memory 512M for so many MiB\n")
        #expect(try sandbox.run("refold rebuild payments --store sqlite:../payments.db --memory 4M --workers 64").status == 2)
    }

    @Test("The history of a long stream as JSON is written without holding it in memory")
    func history() throws {
        let sandbox = try Sandbox()
        let lines = (1...60_000).map { version in
            let (type, rest) = version == 1
                ? ("PaymentInitiated", #""amount":"1.10","currency":"EUR","customer_name":"Z","customer_email":"z@example.com","#)
                : ("PaymentProcessed", "")
            return #"{"stream":"p","version":\#(version),"type":"\#(type)","occurred_at":"2024-01-01T00:00:00Z","data":{"payment_id":"p","organization_id":"o",\#(rest)"by":"u"}}"#
        }
        try sandbox.write(lines, to: "long.ndjson")
        let run = try sandbox.run(
            "refold import long.ndjson --store sqlite:events.db --quiet && ulimit -d 100000 && refold history p --json --store sqlite:events.db > out.json; echo $?; wc -l < out.json; ls -A | grep -c tmp")
        #expect(run.output == "0\n1\n0\n", "\(run.error)")
        let parsed = try JSONSerialization.jsonObject(with: try #require(sandbox.bytes("out.json"))) as? [String: Any]
        #expect((parsed?["events"] as? [Any])?.count == 60_000)
        #expect(parsed?["verb"] as? String == "history" && parsed?["milliseconds"] != nil)
    }
}
