import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldLayouts

@Suite("Values as other frameworks write them")
struct LayoutValueTests {
    @Test("A time is read in every form that databases and clients have for it", arguments: [
        ("2024-03-01T09:30:00Z", "2024-03-01T09:30:00Z"), ("2024-03-01 09:30:00", "2024-03-01T09:30:00Z"), ("2024-03-01T09:30:00", "2024-03-01T09:30:00Z"),
        ("2024-03-01 09:30:00.123456", "2024-03-01T09:30:00.123456Z"), ("2024-03-01 10:30:00+01", "2024-03-01T09:30:00Z"),
        ("2024-03-01 10:30:00.5+0100", "2024-03-01T09:30:00.5Z"), ("2024-03-01T05:00:00-04:30", "2024-03-01T09:30:00Z"), ("2024-03-01", "2024-03-01T00:00:00Z"),
        ("2024-03-01 09:30:00.000000+0000", "2024-03-01T09:30:00Z"), ("2024-03-01 09:30:00-00", "2024-03-01T09:30:00Z"), ("2024-03-01 09:30", "2024-03-01T09:30:00Z"),
    ])
    func times(_ text: String, _ wanted: String) throws {
        let bytes = Array(text.utf8)
        #expect(try Timestamp(stored: bytes.span, .exact).description == wanted)
    }

    @Test("What is no time is refused", arguments: [
        "", "now", "2024-03-01T", "2024-02-30", "2024-03-01 25:00:00", "2024-13-01 00:00:00", "01.03.2024", "2024-03-01 9:30", "2024-03-01 09:30:00+99", "infinity",
        "2024-03-01 09:30:00.1234567+", "2024-03-01 09:30:00 Europe/Berlin",
    ])
    func noTimes(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(throws: TimeError.self) { try Timestamp(stored: bytes.span, .exact) }
    }

    @Test("A time finer than microseconds is refused or cut off, as it is asked for")
    func precision() throws {
        let bytes = Array("2024-03-01 09:30:00.1234567+00".utf8)
        #expect(throws: TimeError.tooFine) { try Timestamp(stored: bytes.span, .exact) }
        #expect(try Timestamp(stored: bytes.span, .truncate).description == "2024-03-01T09:30:00.123456Z")
    }

    @Test("A derived id is made of stream and version, or else of the position, and read back")
    func derivedIDs() {
        #expect(DerivedID(stream: "account-1", version: 3, position: 12).text == "account-1/3")
        #expect(DerivedID(stream: "a/b", version: 0, position: 12).text == "a/b/0")
        #expect(DerivedID(stream: nil, version: 3, position: 12).text == "@12")
        #expect(DerivedID(stream: "a", version: nil, position: 12).text == "@12")
        for id in [DerivedID(stream: "a/b", version: 7, position: 1), DerivedID(stream: "@5", version: 0, position: 1), DerivedID(stream: nil, version: nil, position: 9)] {
            #expect(DerivedID(id.text) == id)
        }
        for text in ["", "@", "@0", "@-1", "@x", "/", "/1", "a/", "a/x", "a", "@1/x", "9e5", "a/1.0"] { #expect(DerivedID(text) == nil, "\(text)") }
        #expect(DerivedID("a/-1")?.version == -1)
    }

    @Test("A UUID is read with dashes or without, in letters of any case")
    func uuids() {
        let plain = "7f1f3c643f0e4a8e9c59000000000001"
        for text in [plain, "7f1f3c64-3f0e-4a8e-9c59-000000000001", "7F1F3C64-3F0E-4A8E-9C59-000000000001"] {
            #expect(UUIDText(text)?.digits == plain)
            #expect(UUIDText(text)?.text == "7f1f3c64-3f0e-4a8e-9c59-000000000001")
        }
        for text in ["", "7f1f3c64", plain + "0", String(plain.dropLast()) + "g", "{\(plain)}", String(plain.dropLast()) + "١"] { #expect(UUIDText(text) == nil, "\(text)") }
    }

    @Test("The pattern of a table's name matches as LIKE does", arguments: [
        ("events", "events", true), ("Events", "events", false), ("bank_events", "%_events", true), ("_events", "%_events", true), ("events", "%_events", false),
        ("bank_events_2", "%_events", false), ("anything", "%", true), ("", "%", true), ("_abc", "\\_%", true), ("xabc", "\\_%", false), ("a%b", "a\\%b", true),
        ("axb", "a\\%b", false), ("abcabc", "%abc", true), ("aXbXc", "a%b%c", true), ("ab", "a%b%c", false), ("a\\b", "a\\\\b", true),
    ])
    func patterns(_ name: String, _ pattern: String, _ isMatch: Bool) { #expect(StoreLayout.matches(name, pattern) == isMatch) }

    @Test("The events left out are those of the scan that met the most, and the first is the lowest")
    func unreadable() {
        let events = UnreadableEvents()
        #expect(events.most == UnreadableEvents.Count())
        let (one, other) = (events.beginScan(), events.beginScan())
        for position in [7, 3, 9] as [Int64] { events.add(position, "YAML \(position)", to: one) }
        events.add(1, "XML", to: other)
        #expect(events.most.events == 3)
        #expect(events.most.first == 3)
        #expect(events.most.reason == "YAML 3")
    }
}
