import Foundation
import RefoldTesting
import Testing

@Suite("Hostile input")
struct HostileInputTests {
    private static let statuses: Set<Int32> = [0, 1, 2, 3, 4, 5, 75]

    @Test("A file that is no store is named in the message and not changed", arguments: ["head -c 20000 /dev/urandom > odd.db", "head -c 9000 events.db > odd.db", "mkdir odd.db"])
    func noStore(made: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<50), to: "some.ndjson")
        _ = try sandbox.run("refold import some.ndjson --store sqlite:events.db; \(made)")
        let before = sandbox.bytes("odd.db")
        for command in ["import some.ndjson", "ingest some.ndjson", "rebuild payments", "catch-up payments", "status", "seed --events 5"] {
            let run = try sandbox.run("refold \(command) --store sqlite:odd.db")
            #expect([1, 3].contains(run.status), "\(command): \(run.status) \(run.error)")
            #expect(run.error.contains("odd.db"), "\(command): \(run.error)")
            #expect(sandbox.bytes("odd.db") == before, "\(command) changed the file")
        }
    }

    @Test("Random argument lists never end the program by a signal")
    func arguments() throws {
        let words = [
            "import", "ingest", "rebuild", "catch-up", "status", "export", "report", "run", "check", "seed", "query", "payments", "payments/by-day", "-", "--",
            "--json", "--quiet", "--help", "--no-promote", "--through", "--workers", "--memory", "--deadline", "--format", "--output", "--period", "--today",
            "--store", "--events", "--seed", "--recorded-at", "csv", "ndjson", "9223372036854775807", "-1", "0", "1e9", "NaN", "''", "2024-Q3", "1G", "$long",
            "$(printf '\\377\\376')", "--through=9223372036854775807", "--workers=0", "--memory=0", "--deadline=0s", "--events=-1", "sqlite:odd.db", "2024-02-30",
            "--period=0000-00", "--today=9999-12-31", "--memory=99999999999999999999",
        ]
        var numbers = SeededNumbers(9)
        var script = ["long=$(head -c 60000 /dev/zero | tr '\\0' x)"]
        for _ in 0..<250 {
            let list = (0..<Int.random(in: 1...6, using: &numbers)).compactMap { _ in words.randomElement(using: &numbers) }
            script.append("timeout 120 refold \(list.joined(separator: " ")) --store=sqlite:events.db >/dev/null 2>&1 </dev/null; echo $?")
            script.append("timeout 120 refold \(list.joined(separator: " ")) >/dev/null 2>&1 </dev/null; echo $?")
        }
        let sandbox = try Sandbox()
        try sandbox.write(script, to: "script.sh")
        let run = try sandbox.run("cp ../payments.db events.db; sh script.sh")
        let found = run.output.split(separator: "\n").compactMap { Int32($0) }
        #expect(found.count == 500)
        for (index, status) in found.enumerated() where !Self.statuses.contains(status) {
            Issue.record("\(status): \(script[index + 1].prefix(400))")
        }
    }

    @Test("Files with randomly changed lines are imported completely or not at all")
    func mutations() throws {
        let sandbox = try Sandbox()
        var numbers = SeededNumbers(10)
        let lines = RecordedPayments.lines(0..<400).map { Array($0.utf8) }
        let bytes: [UInt8] = [0, 9, 10, 34, 44, 45, 48, 57, 91, 92, 93, 101, 123, 125, 128, 192, 237, 255]
        for file in 0..<100 {
            var content = Data(#"{"id":"mark\#(file)","stream":"mark\#(file)","version":1,"type":"Mark","occurred_at":"2024-01-01T00:00:00Z","data":{}}"#.utf8)
            for _ in 0..<20 {
                content.append(10)
                var line = lines.randomElement(using: &numbers) ?? []
                for _ in 0..<Int.random(in: 1...3, using: &numbers) {
                    let place = Int.random(in: 0..<line.count, using: &numbers)
                    switch Int.random(in: 0..<4, using: &numbers) {
                    case 0: line[place] = bytes.randomElement(using: &numbers) ?? 0
                    case 1: line.remove(at: place)
                    case 2: line.insert(bytes.randomElement(using: &numbers) ?? 0, at: place)
                    default: line.removeSubrange(place..<min(line.count, place + 20))
                    }
                    if line.isEmpty { line = [123] }
                }
                content += line
            }
            try content.write(to: URL(fileURLWithPath: sandbox.path("\(file).ndjson")))
        }
        let run = try sandbox.run(
            "refold seed --events 0 --store sqlite:events.db; for i in $(seq 0 99); do refold import $i.ndjson --store sqlite:events.db 2>/dev/null; echo $?; done")
        let statuses = run.output.split(separator: "\n").compactMap { Int32($0) }
        #expect(statuses.count == 100)
        #expect(statuses.allSatisfy { $0 == 0 || $0 == 1 }, "\(statuses)")
        let events = try RecordedPayments.events(in: sandbox.path("events.db"))
        let marks = events.count { $0.contains(" Mark ") }
        #expect(marks == statuses.count { $0 == 0 }, "a file was imported in part")
        #expect(events.count <= marks * 21)
    }
}
