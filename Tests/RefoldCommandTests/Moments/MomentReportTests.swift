import Foundation
import RefoldTesting
import Testing

/// Reports as of moments and their manifests, through the program, on both databases, against a plain recomputation.
@Suite("Reports as of moments")
struct MomentReportTests {
    private static let projection = """
        {
          name: "orders", version: 1, key: "@stream",
          columns: {customer: "text", total: {type: "decimal", scale: 2, default: "0"}, lines: {type: "integer", default: 0}, placed: "timestamp"},
          on: {
            Placed: {customer: "$.customer", placed: "@occurred_at"}, Added: {total: {add: "$.amount"}, lines: {add: 1}},
            Cancelled: "delete",
          },
          computed: {size: {case: [{when: {total: {above: 50}}, then: "large"}], else: "small"}},
        }
        """
    private static let report = """
        {
          from: "orders", period: {column: "placed", timeZone: "Europe/Rome"}, rows: ["customer", "size"],
          measures: {orders: {count: "*"}, total: {sum: "total"}, lines: {sum: "lines"}}, totals: true,
        }
        """

    private struct Event {
        var stream: Int
        var version: Int
        var type: String
        var customer: Int
        var cents: Int
        /// Minutes after 2024-01-01T00:00:00Z.
        var occurred: Int
        var recorded: Int

        var line: String {
            let data =
                switch type {
                case "Placed": #"{"customer":"c\#(customer)"}"#
                case "Added": #"{"amount":"\#(cents / 100).\#(cents % 100 < 10 ? "0" : "")\#(cents % 100)"}"#
                default: "{}"
                }
            return #"{"id":"\#(stream)-\#(version)","stream":"o\#(stream)","version":\#(version),"type":"\#(type)","occurred_at":"\#(time(occurred))","recorded_at":"\#(time(recorded))","data":\#(data)}"#
        }
    }

    private static func time(_ minutes: Int) -> String {
        let day = minutes / 1440
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "2024-01-\(two(1 + day))T\(two(minutes % 1440 / 60)):\(two(minutes % 60)):00Z"
    }

    private static func events(_ random: inout SeededNumbers, disorder: Int) -> [Event] {
        var versions: [Int: Int] = [:]
        return (0..<Int.random(in: 20...120, using: &random)).map { number in
            let stream = Int.random(in: 0..<15, using: &random)
            versions[stream, default: 0] += 1
            let recorded = max(0, min(28 * 1440, number * 300 + Int.random(in: -disorder...disorder, using: &random)))
            return Event(
                stream: stream, version: versions[stream]!, type: ["Placed", "Added", "Added", "Added", "Cancelled"].randomElement(using: &random)!,
                customer: Int.random(in: 0..<3, using: &random), cents: Int.random(in: 0..<4000, using: &random),
                occurred: max(0, recorded - Int.random(in: 0...2000, using: &random)), recorded: recorded)
        }
    }

    /// The lines of the report over some events, worked out plainly.
    private static func lines(_ events: [Event], from: Int? = nil, to: Int = .max) -> [String] {
        struct Order { var customer: Int?, cents = 0, lines = 0, placed: Int? }
        var orders: [Int: Order] = [:]
        for event in events {
            switch event.type {
            case "Placed": (orders[event.stream, default: Order()].customer, orders[event.stream, default: Order()].placed) = (event.customer, event.occurred)
            case "Added":
                orders[event.stream, default: Order()].cents += event.cents
                orders[event.stream, default: Order()].lines += 1
            default: orders[event.stream] = nil
            }
        }
        var groups: [String: (Int, Int, Int)] = [:]
        for order in orders.values {
            if let from { guard let placed = order.placed, placed >= from, placed < to else { continue } }
            let key = "\(order.customer.map { "c\($0)" } ?? ""),\(order.cents > 5000 ? "large" : "small")"
            let known = groups[key] ?? (0, 0, 0)
            groups[key] = (known.0 + 1, known.1 + order.cents, known.2 + order.lines)
        }
        return groups.keys.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map { key in
            let (count, cents, lines) = groups[key]!
            return "\(key),\(count),\(cents / 100).\(cents % 100 < 10 ? "0" : "")\(cents % 100),\(lines)"
        }
    }

    private static func sandbox(_ events: [Event], on database: String) throws -> (Sandbox, String) {
        let sandbox = try Sandbox()
        let store = database == "SQLite" ? "sqlite:e.db" : try PostgresCluster.newDatabase()
        let work = sandbox.folder.appendingPathComponent("work")
        try FileManager.default.createDirectory(at: work.appendingPathComponent("d"), withIntermediateDirectories: true)
        try projection.write(to: work.appendingPathComponent("d/orders.projection.json5"), atomically: true, encoding: .utf8)
        try report.write(to: work.appendingPathComponent("d/sizes.report.json5"), atomically: true, encoding: .utf8)
        try (events.map(\.line).joined(separator: "\n") + "\n").write(to: work.appendingPathComponent("e.ndjson"), atomically: true, encoding: .utf8)
        let loaded = try sandbox.run("refold import e.ndjson --store '\(store)' --quiet")
        try #require(loaded.status == 0, "\(loaded.error)")
        return (sandbox, "--store '\(store)' --definitions d --domains none --quiet")
    }

    @Test("Lines of every moment are those of its events alone", arguments: ["SQLite", "PostgreSQL"], 0..<8)
    func worlds(database: String, world: Int) throws {
        var random = SeededNumbers(UInt64(700 + world))
        let events = Self.events(&random, disorder: [0, 0, 500, 20000][world % 4])
        let (sandbox, flags) = try Self.sandbox(events, on: database)
        let header = "customer,size,orders,total,lines"
        let positions = Set((0..<3).map { _ in Int.random(in: 0...events.count, using: &random) }).sorted()
        let byPosition = try sandbox.run("refold report sizes \(flags) --as-of \(positions.map(String.init).joined(separator: ","))")
        try #require(byPosition.status == 0, "\(byPosition.error)")
        let expected = positions.flatMap { position in
            Self.lines(Array(events[..<position])).map { positions.count > 1 ? "\(position),\($0)" : $0 }
        }
        #expect(byPosition.output == ([positions.count > 1 ? "as_of,\(header)" : header] + expected).joined(separator: "\n") + "\n")
        let days = [3, 9, 17, 30]
        let byDay = try sandbox.run(
            "refold report sizes \(flags) --memory 1M --workers \(1 + world % 3) --as-of \(days.map { "2024-01-\($0 < 10 ? "0" : "")\($0)" }.joined(separator: ","))")
        // The day ends at 23:00 UTC in Rome.
        let lines = days.flatMap { day in
            Self.lines(events.filter { $0.recorded < day * 1440 - 60 }).map { "2024-01-\(day < 10 ? "0" : "")\(day),\($0)" }
        }
        #expect(byDay.output == (["as_of,\(header)"] + lines).joined(separator: "\n") + "\n", "\(byDay.error)")
        let minute = Int.random(in: 0...28 * 1440, using: &random)
        let one = try sandbox.run("refold report sizes \(flags) --as-of \(Self.time(minute)) --period 2024-01-05/2024-01-20")
        // Days of Rome begin at 23:00 UTC of the day before.
        let own = Self.lines(events.filter { $0.recorded <= minute }, from: 4 * 1440 - 60, to: 19 * 1440 - 60)
        #expect(one.output == ([header] + own).joined(separator: "\n") + "\n", "\(one.error)")
    }

    @Test("A manifest is the same on every database, with any workers and memory, from served rows and from events alone")
    func manifests() throws {
        var random = SeededNumbers(42)
        let events = Self.events(&random, disorder: 0)
        var manifests: Set<String> = []
        for database in ["SQLite", "PostgreSQL"] {
            let (sandbox, flags) = try Self.sandbox(events, on: database)
            let half = events.count / 2
            try #require(try sandbox.run("refold rebuild orders \(flags) --through \(half) && refold catch-up orders \(flags) --workers 1").status == 0)
            let served = try sandbox.run("refold report sizes \(flags) --format csv,json --output a && cat a/sizes.manifest.json")
            try #require(served.status == 0, "\(served.error)")
            try #require(try sandbox.run("refold rebuild orders \(flags) --memory 1M --workers 4").status == 0)
            let again = try sandbox.run("refold report sizes \(flags) --format csv,json --output b && cat b/sizes.manifest.json")
            manifests.formUnion([served.output, again.output])
            let moment = try sandbox.run("refold report sizes \(flags) --format csv,json --as-of \(events.count) --output c && cat c/sizes.manifest.json")
            #expect(Self.digest(moment.output) == Self.digest(served.output))
            let checked = try sandbox.run("refold verify --manifest a/sizes.manifest.json \(flags)")
            #expect(checked.status == 0 && checked.output == "sizes.csv: identical\nsizes.json: identical\n", "\(checked)")
            let checkedMoment = try sandbox.run("refold verify --manifest c/sizes.manifest.json \(flags)")
            #expect(checkedMoment.status == 0, "\(checkedMoment)")
        }
        #expect(manifests.count == 1)
    }

    private static func digest(_ manifest: String) -> Substring? { manifest.split(separator: "\n").first { $0.hasPrefix("\"events_digest\"") } }

    @Test("A manifest names what has changed: events, the definition, a file", arguments: ["SQLite", "PostgreSQL"])
    func findings(database: String) throws {
        var random = SeededNumbers(43)
        let events = Self.events(&random, disorder: 0)
        let (sandbox, flags) = try Self.sandbox(events, on: database)
        try #require(try sandbox.run("refold rebuild orders \(flags) && refold report sizes \(flags) --format csv,json --output a").status == 0)
        // Later events are not part of it.
        let later = #"{"id":"later","stream":"o1","type":"Added","occurred_at":"2024-02-01T00:00:00Z","data":{"amount":"1000"}}"#
        try later.write(to: sandbox.folder.appendingPathComponent("work/later.ndjson"), atomically: true, encoding: .utf8)
        try #require(try sandbox.run("refold import later.ndjson \(flags)").status == 0)
        #expect(try sandbox.run("refold verify --manifest a/sizes.manifest.json \(flags)").status == 0)
        let tampered = try sandbox.run("sed -i 's/,small,/,small,9/' a/sizes.csv && refold verify --manifest a/sizes.manifest.json \(flags)")
        #expect(tampered.status == 3 && tampered.output.contains("sizes.csv: the report gives what was written; the file beside the manifest was changed since"), "\(tampered)")
        let edited = try sandbox.run("sed 's/\"bound\":[0-9]*/\"bound\":1/' a/sizes.manifest.json > a/e.manifest.json; refold verify --manifest a/e.manifest.json \(flags)")
        #expect(edited.status == 3 && edited.error.contains("the manifest was changed after it was written"), "\(edited)")
        let changed = try sandbox.run("sed -i 's/above: 50/above: 20/' d/orders.projection.json5 && refold verify --manifest a/sizes.manifest.json \(flags) --json")
        #expect(changed.status == 3 && changed.output.contains(#""because":["definition"]"#), "\(changed)")
        let gone = try sandbox.run("mv d/sizes.report.json5 d/other.report.json5; refold verify --manifest a/sizes.manifest.json \(flags)")
        #expect(gone.status == 2 && gone.error.contains("which is not defined"), "\(gone)")
        let (other, otherFlags) = try Self.sandbox(Array(events.dropFirst()).enumerated().map { number, event in
            var event = event
            event.cents += 1
            return event
        }.filter { $0.stream != events[0].stream }, on: database)
        let store = try other.run("refold verify --manifest '\(sandbox.path("a/sizes.manifest.json"))' \(otherFlags)")
        #expect(store.status == 3, "\(store)")
    }

    @Test("A time at which an open transaction may still add events ends with 5; one before it does not")
    func openWriters() throws {
        var random = SeededNumbers(44)
        let (sandbox, flags) = try Self.sandbox(Self.events(&random, disorder: 0), on: "PostgreSQL")
        let uri = flags.split(separator: "'")[1]
        let held = try sandbox.run(
            """
            (echo "BEGIN; LOCK TABLE event_store IN ROW EXCLUSIVE MODE;"; echo "\\\\! touch held"; \(Self.untilDone); echo "COMMIT;") | psql -q '\(uri)' &
            n=0; while [ ! -e held ] && [ $n -lt 400 ]; do sleep 0.05; n=$((n + 1)); done
            refold report sizes \(flags) --as-of 2024-01-20; echo "status $?"
            sleep 0.1; now=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ | sed 's/...Z/Z/')
            refold report sizes \(flags) --as-of $now; echo "status $?"
            touch done; wait
            refold report sizes \(flags) --as-of $now > /dev/null; echo "status $?"
            """)
        let statuses = held.output.split(separator: "\n").filter { $0.hasPrefix("status") }
        #expect(statuses == ["status 0", "status 5", "status 0"], "\(held)")
        #expect(held.error.contains("may still be added by open transactions: server process"))
    }

    /// Waits for a file that says that a transaction may end.
    private static let untilDone = "n=0; while [ ! -e done ] && [ $n -lt 2400 ]; do sleep 0.05; n=$((n + 1)); done"

    private static func insertion(_ id: String, minute: Int, recorded: String) -> String {
        "INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at) VALUES "
            + "('\(id)', '\(id)', 1, 'Placed', '{\"customer\":\"new\"}', '{}', '\(time(minute))', \(recorded))"
    }

    @Test("An event of a time that is committed while its writer is waited for counts")
    func committedMeanwhile() throws {
        var random = SeededNumbers(45)
        let (sandbox, flags) = try Self.sandbox(Self.events(&random, disorder: 0), on: "PostgreSQL")
        let uri = flags.split(separator: "'")[1]
        try sandbox.write([Self.insertion("w", minute: 0, recorded: "clock_timestamp()") + ";"], to: "insert.sql")
        let run = try sandbox.run(
            """
            (echo "BEGIN;"; cat insert.sql; echo "\\\\! touch held"; \(Self.untilDone); echo "COMMIT;") | psql -q '\(uri)' &
            n=0; while [ ! -e held ] && [ $n -lt 400 ]; do sleep 0.05; n=$((n + 1)); done
            sleep 0.1; now=$(date -u +%Y-%m-%dT%H:%M:%S.%NZ | sed 's/...Z/Z/')
            refold report sizes \(flags) --as-of $now & report=$!
            n=0; until [ "$(psql '\(uri)' -qXAtc "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'refold'")" != 0 ] || [ $n -gt 600 ]; do sleep 0.05; n=$((n + 1)); done
            sleep 0.3; touch done; wait $report; echo "status $?"; wait
            """)
        #expect(run.output.hasSuffix("status 0\n") && run.output.contains("\nnew,small,1,0.00,0\n"), "\(run)")
    }

    @Test("An event of a time that stands past those a later writer holds back ends with 5, and so does a position there")
    func pastTheBound() throws {
        var random = SeededNumbers(46)
        let events = Self.events(&random, disorder: 0)
        let (sandbox, flags) = try Self.sandbox(events, on: "PostgreSQL")
        let uri = flags.split(separator: "'")[1]
        let (open, late) = (Self.insertion("open", minute: 0, recorded: "now()"), Self.insertion("late", minute: 0, recorded: "'2024-01-15T00:00:00Z'"))
        try sandbox.write([open + ";"], to: "open.sql")
        try sandbox.write([late + ";"], to: "late.sql")
        let run = try sandbox.run(
            """
            (echo "BEGIN;"; cat open.sql; echo "\\\\! touch held"; \(Self.untilDone); echo "COMMIT;") | psql -q '\(uri)' &
            n=0; while [ ! -e held ] && [ $n -lt 400 ]; do sleep 0.05; n=$((n + 1)); done
            refold report sizes \(flags) --as-of 2024-01-20 > before; echo "status $?"
            psql -q '\(uri)' < late.sql
            refold report sizes \(flags) --as-of 2024-01-20; echo "status $?"
            refold report sizes \(flags) --as-of \(events.count + 2); echo "status $?"
            touch done; wait
            refold report sizes \(flags) --as-of 2024-01-20 | grep -c ^new; refold report sizes \(flags) --as-of \(events.count + 2) | grep -c ^new
            """)
        #expect(run.output == "status 0\nstatus 5\nstatus 5\n1\n1\n", "\(run)")
        #expect(run.error.contains("events that count for 2024-01-20 may still be added"), "\(run)")
    }
}
