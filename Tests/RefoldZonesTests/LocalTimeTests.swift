import RefoldTesting
import RefoldZones
import Testing
@testable import RefoldValues

@Suite("Times that clocks of a zone showed, beside a slow search")
struct LocalTimeTests {
    private func slowInstant(ofLocal local: Int64, _ zone: TimeZoneRules) -> Int64? {
        let hours: Int64 = 15 * 3_600_000_000
        for instant in stride(from: local - hours, through: local + hours, by: 900_000_000) {
            guard let time = Timestamp(microseconds: instant) else { continue }
            if instant + Int64(zone.offset(at: time)) * 1_000_000 == local { return instant }
        }
        return nil
    }

    @Test("A local time is the first instant at which clocks of the zone show it, found by looking at them every quarter of an hour")
    func localTimes() throws {
        for name in ["Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca"] {
            let zone = try TimeZoneRules(named: name)
            var random = SeededNumbers(75)
            for turn in 0..<400 {
                // Half of them around a change, where clocks skip or repeat.
                let change = zone.changes.filter { $0 > 0 && $0 < 1_900_000_000_000_000 }.randomElement(using: &random) ?? 0
                let around = turn % 2 == 0 ? change : Int64.random(in: 0...1_900_000_000_000_000, using: &random)
                let quarter: Int64 = 900_000_000
                let quarters: Int64 = around / quarter + Int64.random(in: -60...60, using: &random)
                let local: Int64 = quarters * quarter + Int64.random(in: 0...3, using: &random) * 225_000_000
                let slow = slowInstant(ofLocal: local, zone)
                #expect(zone.instant(ofLocal: local) == slow, "\(name) \(local)")
                var text: [UInt8] = []
                Timestamp(microseconds: local)?.appendRFC3339(to: &text)
                let written = text.dropLast().map { $0 == UInt8(ascii: "T") ? UInt8(ascii: " ") : $0 }
                let time = try? Timestamp(local: written.span, in: zone)
                #expect(time?.microseconds == slow, "\(name) \(local)")
            }
        }
    }

    @Test(
        "What is no local time is refused with the reason",
        arguments: [
            ("2024-03-31 02:30:00", .skippedTime), ("2024-03-31T02:00", .skippedTime), ("2024-03-01", .notALocalTime), ("2024-03-01 9:30:00", .notALocalTime),
            ("2024-02-30 09:30", .noSuchDay), ("2024-03-01 25:00", .noSuchTimeOfDay), ("2024-03-01 09:30:00.1234567", .tooFine),
            ("2024-03-01 09:30:00 Europe/Rome", .notALocalTime),
        ] as [(String, TimeError)])
    func noLocalTime(text: String, error: TimeError) throws {
        let zone = try TimeZoneRules(named: "Europe/Rome")
        let utf8 = Array(text.utf8)
        #expect(throws: error) { try Timestamp(local: utf8.span, in: zone) }
    }
}
