import RefoldTesting
import RefoldValues
import RefoldZones
import Testing
@testable import RefoldReports

@Suite("Cuts compared with a slow reference")
struct CutReferenceTests {
    private static let zones = ["UTC", "Europe/Rome", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu", "America/New_York"]

    /// Times around changes of clocks, ends of years and ends of weeks, and any others.
    private static func times(_ count: Int, _ random: inout SeededNumbers) -> [Int64?] {
        // Summer time begins and ends in Rome, on Lord Howe Island and in New York; Samoa leaves out a day; a new year.
        let seconds: [Int64] = [1_711_846_800, 1_729_990_800, 1_712_417_400, 1_728_142_200, 1_730_610_000, 1_325_239_200, 1_704_067_200, 0]
        return (0..<count).map { _ in
            switch Int.random(in: 0..<10, using: &random) {
            case 0: nil
            case 1...6: ((seconds.randomElement(using: &random) ?? 0) + .random(in: -90_000...90_000, using: &random)) * 1_000_000 + .random(in: 0...999_999, using: &random)
            default: .random(in: -5_000_000_000_000_000...9_000_000_000_000_000, using: &random)
            }
        }
    }

    /// The lines of a report by a cut: text and number of rows, in order.
    private func lines(_ cut: String, _ rows: [[InMemorySnapshot.Cell]], blockSize: Int, at day: CalendarDate? = nil) throws -> [[String]] {
        var plan = try Sample.plan("{from: \"sales\", rows: [\(cut)], measures: {n: {count: \"*\"}}}")
        if let day { plan = plan.at(endOf: day) }
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
        return (0..<table.rowCount).map { table.row($0).map { $0.isNull ? "null" : $0.plain } }
    }

    /// Groups keys, the smallest first, null before all.
    private func grouped<Order: Comparable>(_ keys: [(text: String, order: Order)?]) -> [[String]] {
        var found: [String: (count: Int, order: Order)] = [:]
        for case let key? in keys { found[key.text] = ((found[key.text]?.count ?? 0) + 1, min(found[key.text]?.order ?? key.order, key.order)) }
        let nulls = keys.count { $0 == nil }
        return (nulls > 0 ? [["null", "\(nulls)"]] : []) + found.sorted { $0.value.order < $1.value.order }.map { [$0.key, "\($0.value.count)"] }
    }

    @Test("Cuts of random times are those of plain counting, in their order, at any block size and order of rows", arguments: zones, 1...4)
    func times(name: String, seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        let zone = try TimeZoneRules(named: name)
        let units = Self.times(300, &random)
        let rows = units.enumerated().map { Sample.row("\($0.offset)", $0.element.map { ["sold_at": .units($0)] } ?? [:]) }
        let months = [Int.random(in: 2...12, using: &random), 4]
        var cuts: [(String, (Timestamp) -> (text: String, order: Int64))] = [
            ("day: \"sold_at\"", { (zone.date(of: $0).description, Int64(zone.date(of: $0).days)) }),
            ("week: \"sold_at\"", { (SlowCuts.week(zone.date(of: $0)), Int64(zone.date(of: $0).days)) }),
            ("month: \"sold_at\"", { (zone.date(of: $0).monthText, Int64(zone.date(of: $0).days)) }),
            ("quarter: \"sold_at\"", { (SlowCuts.quarter(zone.date(of: $0), startMonth: 1), Int64(zone.date(of: $0).days)) }),
            ("year: \"sold_at\"", { (SlowCuts.year(zone.date(of: $0), startMonth: 1), Int64(zone.date(of: $0).days)) }),
            ("hour: \"sold_at\"", { (SlowCuts.hour($0, zone), $0.microseconds) }),
            ("weekday: \"sold_at\"", { ("\(SlowCuts.weekday(zone.date(of: $0)))", Int64(SlowCuts.weekday(zone.date(of: $0)))) }),
        ]
        for month in months {
            cuts.append(("quarter: \"sold_at\", startMonth: \(month)", { (SlowCuts.quarter(zone.date(of: $0), startMonth: month), Int64(zone.date(of: $0).days)) }))
            cuts.append(("year: \"sold_at\", startMonth: \(month)", { (SlowCuts.year(zone.date(of: $0), startMonth: month), Int64(zone.date(of: $0).days)) }))
        }
        for (cut, slow) in cuts {
            let expected = grouped(units.map { $0.flatMap { Timestamp(microseconds: $0) }.map(slow) })
            for (blockSize, rows) in [(1000, rows), (7, rows.shuffled(using: &random))] {
                #expect(try lines("{\(cut), timeZone: \"\(name)\"}", rows, blockSize: blockSize) == expected, "\(cut)")
            }
            guard !cut.hasPrefix("hour") else { continue }
            let days = units.map { $0.flatMap { Timestamp(microseconds: $0) }.map { zone.date(of: $0) } }
            let dates = days.enumerated().map { Sample.row("\($0.offset)", $0.element.map { ["due_on": .units(Int64($0.days))] } ?? [:]) }
            #expect(try lines("{\(cut.replacing("sold_at", with: "due_on"))}", dates, blockSize: 100) == expected, "\(cut) of dates")
        }
    }

    @Test("Bands of random numbers are those of comparing with each bound, in their order", arguments: 1...6)
    func bands(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        let sets = [["0"], ["-10", "0", "10"], ["-1.5", "0.005", "99.995", "1000"], ["100.00", "100.01", "100.011"]]
        let digits = ["EUR": 2, "JPY": 0, "BHD": 3]
        let rows = (0..<200).map { index -> [InMemorySnapshot.Cell] in
            var cells: [String: InMemorySnapshot.Cell] = ["currency": .text(digits.keys.sorted().randomElement(using: &random) ?? "EUR")]
            for name in ["quantity", "price", "amount", "target"] where Int.random(in: 0..<6, using: &random) > 0 {
                cells[name] = .units([.random(in: -200...200, using: &random), .random(in: -200_000...200_000, using: &random), .min, .max, 10_001, 0].randomElement(using: &random) ?? 0)
            }
            return Sample.row("\(index)", cells)
        }
        for bounds in sets {
            let at = "at: [" + bounds.map { Bool.random(using: &random) ? "\"\($0)\"" : $0 }.joined(separator: ", ") + "]"
            for (name, scale) in [("quantity", 0), ("price", 2), ("target", 3)] {
                let expected = grouped(
                    rows.map { row in
                        SlowReport.units(SlowReport.cell(row, name)).flatMap { ExactDecimal(mantissa: $0, scale: scale) }.map { number in
                            let band = SlowCuts.band(number, bounds)
                            return (text: band.text, order: band.place)
                        }
                    })
                for blockSize in [3, 1000] { #expect(try lines("{bands: \"\(name)\", \(at)}", rows, blockSize: blockSize) == expected) }
            }
            let amounts = try lines("{bands: \"amount\", \(at), as: \"size\"}, \"currency\"", rows, blockSize: 9)
            for (currency, scale) in digits {
                let own = rows.filter { SlowReport.text(SlowReport.cell($0, "currency")) == currency }
                let expected = grouped(
                    own.map { row in
                        SlowReport.units(SlowReport.cell(row, "amount")).flatMap { ExactDecimal(mantissa: $0, scale: scale) }.map { number in
                            let band = SlowCuts.band(number, bounds)
                            return (text: band.text, order: band.place)
                        }
                    })
                #expect(amounts.filter { $0[1] == currency }.map { [$0[0], $0[2]] } == expected)
            }
        }
    }

    @Test("Ages of random times are the local days up to the day of the report, those of the future too", arguments: 1...6)
    func ages(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        let name = Self.zones[seed % Self.zones.count]
        let zone = try TimeZoneRules(named: name)
        let day = try day("2024-06-30")
        let units = (0..<300).map { _ -> Int64? in
            Int.random(in: 0..<8, using: &random) == 0 ? nil : (1_719_741_600 + .random(in: -11_000_000...1_000_000, using: &random)) * 1_000_000
        }
        let rows = units.enumerated().map { index, units -> [InMemorySnapshot.Cell] in
            guard let units, let time = Timestamp(microseconds: units) else { return Sample.row("\(index)", [:]) }
            return Sample.row("\(index)", ["sold_at": .units(units), "due_on": .units(Int64(zone.date(of: time).days))])
        }
        for bounds in [["0"], ["30", "60", "90"], ["-5", "0", "1", "2"]] {
            let expected = grouped(
                units.map { units in
                    units.flatMap { Timestamp(microseconds: $0) }.map { time in
                        let band = SlowCuts.band(ExactDecimal(Int64(day.days) - Int64(zone.date(of: time).days)), bounds)
                        return (text: band.text, order: band.place)
                    }
                })
            for column in ["sold_at", "due_on"] {
                let text = "{from: \"sales\", period: {column: \"sold_at\", timeZone: \"\(name)\"}, rows: [{age: \"\(column)\", at: [\(bounds.joined(separator: ", "))]}], measures: {n: {count: \"*\"}}}"
                let plan = try Sample.plan(text)
                #expect(plan.usesMoment)
                for blockSize in [5, 1000] {
                    let table = try plan.at(endOf: day).run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
                    #expect((0..<table.rowCount).map { table.row($0).map { $0.isNull ? "null" : $0.plain } } == expected)
                }
            }
        }
    }

    @Test("Lines of bands and weekdays descend by the cut too, and null is before all or after all")
    func descending() throws {
        let rows = ([5, 50, 500, nil] as [Int64?]).enumerated().map { Sample.row("\($0.offset)", $0.element.map { ["quantity": .units($0)] } ?? [:]) }
        for (sign, expected) in [("", [",1", "below 10,1", "10 to below 100,1", "100 and above,1"]), ("-", ["100 and above,1", "10 to below 100,1", "below 10,1", ",1"])] {
            let csv = try Sample.csv("{from: \"sales\", rows: [{bands: \"quantity\", at: [10, 100]}], measures: {n: {count: \"*\"}}, order: [\"\(sign)bands\"]}", rows)
            #expect(csv.split(separator: "\n").dropFirst().map(String.init) == expected)
        }
    }
}
