import Foundation
import RefoldDefinitions
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Calendars of files")
struct FileCalendarTests {
    private static let retail = "label,from,to\n2024-P02,2024-03-04,2024-04-01\n2024-P01,2024-01-29,2024-03-04\n\"P,3\",2024-04-08,2024-05-06\n"
    private static let report = "{from: \"sales\", rows: [{calendar: \"sold_at\", file: \"retail.csv\"}], measures: {n: {count: \"*\"}}}"

    /// Reads a report beside files.
    private func read(_ files: [String: String], by text: String = report) throws -> (plan: ReportPlan?, faults: [String]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-calendars-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, content) in files { try Data(content.utf8).write(to: folder.appendingPathComponent(name)) }
        let read = ReportPlan.read(
            text.utf8, file: "r.report.json5", name: "r", readModels: ["sales": Sample.schema], files: DefinitionFiles(below: folder.path))
        return (read.plan, read.faults.map { $0.description.replacing(folder.path + "/", with: "") })
    }

    private func rows(_ days: [String]) throws -> [[InMemorySnapshot.Cell]] {
        try days.enumerated().map { Sample.row("\($0.offset)", ["sold_at": try micros("\($0.element)T12:00:00Z")]) }
    }

    private func lines(_ plan: ReportPlan, _ rows: [[InMemorySnapshot.Cell]], blockSize: Int = 1000) throws -> [[String]] {
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows, blockSize: blockSize), period: nil)
        return (0..<table.rowCount).map { table.row($0).map { $0.isNull ? "null" : $0.plain } }
    }

    @Test("Rows are put into the entries of the file, in the order of their days, and null into none")
    func entries() throws {
        for text in [Self.retail, "\u{FEFF}" + Self.retail.replacing("\n", with: "\r\n"), String(Self.retail.dropLast())] {
            let plan = try #require(read(["retail.csv": text]).plan)
            let rows = try rows(["2024-03-04", "2024-04-08", "2024-01-29", "2024-03-03", "2024-03-31"]) + [Sample.row("null", [:])]
            #expect(try lines(plan, rows) == [["null", "1"], ["2024-P01", "2"], ["2024-P02", "2"], ["P,3", "1"]])
        }
    }

    @Test("Random days are in the entry that is found by looking at all", arguments: 1...6)
    func random(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed))
        var (entries, day) = ([(label: String, from: Int, to: Int)](), Int.random(in: 18_000...19_000, using: &random))
        for number in 0..<Int.random(in: 1...40, using: &random) {
            let end = day + Int.random(in: 1...40, using: &random)
            entries.append(("L\(number)", day, end))
            day = end + [0, 0, 0, Int.random(in: 1...9, using: &random)][number % 4]
        }
        func text(_ day: Int) -> String { CalendarDate(days: day)?.description ?? "" }
        let csv = "label,from,to\n" + entries.shuffled(using: &random).map { "\($0.label),\(text($0.from)),\(text($0.to))\n" }.joined()
        let plan = try #require(read(["retail.csv": csv]).plan)
        let days = (0..<200).map { _ in Int.random(in: entries[0].from..<day, using: &random) }.filter { day in entries.contains { $0.from <= day && day < $0.to } }
        let expected = entries.map { entry in [entry.label, "\(days.count { entry.from <= $0 && $0 < entry.to })"] }.filter { $0[1] != "0" }
        for blockSize in [3, 1000] { #expect(try lines(plan, rows(days.map(text)), blockSize: blockSize) == expected) }
        let coder = RowCoder(plan.rows[0])
        for _ in 0..<50 {
            let from = Int.random(in: entries[0].from - 50...day + 50, using: &random)
            let to = from + Int.random(in: 1...60, using: &random)
            let period = try #require(Period(CalendarDate(days: from), CalendarDate(days: to)))
            let touched = entries.indices.filter { entries[$0].from < to && from < entries[$0].to }
            #expect(coder.codes(of: period).map { [Int($0.first), Int($0.last)] } == touched.first.map { [$0, touched[touched.count - 1]] })
        }
        #expect(coder.isSequence && coder.code(after: Int64(entries.count) - 1) == nil && coder.code(before: 0) == nil)
    }

    @Test("A day outside the calendar is an error that names the first such day, whatever the order of rows")
    func outside() throws {
        let days = ["2024-03-05", "2024-04-05", "2025-01-01", "2024-04-01", "2024-04-02"]
        let filled = Self.report.replacing("], measures", with: "], fill: [\"calendar\"], measures").replacing("\"retail.csv\"}", with: "\"retail.csv\", as: \"calendar\"}")
        for (order, blockSize, text) in [(days, 1, Self.report), (days.reversed(), 2, Self.report), (days, 1000, Self.report), (days, 1000, filled)] {
            let plan = try #require(read(["retail.csv": Self.retail], by: text).plan)
            let error = #expect(throws: RefoldError.self) { try lines(plan, rows(order), blockSize: blockSize) }
            #expect(error?.status == .failed)
            #expect(
                error?.description
                    == "calendar retail.csv: the day 2024-04-01 is in no line of the calendar; expected a line for each day that has rows; add a line for it, or choose other rows with where or a period")
        }
    }

    @Test(
        "All faults of a calendar are found, each with its line",
        arguments: [
            ("", ["retail.csv:1: the first line is no header; expected label,from,to; write that line above the others"]),
            ("a,b\n", ["retail.csv:1: the first line is no header; expected label,from,to; write that line above the others"]),
            ("label,from,to\n", ["retail.csv: the calendar is empty; expected at least one line such as 2024-P01,2024-01-29,2024-03-04"]),
            (
                "label,from,to\nA,2024-01-01,2024-02-30\n,2024-01-01,2024-02-01\nB,2024-02-01\n\nC,2024-02-01,2024-02-01\nD,x,2024-02-01\n",
                [
                    "retail.csv:2: \"2024-02-30\": the calendar has no such day; expected a day of the Gregorian calendar, years 0001 to 9999",
                    "retail.csv:3: a field is empty; expected label,from,to", "retail.csv:4: the line has 2 fields; expected label,from,to",
                    "retail.csv:6: \"C\" has no day; expected a day \"to\" after \"from\": \"to\" itself is no longer in it",
                    "retail.csv:7: \"x\": \(TimeError.notADate); expected \(TimeError.notADate.expected)",
                ]
            ),
            (
                "label,from,to\nA,2024-01-01,2024-03-01\nB,2024-03-01,2024-04-01\nC,2024-01-10,2024-01-20\nD,2024-02-28,2024-03-02\nA,2025-01-01,2025-02-01\n",
                [
                    "retail.csv:4: \"C\" and \"A\" of line 2 both have the day 2024-01-10; expected days that no other line has",
                    "retail.csv:5: \"D\" and \"A\" of line 2 both have the day 2024-02-28; expected days that no other line has",
                    "retail.csv:5: \"D\" and \"B\" of line 3 both have the day 2024-03-01; expected days that no other line has",
                    "retail.csv:6: the label \"A\" stands in line 2 too; expected a label of its own for each line",
                ]
            ),
        ])
    func faults(text: String, faults: [String]) throws { #expect(try read(["retail.csv": text]).faults == faults) }

    @Test("Faults of the report come before those of its calendar, which are told once for two columns")
    func twoFiles() throws {
        let text = "{from: \"sales\", rows: [{calendar: \"sold_at\", file: \"retail.csv\"}, {calendar: \"due_on\", file: \"retail.csv\", as: \"due\"}],\n\n\n measures: {n: {coun: \"*\"}}}"
        let faults = try read(["retail.csv": "x\n"], by: text).faults
        #expect(faults.count == 2)
        #expect(faults.first?.hasPrefix("r.report.json5:4: measures.n.coun") == true, "\(faults)")
        #expect(faults.last?.hasPrefix("retail.csv:1: the first line is no header") == true, "\(faults)")
    }

    @Test(
        "A file outside the folder, or that is not there, is refused",
        arguments: [
            ("../x.csv", "rows[0].file: the file does not lie below the folder of definitions"), ("/etc/passwd", "rows[0].file: the file does not lie below"),
            ("a/../../x.csv", "rows[0].file: the file does not lie below"), ("", "rows[0].file: the file does not lie below"),
            ("absent.csv", "absent.csv: the file cannot be found"),
        ])
    func places(name: String, fault: String) throws {
        let faults = try read(["retail.csv": Self.retail], by: Self.report.replacing("retail.csv", with: name)).faults
        #expect(faults.count == 1 && faults[0].contains(fault), "\(faults)")
    }

    @Test("The digest of the definition is another one if the calendar changes, and only then")
    func digest() throws {
        let (one, same) = (try read(["retail.csv": Self.retail]).plan, try read(["retail.csv": Self.retail, "other.csv": ""]).plan)
        let other = try read(["retail.csv": Self.retail.replacing("P02", with: "P2")]).plan
        #expect(one?.definitionSHA256 == same?.definitionSHA256)
        #expect(one?.definitionSHA256 != other?.definitionSHA256)
    }

    @Test("A label is a period of the report")
    func periods() throws {
        let names = try #require(read(["retail.csv": Self.retail]).plan).periods
        let march = Period(from: try day("2024-03-04"), to: try day("2024-04-01"))
        #expect(try Period("calendar:2024-P02", today: .first, of: names) == march)
        #expect(try Period("calendar:P,3", today: .first, of: names) == Period(from: try day("2024-04-08"), to: try day("2024-05-06")))
        let error = #expect(throws: RefoldError.self) { try Period("calendar:2024-P03", today: .first, of: names) }
        #expect(error?.description == "--period: there is no label \"2024-P03\"; expected \"2024-P01\", \"2024-P02\" or \"P,3\"; did you mean \"2024-P01\"?")
        let moments = try ReportMoments("month-ends:calendar:2024-P01/calendar:2024-P02", today: .first, of: names)
        #expect(moments.moments.map(\.text) == ["2024-01-31", "2024-02-29", "2024-03-31"])
    }

    @Test("A label that two calendars have for other days could be read two ways")
    func twoCalendars() throws {
        let text = "{from: \"sales\", rows: [{calendar: \"sold_at\", file: \"a.csv\"}, {calendar: \"sold_at\", file: \"b.csv\", as: \"b\"}], measures: {n: {count: \"*\"}}}"
        let names = try #require(
            read(["a.csv": "label,from,to\nP1,2024-01-01,2024-02-01\nQ,2024-02-01,2024-03-01\n", "b.csv": "label,from,to\nP1,2024-01-01,2024-01-31\nQ,2024-02-01,2024-03-01\n"], by: text).plan).periods
        let error = #expect(throws: RefoldError.self) { try Period("calendar:P1", today: .first, of: names) }
        #expect(
            error?.description
                == "--period: \"calendar:P1\" could be read two ways: it is 2024-01-01/2024-02-01 in a.csv or 2024-01-01/2024-01-31 in b.csv; expected both days, as 2024-01-01/2024-02-01")
        #expect(try Period("calendar:Q", today: .first, of: names) == Period("2024-02", today: .first))
    }
}
