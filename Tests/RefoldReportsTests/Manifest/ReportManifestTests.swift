import RefoldReports
import RefoldValues
import Testing

struct ReportManifestTests {
    private static var manifest: ReportManifest {
        var manifest = ReportManifest(
            report: "fines/\"odd\" é", madeBy: "refold 9.9.9", definitionSHA256: SHA256.text(of: [1]),
            readModels: [.init(name: "fines", version: 3, definitionSHA256: SHA256.text(of: [2]), position: 90)],
            period: Period(from: CalendarDate("2012-01-01")!, to: CalendarDate("2013-01-01")!), today: CalendarDate("2026-01-02"), bound: 90,
            events: .init(count: 70, digest: "00ff00ff00ff00ff", columns: ["metadata"]), timeZone: "Europe/Rome", zoneData: "2025b", isIncomplete: true,
            failsChecks: false, dropped: [.init(projection: "fines", position: 7)])
        manifest.files = [.init(name: "odd.csv", contents: Array("a,b\n".utf8))]
        return manifest
    }

    @Test func `a manifest is read back as it was written`() throws {
        let bytes = Self.manifest.bytes
        let read = try ReportManifest(reading: bytes, file: "m.json")
        #expect(read == Self.manifest)
        #expect(read.bytes == bytes)
        var other = Self.manifest
        (other.period, other.today, other.events, other.zoneData) = (nil, nil, nil, nil)
        (other.asOf, other.hasMomentColumn) = (["12"], true)
        #expect(try ReportManifest(reading: other.bytes, file: "m.json") == other)
        other.hasMomentColumn = false
        #expect(try ReportManifest(reading: other.bytes, file: "m.json") == other)
    }

    @Test func `every changed byte of a manifest is refused`() throws {
        let bytes = Self.manifest.bytes
        for index in bytes.indices {
            var changed = bytes
            changed[index] = changed[index] == UInt8(ascii: "1") ? UInt8(ascii: "2") : UInt8(ascii: "1")
            let error = #expect(throws: RefoldError.self) { _ = try ReportManifest(reading: changed, file: "m.json") }
            #expect(error?.faults.allSatisfy { $0.remedy != nil } == true)
        }
        for count in 0..<bytes.count { #expect(throws: RefoldError.self) { _ = try ReportManifest(reading: Array(bytes[..<count]), file: "m.json") } }
    }

    @Test("a manifest of another form names the version that reads it")
    func otherForm() throws {
        let body = #"{"report":"r","made_by":"refold 99.0""#
        let bytes = Array("\(body),\n\"manifest_sha256\":\"\(SHA256.text(of: body.utf8))\"}\n".utf8)
        let error = #expect(throws: RefoldError.self) { _ = try ReportManifest(reading: bytes, file: "m.json") }
        #expect(error?.status == .usage)
        #expect(error?.faults.first?.remedy == "use the version of Refold that its made_by names")
    }

    @Test(arguments: ["", "{}", "[]", "nonsense", #"{"report":"a","manifest_sha256":"x"}"#])
    func `what is no manifest is told to be none`(text: String) {
        let error = #expect(throws: RefoldError.self) { _ = try ReportManifest(reading: Array(text.utf8), file: "m.json") }
        #expect(error?.faults.first?.place == .named("m.json"))
    }
}
