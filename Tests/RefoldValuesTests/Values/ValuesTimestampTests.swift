import Testing
@testable import RefoldValues

@Suite("Timestamps")
struct ValuesTimestampTests {
    private func fault(_ text: String) -> TimeError? {
        let bytes = Array(text.utf8)
        do throws(TimeError) {
            _ = try Timestamp(bytes.span)
            return nil
        } catch {
            return error
        }
    }

    /// Microseconds since 1970 by adding up years and months.
    private func slowMicroseconds(_ year: Int, _ month: Int, _ day: Int, _ seconds: Int, _ fraction: Int) -> Int64 {
        func isLeap(_ year: Int) -> Bool { year % 400 == 0 || year % 4 == 0 && year % 100 != 0 }
        var days = (1..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) } - (1..<1970).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
        days += [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].prefix(month - 1).reduce(0, +) + day - 1
        return Int64(days * 86400 + seconds) * 1_000_000 + Int64(fraction)
    }

    @Test("Times written in any offset and fraction are the instants computed by addition")
    func slowTwin() throws {
        var generator = ValuesGenerator(seed: 4)
        func padded(_ value: Int, _ width: Int) -> String {
            String(repeating: "0", count: width - String(value).count) + String(value)
        }
        for _ in 0..<400 {
            let (year, month) = (Int.random(in: 2...9998, using: &generator), Int.random(in: 1...12, using: &generator))
            let day = Int.random(in: 1...28, using: &generator)
            let second = Int.random(in: 0..<86400, using: &generator)
            let digits = Int.random(in: 0...6, using: &generator)
            let place = [1_000_000, 100_000, 10_000, 1_000, 100, 10, 1][digits]
            let fraction = digits == 0 ? 0 : Int.random(in: 0..<1_000_000 / place, using: &generator)
            let local =
                "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
                + (digits == 0 ? "" : "." + padded(fraction, digits))
            let expected = slowMicroseconds(year, month, day, second, fraction * place)
            #expect(Timestamp(local + "Z")?.microseconds == expected)
            let offset = Int.random(in: -1439...1439, using: &generator)
            let zone = "\(offset < 0 ? "-" : "+")\(padded(abs(offset) / 60, 2)):\(padded(abs(offset) % 60, 2))"
            #expect(Timestamp(local + zone)?.microseconds == expected - Int64(offset) * 60_000_000, "\(local)\(zone)")
        }
    }

    @Test("An instant is read back from its own text by the fast and the full reader")
    func roundTrip() throws {
        var generator = ValuesGenerator(seed: 5)
        for index in 0..<4000 {
            var microseconds = Int64.random(in: Timestamp.first.microseconds...Timestamp.last.microseconds, using: &generator)
            if index % 2 == 0 { microseconds -= microseconds % 10_000 }
            let time = try #require(Timestamp(microseconds: microseconds))
            let bytes = Array(time.description.utf8)
            #expect(try Timestamp(bytes.span) == time)
            #expect(try Timestamp(anyForm: bytes.span, in: bytes.indices) == time)
        }
    }

    @Test("With any one byte changed, the fast reader never accepts what the full one refuses")
    func oneByteChanged() {
        var answered = 0
        for text in ["2024-02-29T23:59:59Z", "2023-12-31T09:30:00.5Z", "2024-03-01T09:30:00.123456Z", "2024-03-01T09:30:00+01:00"] {
            let bytes = Array(text.utf8)
            for index in bytes.indices {
                for byte in UInt8.min...UInt8.max {
                    var changed = bytes
                    changed[index] = byte
                    if let quick = Timestamp(utc: changed.span, in: changed.indices) {
                        answered += 1
                        #expect((try? Timestamp(anyForm: changed.span, in: changed.indices)) == quick)
                    }
                }
                #expect(fault(String(text.prefix(index))) == .notATime)
            }
        }
        #expect(answered > 100)
    }

    @Test(
        "The forms of RFC 3339 are read",
        arguments: [
            ("2024-03-01t09:30:00z", "2024-03-01T09:30:00Z"), ("2024-03-01T09:30:00.250Z", "2024-03-01T09:30:00.25Z"),
            ("2024-03-01T09:30:00.000000Z", "2024-03-01T09:30:00Z"), ("2024-03-01T09:30:00.1234560000Z", "2024-03-01T09:30:00.123456Z"),
            ("2024-03-01T09:30:00-00:00", "2024-03-01T09:30:00Z"), ("2024-03-01T00:30:00+01:00", "2024-02-29T23:30:00Z"),
            ("2024-12-31T23:30:00.5-23:59", "2025-01-01T23:29:00.5Z"), ("1969-12-31T23:59:59.999999Z", "1969-12-31T23:59:59.999999Z"),
            ("2024-03-01T09:30:00.000001Z", "2024-03-01T09:30:00.000001Z"),
        ])
    func forms(text: String, expected: String) {
        #expect(Timestamp(text)?.description == expected)
    }

    @Test("A text that is not a time is refused with the reason")
    func faults() {
        for text in [
            "", "Z", "2024-03-01", "2024-03-01T09:30:00", "2024-03-01 09:30:00Z", "2024-03-01T09:30Z", "2024-03-01T09:30:00.Z",
            "2024-03-01T09:30:00,5Z", "2024-03-01T09:30:00+0100", "2024-03-01T09:30:00+01", "2024-03-01T09:30:00+01:0", "2024-03-01T09:30:00ZZ",
            "2024-03-01T09:30:00Z ", " 2024-03-01T09:30:00Z", "2024-3-01T09:30:00.0Z", "20240301T093000.0000Z", "+024-03-01T09:30:00Z",
            "2024-03-01T09:30:00.5", "2024-03-01T09:30:00.5x", "2024-03-01T09:30:00 01:00", "２０２４-03-01T09:30:00Z",
        ] {
            #expect(fault(text) == .notATime, "\(text)")
        }
        for text in ["2023-02-29T00:00:00Z", "2024-02-30T00:00:00Z", "2024-13-01T00:00:00Z", "0000-12-31T00:00:00Z", "1900-02-29T00:00:00+01:00"] {
            #expect(fault(text) == .noSuchDay, "\(text)")
        }
        for text in [
            "2024-03-01T24:00:00Z", "2024-03-01T09:60:00Z", "2016-12-31T23:59:61Z", "2016-12-31T22:59:60Z", "2024-03-01T09:30:00+24:00", "2024-03-01T09:30:00+01:60",
        ] {
            #expect(fault(text) == .noSuchTimeOfDay, "\(text)")
        }
        for text in ["2016-12-31T23:59:60Z", "2016-12-31T23:59:60.5z", "2017-01-01T00:59:60+01:00", "2016-12-31T18:29:60-05:30"] {
            #expect(fault(text) == .leapSecond, "\(text)")
        }
        #expect(fault("2024-03-01T09:30:00.1234567Z") == .tooFine)
        #expect(fault("2024-03-01T09:30:00.0000001Z") == .tooFine)
        #expect(fault("0001-01-01T00:00:00+00:01") == .outOfRange)
        #expect(fault("9999-12-31T23:59:59-00:01") == .outOfRange)
        for error in TimeError.allCases { #expect(!error.description.isEmpty && !error.expected.isEmpty) }
    }

    @Test(
        "Truncated, a time loses what is finer than a microsecond, and a leap second is the second before it",
        arguments: [
            ("2024-03-01T09:30:00.1234567Z", "2024-03-01T09:30:00.123456Z"), ("2024-03-01T09:30:00.9999999999Z", "2024-03-01T09:30:00.999999Z"),
            ("1969-12-31T23:59:59.9999999Z", "1969-12-31T23:59:59.999999Z"), ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"),
            ("2016-12-31T23:59:60.5Z", "2016-12-31T23:59:59.5Z"), ("2017-01-01T00:59:60.1234567+01:00", "2016-12-31T23:59:59.123456Z"),
            ("2024-03-01T09:30:00.25Z", "2024-03-01T09:30:00.25Z"), ("2024-03-01T09:30:61Z", nil), ("2024-03-01T09:30:60Z", nil),
        ] as [(String, String?)])
    func truncated(text: String, expected: String?) throws {
        let utf8 = Array(text.utf8)
        #expect((try? Timestamp(utf8.span, in: utf8.indices, .truncate))?.description == expected)
    }

    @Test("The first and the last instant are the limits")
    func borders() throws {
        #expect(Timestamp("0001-01-01T00:00:00Z") == .first)
        #expect(Timestamp("9999-12-31T23:59:59.999999Z") == .last)
        #expect(Timestamp("0001-01-01T23:59:00+23:59") == .first)
        #expect(Timestamp.first.description == "0001-01-01T00:00:00Z")
        #expect(Timestamp.last.description == "9999-12-31T23:59:59.999999Z")
        #expect(Timestamp(microseconds: Timestamp.first.microseconds - 1) == nil)
        #expect(Timestamp(microseconds: Timestamp.last.microseconds + 1) == nil)
        #expect(Timestamp(microseconds: .min) == nil)
        #expect(Timestamp.first < Timestamp.last)
        #expect(Timestamp.first.utcDate == .first && Timestamp.last.utcDate == .last)
        #expect(Timestamp("1969-12-31T23:59:59.999999Z")?.utcDate.days == -1)
        #expect(Timestamp(startOfUTCDay: .first) == .first)
    }

    @Test("Only the range is read")
    func range() throws {
        let bytes = Array(#"{"t":"2024-03-01T09:30:00Z"}"#.utf8)
        #expect(try Timestamp(bytes.span, in: 6..<26).description == "2024-03-01T09:30:00Z")
        #expect(throws: TimeError.notATime) { try Timestamp(bytes.span, in: 6..<25) }
        #expect(throws: TimeError.notATime) { try Timestamp(bytes.span, in: 6..<27) }
    }
}
