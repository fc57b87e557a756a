import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@testable import RefoldSQLite

@Suite("Times of a SQLite store")
struct SQLiteEventTimeTests {
    /// Microseconds since 1970 as a person would work them out: by regular expressions, and by counting years and months.
    ///
    /// - Returns: nil if the text is refused.
    private func slow(_ text: String, _ times: StoreTimes) -> Int64? {
        let day = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
        let clock = "([0-9]{2}):([0-9]{2}):([0-9]{2})([.][0-9]+)?"
        let zone = "([Zz]|[+-][0-9]{2}:[0-9]{2})"
        var forms = ["\(day)[Tt]\(clock)\(zone)"]
        if times == .utc { forms += ["\(day)[Tt ]\(clock)\(zone)?", "\(day)[Tt ]([0-9]{2}):([0-9]{2})()()()", "\(day)()()()()()"] }
        for form in forms {
            guard let expression = try? NSRegularExpression(pattern: "^(?:\(form))\\z"),
                let match = expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text))
            else { continue }
            let parts = (1...8).map { number in Range(match.range(at: number), in: text).map { String(text[$0]) } ?? "" }
            return slow(parts)
        }
        return nil
    }

    private func slow(_ parts: [String]) -> Int64? {
        let numbers = parts.prefix(6).map { Int64($0) ?? 0 }
        func isLeap(_ year: Int64) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        func lengths(_ year: Int64) -> [Int64] { [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] }
        let (year, month, day) = (numbers[0], numbers[1], numbers[2])
        guard year > 0, (1...12).contains(month), (1...lengths(year)[Int(month) - 1]).contains(day) else { return nil }
        guard numbers[3] < 24, numbers[4] < 60, numbers[5] < 60 else { return nil }
        let fraction = parts[6].dropFirst()
        guard fraction.dropFirst(6).allSatisfy({ $0 == "0" }) else { return nil }
        var offset: Int64 = 0
        if parts[7].count > 1 {
            let hours = Int64(parts[7].dropFirst().prefix(2)) ?? 0, minutes = Int64(parts[7].suffix(2)) ?? 0
            guard hours < 24, minutes < 60 else { return nil }
            offset = (hours * 60 + minutes) * (parts[7].hasPrefix("-") ? -1 : 1)
        }
        var days: Int64 = -719_162
        for earlier in 1..<year { days += isLeap(earlier) ? 366 : 365 }
        days += lengths(year).prefix(Int(month) - 1).reduce(0, +) + day - 1
        let seconds = ((days * 24 + numbers[3]) * 60 + numbers[4] - offset) * 60 + numbers[5]
        let digits = fraction.prefix(6)
        let micros = seconds * 1_000_000 + (Int64(digits + String(repeating: "0", count: 6 - digits.count)) ?? 0)
        return Timestamp(microseconds: micros)?.microseconds
    }

    /// A text that is a time, or nearly one.
    private func text(_ random: inout some RandomNumberGenerator) -> String {
        func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }
        /// A number in a range, seldom one past its end.
        func number(_ range: ClosedRange<Int>) -> String {
            let text = String(chance(40) ? range.upperBound + 1 : Int.random(in: range, using: &random))
            return String(repeating: "0", count: max(0, 2 - text.count)) + text
        }
        func any(_ texts: [String]) -> String { texts.randomElement(using: &random) ?? "" }
        var text = (chance(6) ? any(["0000", "0001", "9999", "1900", "2000"]) : number(1950...2050)) + "-\(number(1...12))-\(number(1...(chance(4) ? 31 : 28)))"
        if !chance(10) {
            text += any(["T", "T", " ", " ", "t"]) + "\(number(0...23)):\(number(0...59))"
            if !chance(5) {
                text += ":\(number(0...59))"
                if chance(3) { text += "." + String(Int.random(in: 0...9_999_999, using: &random)).prefix(Int.random(in: 0...7, using: &random)) }
                text += any(["", "", "", "Z", "z", "+\(number(0...23)):\(number(0...59))", "-\(number(0...14)):00", chance(3) ? "+00" : "Z", chance(3) ? " Z" : ""])
            }
        }
        guard chance(8) else { return text }
        var letters = Array(text)
        let place = Int.random(in: 0..<letters.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: letters.remove(at: place)
        case 1: letters.insert("0", at: place)
        default: letters[place] = Character(any(["x", "-", ":", ".", "é", "9"]))
        }
        return String(letters)
    }

    @Test("Every way of reading an event takes the times that a slow reading takes, and refuses the others with a remedy that helps", arguments: StoreTimes.allCases)
    func slowReading(times: StoreTimes) throws {
        var random = SeededNumbers(14)
        var texts = (0..<900).map { _ in text(&random) }
        texts += ["2024-01-01 10:00:00", "2024-01-01 10:00", "2024-01-01", "2024-01-01T10:00:00", "2024-01-01 10:00:00.123456", "2024-01-01 10:00:00Z", "", "now"]
        try withFolder { folder in
            let path = folder + "/events.db"
            _ = try SQLiteEventStore(path: path, access: .creating).append([EventStoreContract.event("first")], to: "first", expecting: .any)
            let connection = try SQLiteConnection(path, mode: .readWrite)
            let insert = try connection.prepare("INSERT INTO event_store VALUES (?, ?, ?, 1, 'Happened', '{}', '{}', ?, ?)")
            try connection.transaction(.immediate) { () throws(RefoldError) in
                for (number, text) in texts.enumerated() {
                    try insert.bind(1, Int64(number + 2))
                    for parameter: Int32 in [2, 3] { try insert.bind(parameter, "s\(number)") }
                    try insert.bind(4, text)
                    try insert.bind(5, text)
                    #expect(try insert.run(to: "insert") == nil)
                }
            }
            let store = try SQLiteEventStore(path: path, access: .reading, times: times)
            var taken = 0
            for (number, text) in texts.enumerated() {
                let position = Position(number + 2)
                let expected = slow(text, times).map { [$0, $0] }
                let inStream = reading(of: position, in: store) { () throws(RefoldError) in
                    try store.events(in: "s\(number)", from: 1, limit: nil).map { ($0.event.occurredAt, $0.event.recordedAt) }
                }
                let inScan = reading(of: position, in: store) { () throws(RefoldError) in
                    let batch = EventBatch(events: 4)
                    var query = EventQuery(after: position - 1, through: position, types: nil)
                    query.columns = [.recordedAt]
                    let scan = try store.scan(query)
                    _ = try scan.next(into: batch)
                    return (0..<batch.count).map { (batch[$0].occurredAt, batch[$0].recordedAt) }
                }
                #expect(inStream.times == expected && inScan.times == expected, "\(text): \(inStream) \(inScan)")
                if expected != nil { taken += 1 }
                guard expected == nil else { continue }
                let helps = times == .refuse && slow(text, .utc) != nil
                for remedy in [inStream.remedy, inScan.remedy] {
                    #expect(remedy?.contains("--store-times utc") == helps, "\(text): \(remedy ?? "")")
                    #expect(remedy?.contains("correct") == false)
                }
            }
            #expect(taken > (times == .utc ? 500 : 60) && taken < texts.count - 120)
        }
    }

    private func reading(
        of position: Position, in store: SQLiteEventStore, _ read: () throws(RefoldError) -> [(Timestamp, Timestamp)]
    ) -> (times: [Int64]?, remedy: String?) {
        do throws(RefoldError) {
            return (try read().flatMap { [$0.0.microseconds, $0.1.microseconds] }, nil)
        } catch {
            return (nil, error.faults.first?.remedy)
        }
    }

    @Test("An event that is there with a time of SQLite's own is known in a single append, in a check and in a bulk append, and stays as it was written")
    func known() throws {
        try withFolder { folder in
            let path = folder + "/events.db"
            _ = try SQLiteEventStore(path: path, access: .creating).append([EventStoreContract.event("a")], to: "s", expecting: .any)
            let written = "2024-05-02 09:00:00.25"
            try SQLiteConnection(path, mode: .readWrite).execute("UPDATE event_store SET occurred_at = '\(written)', recorded_at = '\(written)'")
            let store = try SQLiteEventStore(path: path, access: .creating, times: .utc)
            let stored = try #require(try store.event(id: "a"))
            let later = NewEvent(
                id: "a", type: stored.event.type, data: stored.event.data, metadata: stored.event.metadata, occurredAt: stored.event.occurredAt.later, recordedAt: stored.event.recordedAt)
            for (event, isSame) in [(stored.event, true), (later, false)] {
                let batch = EventBatch(events: 1)
                batch.append(StoredEvent(position: 0, stream: "s", version: 1, event: event))
                #expect(try store.matches(of: batch, comparingRecordedAt: [true]) == [isSame ? .alreadyThere : .differs(storedAt: 1)])
                var outcome: BulkOutcome?
                try store.appendInBulk { bulk throws(RefoldError) in outcome = try bulk.append(0, of: batch, comparingRecordedAt: true) }
                if case .alreadyThere = outcome { #expect(isSame) } else { #expect(!isSame, "\(String(describing: outcome))") }
            }
            #expect(try store.append([stored.event], to: "s", expecting: .any) == .duplicate(of: stored))
            let reading = try SQLiteConnection(path, mode: .readOnly).prepare("SELECT occurred_at, recorded_at FROM event_store")
            #expect(try reading.step())
            #expect([reading.text(0), reading.text(1)] == [written, written])
            #expect(try !reading.step())
        }
    }
}

extension Timestamp {
    fileprivate var later: Timestamp { Timestamp(microseconds: microseconds + 1) ?? self }
}
