import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldZones

@Suite("Zone files")
struct ZoneFileTests {
    private func rules(_ file: MadeZoneFile) throws -> TimeZoneRules { TimeZoneRules(name: "Test/Zone", try ZoneFile(file.bytes)) }

    private func offset(_ rules: TimeZoneRules, _ text: String) throws -> Int32 { rules.offset(at: try #require(Timestamp(text))) }

    private func fault(_ bytes: [UInt8]) -> String? {
        do throws(ZoneFileFault) { _ = try ZoneFile(bytes) } catch { return error.what }
        return nil
    }

    @Test("All versions are read, with the offset before the first transition, between them and after the last", arguments: [nil, "2", "3", "4"] as [Character?])
    func versions(version: Character?) throws {
        let file = MadeZoneFile(version: version, types: [1200, 3600, 7200], transitions: [(-1_000_000_000, 1), (1_000_000_000, 2)])
        let rules = try rules(file)
        #expect(try offset(rules, "0001-01-01T00:00:00Z") == 1200)
        #expect(try offset(rules, "1938-04-24T22:13:19.999999Z") == 1200)
        #expect(try offset(rules, "1938-04-24T22:13:20Z") == 3600)
        #expect(try offset(rules, "2001-09-09T01:46:39Z") == 3600)
        #expect(try offset(rules, "2001-09-09T01:46:40Z") == 7200)
        #expect(try offset(rules, "9999-12-31T00:00:00Z") == 7200)
    }

    @Test("The last line holds from the last transition on, and for all time if there is none")
    func footer() throws {
        let all = try rules(MadeZoneFile(types: [-18_000], footer: "EST5EDT,M3.2.0,M11.1.0"))
        for year in ["0001", "1900", "2024", "2499", "2500", "2501", "9999"] {
            #expect(try offset(all, "\(year)-01-01T00:00:00Z") == -18_000, "\(year)")
            #expect(try offset(all, "\(year)-07-01T00:00:00Z") == -14_400, "\(year)")
        }
        let late = try rules(MadeZoneFile(types: [0, -18_000], transitions: [(1_720_000_000, 1)], footer: "EST5EDT,M3.2.0,M11.1.0"))
        #expect(try offset(late, "2024-07-03T09:46:39Z") == 0)
        #expect(try offset(late, "2024-07-03T09:46:40Z") == -14_400)
        let fixed = try rules(MadeZoneFile(types: [0], transitions: [], footer: "<+0330>-3:30"))
        #expect(try offset(fixed, "2024-07-03T09:46:39Z") == 12_600)
    }

    @Test("Transitions beyond the years 1 to 9999 count only with what they leave, and late ones move the horizon")
    func extremes() throws {
        let ends = try rules(MadeZoneFile(types: [0, 60, 120], transitions: [(.min, 1), (.max, 2)]))
        #expect(ends.changes.isEmpty)
        #expect(try offset(ends, "2024-01-01T00:00:00Z") == 60)
        // 2400-01-01: the rules for all years begin later than 400 years before 2500.
        let late = try rules(MadeZoneFile(types: [0, 3600], transitions: [(13_569_465_600, 1)], footer: "CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(try offset(late, "2399-12-31T23:59:59Z") == 0)
        #expect(try offset(late, "2790-07-01T00:00:00Z") == 7200)
        #expect(try offset(late, "3190-07-01T00:00:00Z") == 7200)
        let last = try rules(MadeZoneFile(types: [0, 3600], transitions: [(253_402_300_000, 1)], footer: "CET-1CEST,M3.5.0,M10.5.0/3"))
        #expect(try offset(last, "9999-12-31T23:46:39Z") == 0)
        #expect(try offset(last, "9999-12-31T23:46:40Z") == 3600)
    }

    @Test("A file that is cut off anywhere is refused")
    func cutOff() {
        for version in [nil, "2", "4"] as [Character?] {
            let whole = MadeZoneFile(
                version: version, types: [0, 3600], transitions: [(1, 1), (2, 0)], footer: "CET-1CEST,M3.5.0,M10.5.0/3"
            ).bytes
            #expect(fault(whole) == nil)
            for count in 0..<whole.count where fault(Array(whole[..<count])) == nil { Issue.record("\(count) of \(whole.count) bytes are taken for a whole file") }
        }
    }

    @Test("Counts that no file can hold are refused before memory is asked for", arguments: 0..<6, [nil, "2"] as [Character?])
    func hugeCounts(count: Int, version: Character?) {
        let file = MadeZoneFile(version: version, types: [0, 3600], transitions: [(1, 1)])
        for value in [UInt32.max, 0x8000_0000, 0x7FFF_FFFF, 300] {
            var bytes = file.bytes
            bytes.replaceSubrange(file.headerPlace + 20 + 4 * count..<file.headerPlace + 24 + 4 * count, with: MadeZoneFile.bigEndian(Int64(value), 4))
            #expect(fault(bytes) != nil)
        }
        if version != nil {
            var bytes = file.bytes
            bytes.replaceSubrange(20 + 4 * count..<24 + 4 * count, with: MadeZoneFile.bigEndian(-1, 4))
            #expect(fault(bytes) == "it ends within its first block")
        }
    }

    @Test("What a zone file must not hold is said")
    func refused() {
        let two: [Int] = [0, 3600]
        #expect(fault([]) == "it ends within a header")
        #expect(fault(Array("TZjf".utf8) + MadeZoneFile().bytes.dropFirst(4)) == "it does not begin with \"TZif\"")
        #expect(fault(MadeZoneFile(version: "5").bytes) == "its version is unknown")
        #expect(fault(MadeZoneFile(types: []).bytes) == "it has 0 types of local time")
        #expect(fault(MadeZoneFile(types: two, transitions: [(2, 1), (2, 0)]).bytes) == "its transitions are not in order of time")
        #expect(fault(MadeZoneFile(types: two, transitions: [(2, 2)]).bytes) == "a transition leads to a type that it does not have")
        for offset in [-90_000, 93_600, Int(Int32.min), Int(Int32.max)] { #expect(fault(MadeZoneFile(types: [offset]).bytes) == "an offset is a day and more") }
        #expect(fault(MadeZoneFile(leaps: [(at: 78_796_800, seconds: 1)]).bytes) == "it counts leap seconds, as those of the folder \"right\" do")
        #expect(fault(MadeZoneFile(footer: "CET").bytes) == "its last line is no rule as POSIX writes it")
        var mixed = MadeZoneFile().bytes
        mixed[55] = UInt8(ascii: "3")
        #expect(fault(mixed) == "its two headers name different versions")
    }

    @Test("Damaged bytes lead to a fault or to rules that answer for every instant")
    func damaged() throws {
        var numbers = SeededNumbers(11)
        let transitions = (0..<40).map { (at: Int64($0) * 20_000_000 - 300_000_000, type: UInt8($0 % 3)) }
        let whole = MadeZoneFile(types: [0, 3600, 7200], transitions: transitions, footer: "CET-1CEST,M3.5.0,M10.5.0/3").bytes
        var (refused, taken) = (0, 0)
        for _ in 0..<4000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &numbers) { bytes[Int.random(in: 51..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers) }
            guard let file = try? ZoneFile(bytes) else {
                refused += 1
                continue
            }
            taken += 1
            let rules = TimeZoneRules(name: "Test/Zone", file)
            for _ in 0..<5 {
                let instant = Int64.random(in: Timestamp.first.microseconds...Timestamp.last.microseconds, using: &numbers)
                let time = try #require(Timestamp(microseconds: instant))
                _ = rules.startOfDay(rules.date(of: time))
            }
        }
        #expect(refused > 100 && taken > 100)
    }
}
