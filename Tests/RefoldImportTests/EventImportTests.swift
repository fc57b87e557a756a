import Foundation
import RefoldCore
import RefoldImport
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Import")
struct EventImportTests {
    private static let options = ImportOptions(importedAt: Timestamp("2025-01-01T00:00:00Z") ?? .first)

    /// Imports text as one file and returns the summary; faults name the file `events.ndjson`.
    private func run(
        _ text: String, into store: any EventStore, _ options: ImportOptions = Self.options
    ) throws(RefoldError) -> ImportSummary {
        let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "refold-import-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/events.ndjson"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        #expect(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
        do throws(RefoldError) {
            return try EventImport(into: store).run([path], options: options)
        } catch {
            throw RefoldError(
                error.status,
                error.faults.map { fault in
                    guard case .line(_, let line, let field) = fault.place else { return fault }
                    return Fault(
                        fault.what, at: .line(file: "events.ndjson", line: line, field: field), expected: fault.expected, remedy: fault.remedy)
                })
        }
    }

    private func faults(_ text: String, into store: any EventStore = MemoryEventStore()) -> [String] {
        do throws(RefoldError) {
            _ = try run(text, into: store)
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    private func line(_ number: Int, _ more: String = "") -> String {
        #"{"stream":"s","version":\#(number),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"n":\#(number)}\#(more)}"# + "\n"
    }

    @Test("Ids, streams and types in two encodings stay different")
    func spellings() throws {
        let store = MemoryEventStore()
        let texts = [OddTexts.composed, OddTexts.decomposed, OddTexts.composed + "\u{301}", OddTexts.decomposed + "\u{301}"]
        let lines = texts.map { text in
            #"{"id":"\#(text)","stream":"\#(text)","version":1,"type":"\#(text)","occurred_at":"2024-03-01T09:30:00Z","data":{}}"# + "\n"
        }
        #expect(try run(lines.joined(), into: store).appended == 4)
        #expect(store.all.map(\.event.type).isExactly(texts) && store.all.map(\.stream).isExactly(texts))
        #expect(try run(lines.joined(), into: store).alreadyThere == 4)
        let other = lines[0].replacing(#""type":"\#(texts[0])""#, with: #""type":"\#(texts[1])""#)
        #expect(faults(other, into: store).count == 1)
    }

    @Test("A complete line is stored unchanged")
    func whole() throws {
        let store = MemoryEventStore()
        let summary = try run(
            """
            {"id":"0b7e","stream":"payment-\\u0031","version":1,"type":"PaymentInitiated","occurred_at":"2024-03-01T10:30:00+01:00",\
            "recorded_at":"2024-03-01T09:30:02Z","data":{"amount":"19.90", "x":"\\u00e9"},"metadata":{"by":"Zoë"},"position":"ignored"}
            """, into: store)
        #expect(summary.lines == 1 && summary.appended == 1 && summary.files == 1)
        #expect(
            store.all == [
                StoredEvent(
                    position: 1, stream: "payment-1", version: 1,
                    event: NewEvent(
                        id: "0b7e", type: "PaymentInitiated", data: #"{"amount":"19.90", "x":"\u00e9"}"#, metadata: #"{"by":"Zoë"}"#,
                        occurredAt: Timestamp("2024-03-01T09:30:00Z") ?? .first, recordedAt: Timestamp("2024-03-01T09:30:02Z") ?? .first))
            ])
    }

    @Test("Missing fields are filled in")
    func leftOut() throws {
        let store = MemoryEventStore()
        _ = try run(line(1) + #"{"id":"x","stream":"s","type":"U","occurred_at":"2024-03-02T00:00:00Z","data":{}}"#, into: store)
        #expect(store.all.map(\.event.id) == ["s#1", "x"])
        #expect(store.all.map(\.version) == [1, 2])
        #expect(store.all.map(\.event.metadata) == ["{}", "{}"])
        #expect(store.all.map(\.event.recordedAt.description) == ["2025-01-01T00:00:00Z", "2025-01-01T00:00:00Z"])
    }

    @Test("A backfill records events when they occurred")
    func backfill() throws {
        let store = MemoryEventStore()
        var options = Self.options
        options.recordedAt = .occurred
        _ = try run(line(1), into: store, options)
        #expect(store.all.map(\.event.recordedAt.description) == ["2024-03-01T09:30:00Z"])
    }

    @Test("Importing again adds nothing, even at another time and with the payload written differently")
    func idempotent() throws {
        let store = MemoryEventStore()
        _ = try run(line(1) + line(2), into: store)
        var later = Self.options
        later.importedAt = .last
        let summary = try run(line(1).replacing("{\"n\":1}", with: "{ \"n\" : 1.0 }") + line(2) + line(3), into: store, later)
        #expect(summary.alreadyThere == 2 && summary.appended == 1)
        #expect(store.all.count == 3)
    }

    @Test("Blank lines are skipped at the end and nowhere else")
    func blank() throws {
        #expect(try run(line(1) + "\n \r\n", into: MemoryEventStore()).lines == 1)
        #expect(
            faults(line(1) + "\n\n" + line(2)) == [
                "events.ndjson:2: the line is blank; remove it, or see whether an event is missing"
            ])
        #expect(try run("", into: MemoryEventStore()).lines == 0)
    }

    @Test("Line ends of Windows and a last line without an end are read")
    func lineEnds() throws {
        #expect(try run(line(1).dropLast() + "\r\n" + line(2).dropLast(), into: MemoryEventStore()).appended == 2)
    }

    @Test("All faults of every line are reported, and nothing is imported")
    func findings() throws {
        let store = MemoryEventStore()
        let text =
            line(1)
            + """
            {"id":7,"stream":"","version":0,"type":null,"occurred_at":"2024-02-30T00:00:00Z","data":[],"metadata":"m","recorded_at":"now"}
            {"stream":"s","type":"T","ocurred_at":"2024-03-01T09:30:00Z","data":{},"data":{}}
            {"stream":"s","version":2,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{"a":1,"a":2}}
            [1]
            {"stream":"s"

            """
        #expect(
            faults(text, into: store) == [
                #"events.ndjson:2: field "stream": the text is empty; expected a text of at least one character"#,
                #"events.ndjson:2: field "type": the value is null; expected a text; leave the key out"#,
                #"events.ndjson:2: field "id": the value is a number; expected a text"#,
                #"events.ndjson:2: field "version": the value is a number; expected a whole number from 1 on"#,
                #"events.ndjson:2: field "occurred_at": the calendar has no such day; expected a day of the Gregorian calendar, years 0001 to 9999; write the time in RFC 3339"#,
                #"events.ndjson:2: field "recorded_at": not an RFC 3339 time; expected a time like 2024-03-01T09:30:00Z, with Z or an offset; write the time in RFC 3339"#,
                #"events.ndjson:2: field "data": the value is a list; expected an object"#,
                #"events.ndjson:2: field "metadata": the value is a text; expected an object"#,
                #"events.ndjson:3: field "data": the key stands twice; leave one of them"#,
                #"events.ndjson:3: field "ocurred_at": the key is not known; expected one of position, id, stream, version, type, occurred_at, recorded_at, data, metadata; did you mean "occurred_at"?"#,
                #"events.ndjson:3: field "occurred_at": the field is missing; add it"#,
                #"events.ndjson:3: the line has neither an id nor a version; expected an id, a version or both; add an id that no other event has"#,
                #"events.ndjson:4: the line is no event: a key that its object already has, "a", at byte 90; correct the line; one event is one line"#,
                #"events.ndjson:5: the line is no event: something else where an object belongs at byte 1; correct the line; one event is one line"#,
                #"events.ndjson:6: the line is no event: the end of the text inside a value at byte 14; correct the line; one event is one line"#,
            ])
        #expect(store.all.isEmpty)
    }

    @Test("Versions that are not consecutive and ids of other events are reported, and nothing is imported")
    func order() throws {
        let store = MemoryEventStore()
        _ = try run(line(1), into: store)
        #expect(
            faults(line(3) + line(1).replacing("\"n\":1", with: "\"n\":2") + line(2) + line(2, #","id":"other""#), into: store) == [
                #"events.ndjson:1: field "version": the version is 3; expected the version 2, the next of its stream; put the stream's events in order, and none of them twice"#,
                #"events.ndjson:2: field "id": the event of this id in the store, at position 1, has other content; expected the same stream, type, time and payload; give a new event an id of its own; recorded events do not change"#,
                #"events.ndjson:4: field "version": the version is 2; expected the version 3, the next of its stream; put the stream's events in order, and none of them twice"#,
            ])
        #expect(
            faults(line(2) + line(2).replacing("\"n\":2", with: "\"n\":3"), into: store) == [
                #"events.ndjson:2: field "id": line 1 has the same id and other content; give each event an id of its own"#
            ])
        #expect(store.all.count == 1)
    }

    @Test("Lines after a gap are not faults themselves; if lines cannot be read, a gap may belong to them")
    func gaps() throws {
        #expect(faults(line(1) + line(3) + line(4) + line(5)).count == 1)
        #expect(faults(line(1) + "nonsense\n" + line(3) + line(4)).count == 1)
        #expect(faults(line(1) + line(2) + "nonsense\n" + line(1, #","id":"other""#)).count == 2)
    }

    @Test("A line of another file is named with its file")
    func otherFile() throws {
        let folder = NSTemporaryDirectory() + "/refold-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data((line(1) + line(2)).utf8).write(to: URL(filePath: folder + "/a"))
        try Data((line(3) + line(2).replacing("\"n\":2", with: "\"n\":3")).utf8).write(to: URL(filePath: folder + "/b"))
        let error = #expect(throws: RefoldError.self) {
            try EventImport(openStore: { MemoryEventStore() }).run([folder + "/a", folder + "/b"], options: Self.options)
        }
        #expect(error?.faults.count == 1)
        #expect(error?.faults.first?.what == "line 2 of \(folder)/a has the same id and other content")
        #expect(error?.faults.first?.place == .line(file: folder + "/b", line: 2, field: "id"))
    }

    @Test("No more than twenty faults are listed")
    func limit() throws {
        let many = faults(String(repeating: "{}\n", count: 100))
        #expect(many.count == 21)
        #expect(many.last?.contains("20 faults are listed, and what follows the last of them was not looked at") == true)
        #expect(faults(String(repeating: "{x\n", count: 100)).dropLast().last?.hasPrefix("events.ndjson:20: the line is no event: ") == true)
    }

    @Test("Of a file that is of another kind the first line alone is told, with what is expected")
    func otherKind() throws {
        #expect(faults(String(repeating: "x\n", count: 100)) == [
            #"events.ndjson:1: the line is no event: something else where an object belongs at byte 1; expected one JSON object a line, as {"id":"…","stream":"…","type":"…","occurred_at":"2024-03-01T09:30:00Z","data":{…}}; correct the line; one event is one line"#
        ])
    }

    @Test(
        "What cannot be stored or read back is refused",
        arguments: [
            (#"{"n":"\u0000"}"#, "U+0000 in a string"), (#"{"n":"\ud800"}"#, "half of a surrogate pair"),
            (String(repeating: "[", count: 4000), "an object belongs"), (#"{"n":"# + String(repeating: "[", count: 4000), "nesting deeper"),
        ])
    func refused(_ data: String, _ reason: String) {
        let found = faults(#"{"stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":\#(data)}"#)
        #expect(found.count == 1)
        #expect(found.first?.contains(reason) == true || found.first?.contains("nesting deeper") == true)
    }

    @Test("Text that is not UTF-8 is refused")
    func notUTF8() throws {
        let path = NSTemporaryDirectory() + "/refold-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data([0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]).write(to: URL(filePath: path))
        let error = #expect(throws: RefoldError.self) { try EventImport(openStore: { MemoryEventStore() }).run([path], options: Self.options) }
        #expect(error?.faults.first?.what.contains("not UTF-8") == true)
    }

    @Test("A text over the maximum length is refused")
    func longText() {
        let found = faults(line(1).replacing("\"s\"", with: "\"" + String(repeating: "é", count: 513) + "\""))
        #expect(found == [#"events.ndjson:1: field "stream": the text has 1026 bytes; expected at most 1024"#])
    }

    @Test("A line over the limit is refused and the lines after it are read")
    func longLine() {
        let long = line(1).replacing("{\"n\":1}", with: "{\"n\":\"" + String(repeating: "x", count: 16 << 20) + "\"}")
        #expect(
            faults(long + "{}\n").prefix(2) == [
                "events.ndjson:1: the line is too long; expected at most 16777216 bytes",
                #"events.ndjson:2: field "stream": the field is missing; add it"#,
            ])
    }

    @Test("Nothing is imported of several files if one is at fault")
    func severalFiles() throws {
        let folder = NSTemporaryDirectory() + "/refold-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(line(1).utf8).write(to: URL(filePath: folder + "/a"))
        try Data("{}".utf8).write(to: URL(filePath: folder + "/b"))
        let store = MemoryEventStore()
        #expect(throws: RefoldError.self) { try EventImport(into: store).run([folder + "/a", folder + "/b"], options: Self.options) }
        #expect(store.all.isEmpty)
        #expect(throws: RefoldError.self) { try EventImport(into: store).run([folder], options: Self.options) }
        #expect(throws: RefoldError.self) { try EventImport(into: store).run([folder + "/none"], options: Self.options) }
    }

    @Test("Piped input is copied, checked, and imported")
    func pipe() throws {
        let pipe = Pipe()
        let text = (1...2000).map { line($0) }.joined()
        let writer = Thread { [handle = pipe.fileHandleForWriting] in
            try? handle.write(contentsOf: Data(text.utf8))
            try? handle.close()
        }
        writer.start()
        let store = MemoryEventStore()
        let summary = try EventImport(into: store).run(["/dev/fd/\(pipe.fileHandleForReading.fileDescriptor)"], options: Self.options)
        #expect(summary.appended == 2000)
        #expect(store.all.last?.version == 2000)
    }

    @Test("A cancelled import leaves nothing and can be run again")
    func cancelled() throws {
        let path = NSTemporaryDirectory() + "/refold-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data((1...5000).map { line($0) }.joined().utf8).write(to: URL(filePath: path))
        let store = MemoryEventStore()
        for phase in [ImportProgress.Phase.checking, .writing] {
            var isThere = false
            let error = #expect(throws: RefoldError.self) {
                try EventImport(into: store).run([path], options: Self.options, progress: { isThere = $0.phase == phase }, isCancelled: { isThere })
            }
            #expect(error?.status == .incomplete)
            #expect(store.all.isEmpty)
        }
        #expect(try EventImport(into: store).run([path], options: Self.options).appended == 5000)
    }
}
