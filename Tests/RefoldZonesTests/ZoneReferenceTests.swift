import Foundation
import RefoldTesting
import Testing
@testable import RefoldValues
@testable import RefoldZones

/// Compares every zone of the system with what Python makes of the same files.
@Suite("Zones compared with another implementation")
struct ZoneReferenceTests {
    private static var folder: ZoneFolder? { try? ZoneFolder.find(named: ProcessInfo.processInfo.environment["TZDIR"]) }
    /// 1900-01-01 and 2100-01-01, in seconds since 1970.
    private static let years: Range<Int64> = -2_208_988_800..<4_102_444_800

    private static func canRun(_ command: String) -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    /// Reads lines `ZONE CHANGE…`, and writes for each zone `offset INSTANT SECONDS` for the instants around its own transitions and those
    /// given and at some others, and `day DAYS INSTANT` for the first instant of days around them.
    private static let script = #"""
        import bisect, datetime, random, sys, zoneinfo
        from zoneinfo._zoneinfo import ZoneInfo as Pure
        epoch, utc = datetime.datetime(1970, 1, 1), datetime.timezone.utc
        first, end = -2208988800, 4102444800
        for line in sys.stdin:
            name, *given = line.split()
            zone, numbers = zoneinfo.ZoneInfo(name), random.Random(name)
            known = {}
            def offset(at):
                if at not in known:
                    known[at] = int((datetime.datetime.fromtimestamp(at, utc).astimezone(zone).utcoffset()).total_seconds())
                return known[at]
            own = [at for at in Pure(name)._trans_utc if first <= at < end]
            changes = sorted({*map(int, given), *own})
            days = set()
            for at in changes:
                for near in (at - 1, at, at + 1): offset(near)
                days.update((at + offset(at)) // 86400 + more for more in (-1, 0, 1))
            # Four a year, so that no change of a season can be missed by both.
            for at in range(first, end, 86400 * 91): offset(at + numbers.randrange(86400 * 91))
            days.update(numbers.randrange(first // 86400, end // 86400) for _ in range(40))
            print("zone", name)
            for at in sorted(known): print(at, known[at])
            print("days")
            for day in sorted(days):
                midnight = day * 86400
                near = changes[bisect.bisect(changes, midnight - 200000):bisect.bisect(changes, midnight + 200000)]
                at = {midnight - offset(other) for other in [midnight - 200000, *near]} | set(near)
                print(day, min(instant for instant in at if instant + offset(instant) >= midnight))
        """#

    @Test(
        "All zones agree with Python's at all transitions from 1900 to 2100, and so do the first instants of days",
        .enabled(if: canRun("python3 -c 'import zoneinfo'"), "python3 with zoneinfo is not installed"), .enabled(if: folder != nil, "the system has no zone data"))
    func references() throws {
        let zones = try #require(Self.folder)
        let data = ZoneData(folder: zones.path)
        let names = zones.names()
        try #require(!names.isEmpty)
        var rules: [String: TimeZoneRules] = [:]
        for name in names { rules[name] = try data.rules(named: name) }
        // Links are read like any other name, and each file is compared once.
        var files: Set<String> = []
        let compared = try names.filter { files.insert(try ZoneFileSystem.realPath(of: zones.root + "/" + $0)).inserted }
        let output = try withFolder { folder in
            var input = ""
            for name in compared {
                input += name
                for change in rules[name]?.changes ?? [] where Self.years.contains(change / 1_000_000) { input += " \(change / 1_000_000)" }
                input += "\n"
            }
            try Data(input.utf8).write(to: URL(filePath: folder + "/input"))
            try Data(Self.script.utf8).write(to: URL(filePath: folder + "/script.py"))
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "exec timeout 300 python3 script.py < input > output"]
            process.currentDirectoryURL = URL(filePath: folder)
            process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONTZPATH": zones.root]) { $1 }
            try process.run()
            process.waitUntilExit()
            try #require(process.terminationStatus == 0)
            return [UInt8](try Data(contentsOf: URL(filePath: folder + "/output")))
        }
        try compare(output, rules, count: compared.count)
    }

    private func compare(_ output: [UInt8], _ rules: [String: TimeZoneRules], count: Int) throws {
        var (zone, name, isDays, seen) = (TimeZoneRules.utc, "", false, 0)
        var hint = TimeZoneRules.Hint()
        var wrong: [String] = []
        for line in output.split(separator: UInt8(ascii: "\n")) {
            if line.starts(with: "zone ".utf8) {
                name = String(decoding: line.dropFirst(5), as: UTF8.self)
                (zone, isDays, hint) = (try #require(rules[name]), false, TimeZoneRules.Hint())
                seen += 1
            } else if line.elementsEqual("days".utf8) {
                isDays = true
            } else {
                let numbers = line.split(separator: UInt8(ascii: " ")).compactMap { Int(String(decoding: $0, as: UTF8.self)) }
                try #require(numbers.count == 2)
                if isDays {
                    let start = zone.startOfDay(try #require(CalendarDate(days: numbers[0]))).microseconds
                    if start != Int64(numbers[1]) * 1_000_000 { wrong.append("\(name): day \(numbers[0]) begins at \(start / 1_000_000), not \(numbers[1])") }
                } else {
                    let time = try #require(Timestamp(microseconds: Int64(numbers[0]) * 1_000_000))
                    let found = Int(zone.offset(at: time, hint: &hint))
                    if found != numbers[1] { wrong.append("\(name) at \(time): \(found), not \(numbers[1])") }
                }
            }
        }
        #expect(seen == count)
        #expect(wrong.isEmpty, "\(wrong.count) differ, the first: \(wrong.prefix(5))")
    }

    @Test(
        "A file of the folder right, which counts leap seconds, is refused",
        .enabled(if: folder.map { FileManager.default.fileExists(atPath: $0.root + "/right/Europe/Rome") } ?? false, "the system has no folder right"))
    func leapSeconds() throws {
        let data = ZoneData(folder: try #require(Self.folder).path + "/right")
        let error = #expect(throws: RefoldError.self) { _ = try data.rules(named: "Europe/Rome") }
        #expect(error?.faults.first?.what.contains("it counts leap seconds") == true)
    }
}
