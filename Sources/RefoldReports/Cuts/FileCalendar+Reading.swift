import RefoldValues

extension FileCalendar {
    static let header = ["label", "from", "to"]

    /// Reads the CSV `label,from,to`, and finds all that is wrong with it.
    ///
    /// - Parameters:
    ///   - name: the path of the file below the folder of definitions.
    ///   - file: the path as faults show it.
    static func read(_ bytes: [UInt8], name: String, file: String) -> (calendar: FileCalendar, faults: [Fault]) {
        var reading = FileCalendarReading(file: file)
        reading.read(bytes)
        return (FileCalendar(name: name, entries: reading.found.map(\.entry)), reading.faults)
    }
}

/// One reading of a calendar.
private struct FileCalendarReading {
    let file: String
    var faults: [Fault] = []
    /// With their lines.
    var found: [(entry: FileCalendar.Entry, line: Int)] = []

    mutating func read(_ bytes: [UInt8]) {
        guard String(validating: bytes, as: UTF8.self) != nil else { return note(nil, "the file is not UTF-8", "a CSV in UTF-8", remedy: "save it in UTF-8") }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let plain = (bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes[...]).filter { $0 != UInt8(ascii: "\r") } + [UInt8(ascii: "\n")]
        var line = 1
        for (number, fields) in CSVTable.lines(plain[...], UInt8(ascii: ",")).enumerated() {
            if number == 0 {
                if fields != FileCalendar.header { note(1, "the first line is no header", "label,from,to", remedy: "write that line above the others") }
            } else if fields != [nil] {
                read(fields, line)
            }
            line += 1 + fields.reduce(0) { $0 + ($1?.utf8.count { $0 == UInt8(ascii: "\n") } ?? 0) }
        }
        checkLabels()
        checkDays()
        if found.isEmpty, faults.isEmpty { note(nil, "the calendar is empty", "at least one line such as 2024-P01,2024-01-29,2024-03-04") }
    }

    private mutating func read(_ fields: [String?], _ line: Int) {
        guard fields.count == 3, let label = fields[0], !label.isEmpty, let first = fields[1], let second = fields[2] else {
            return note(line, fields.count == 3 ? "a field is empty" : "the line has \(fields.count) field\(fields.count == 1 ? "" : "s")", "label,from,to")
        }
        guard let from = day(first, line), let to = day(second, line) else { return }
        guard let days = Period(from: from, to: to) else {
            return note(line, "\"\(label)\" has no day", "a day \"to\" after \"from\": \"to\" itself is no longer in it")
        }
        found.append((FileCalendar.Entry(label: label, days: days), line))
    }

    private mutating func day(_ text: String, _ line: Int) -> CalendarDate? {
        do throws(TimeError) {
            return try CalendarDate(Array(text.utf8).span)
        } catch {
            note(line, "\"\(text)\": \(error)", error.expected)
            return nil
        }
    }

    private mutating func checkLabels() {
        var lines: [ExactText: Int] = [:]
        for (entry, line) in found {
            guard let first = lines[ExactText(entry.label)] else {
                lines[ExactText(entry.label)] = line
                continue
            }
            note(line, "the label \"\(entry.label)\" stands in line \(first) too", "a label of its own for each line")
        }
    }

    /// Puts the entries in order and finds those that overlap.
    private mutating func checkDays() {
        found.sort { ($0.entry.days.from, $0.line) < ($1.entry.days.from, $1.line) }
        // The one that reaches furthest so far.
        var furthest = found.first
        for next in found.dropFirst() {
            if let before = furthest, next.entry.days.from < before.entry.days.to {
                let (first, second) = before.line < next.line ? (before, next) : (next, before)
                note(
                    second.line, "\"\(second.entry.label)\" and \"\(first.entry.label)\" of line \(first.line) both have the day \(next.entry.days.from)", "days that no other line has")
            }
            if next.entry.days.to > furthest?.entry.days.to ?? .first { furthest = next }
        }
        faults = faults.enumerated().sorted { (Self.line($0.element), $0.offset) < (Self.line($1.element), $1.offset) }.map(\.element)
    }

    private static func line(_ fault: Fault) -> Int { if case .definition(_, let line?, _) = fault.place { line } else { 0 } }

    private mutating func note(_ line: Int?, _ what: String, _ expected: String, remedy: String? = nil) {
        faults.append(Fault(what, at: .definition(file: file, line: line, path: ""), expected: expected, remedy: remedy))
    }
}
