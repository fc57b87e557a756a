import Foundation
import RefoldTesting
import Testing

/// Two runs of the program on one file of read models, which the lock should keep apart and the fence must.
@Suite("Two runs that reach one file by two names")
struct TwoNamesTests {
    /// How the second run avoids the lock of the first, in shell: by another name, or after removing the lock file.
    private static let ways = [
        "ln -sf events.read-models.db other.db", "ln -sfn . here; ln -sf here/events.read-models.db other.db",
        "rm -f events.read-models.db-lock; ln -sf events.read-models.db other.db", "ln -f events.read-models.db other.db",
    ]

    @Test("A run that is suspended anywhere and continues after another one never counts an event twice", arguments: ways, ["catch-up", "rebuild"])
    func stopped(way: String, verb: String) throws {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<6000), to: "payments.ndjson")
        try #require(try sandbox.run("refold import payments.ndjson --store sqlite:events.db --quiet").status == 0)
        try #require(try sandbox.run("refold rebuild payments payment_analytics --store sqlite:events.db --read-models sqlite:whole.db --quiet").status == 0)
        let rows = "refold export payments --store sqlite:events.db --read-models"
        let groups = "refold export payment_analytics --store sqlite:events.db --read-models"
        let whole = try sandbox.run("\(rows) sqlite:whole.db && \(groups) sqlite:whole.db")
        try #require(whole.status == 0)
        var numbers = SeededNumbers(11)
        let first = "refold rebuild payments payment_analytics --through 900 --store sqlite:events.db --quiet"
        let work = "refold \(verb) payments payment_analytics --store sqlite:events.db --quiet"
        try #require(try sandbox.run(first).status == 0)
        let span = try ContinuousClock().measure { try #require(try sandbox.run(work).status == 0) } / .seconds(1)
        for turn in 0..<4 {
            let delay = span * (Double(turn) + .random(in: 0..<1, using: &numbers)) / 4
            let script = """
                rm -rf events.read-models.db* other.db here
                \(first) || exit 99
                \(work) 2> first & first=$!
                sleep \(delay); kill -STOP $first 2> gone
                \(way)
                timeout -s INT 4 refold catch-up payments payment_analytics --store sqlite:events.db --read-models sqlite:other.db --quiet 2> second
                echo "second $?"; kill -CONT $first 2> gone; wait $first; echo "first $?"; cat first second
                rm -f other.db
                refold catch-up payments payment_analytics --store sqlite:events.db --quiet; echo "third $?"
                """
            try sandbox.write([script], to: "script.sh")
            let run = try sandbox.run("timeout -s KILL 300 sh script.sh")
            let statuses = run.output.split(separator: "\n").filter { $0.contains(/^(first|second|third) [0-9]+$/) }.map(String.init)
            #expect(statuses.last == "third 0", "after \(delay) s: \(run.output)\(run.error)")
            let first = statuses.contains("first 0"), second = statuses.contains("second 0")
            #expect(first || second || run.output.contains("names (hard links)"), "after \(delay) s: \(run.output)")
            for status in statuses { #expect(["0", "1", "5", "75", "124"].contains(status.split(separator: " ")[1]), "\(run.output)") }
            let after = try sandbox.run("\(rows) sqlite:events.read-models.db && \(groups) sqlite:events.read-models.db")
            #expect(after.output == whole.output, "after \(delay) s: \(run.output)")
        }
    }
}
