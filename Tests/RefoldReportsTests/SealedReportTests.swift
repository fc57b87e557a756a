import RefoldStores
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("A sealed report")
struct SealedReportTests {
    private static func sealed(_ table: FigureTable, _ csv: CSVStyle = CSVStyle(), altering: ([UInt8]) -> [UInt8] = { $0 }, isSealed: Bool = true) throws -> SealedReport {
        let files = (try table.bytes(as: CSVFormat(), TableStyle(csv: csv)), altering(try table.bytes(as: JSONFormat())))
        var manifest = ReportManifest(
            report: table.name, madeBy: "refold 9.0.0", definitionSHA256: "", readModels: [], period: nil, today: nil, bound: table.bound, events: nil,
            timeZone: "UTC", zoneData: nil, isIncomplete: false, failsChecks: false, dropped: [])
        if isSealed { manifest.sealed = ReportManifest.Sealed(at: .first, period: "2024-09", reason: "a \"reason\"") }
        (manifest.rowColumns, manifest.csv) = (table.columns.filter(\.isRowColumn).map(\.name), csv)
        manifest.files = [.init(name: "r.csv", contents: files.0), .init(name: "r.json", contents: files.1)]
        let kept = SealedFiles(csv: files.0, json: files.1, manifest: manifest.bytes)
        let seal = Seal(
            report: table.name, of: "sales", period: "2024-09", from: .first, to: .last, timeZone: "UTC", sealedAt: .first, reason: nil, position: table.bound, kept)
        return try SealedReport(seal, kept, in: "memory")
    }

    @Test("gives its bytes, and other forms as the figures give them", arguments: 0..<40)
    func bytes(_ seed: UInt64) throws {
        var tables = RandomTables(seed)
        let table = tables.table()
        var form = CSVStyle()
        form.delimiter = UInt8(ascii: ";")
        let report = try Self.sealed(table, form)
        #expect(report.manifest.sealed?.reason == "a \"reason\"")
        #expect(try report.bytes(as: JSONFormat(), TableStyle()) == report.files.json)
        #expect(try report.bytes(as: CSVFormat(), TableStyle(csv: form)) == report.files.csv)
        var other = CSVStyle()
        other.hasTotals = true
        #expect(try report.bytes(as: CSVFormat(), TableStyle(csv: other)) == table.bytes(as: CSVFormat(), TableStyle(csv: other)))
        #expect(report.manifest(of: report.manifest.files.reversed(), csv: form) == report.files.manifest)
        let one = try ReportManifest(reading: report.manifest(of: [report.manifest.files[1]], csv: other), file: "x")
        #expect(one.files == [report.manifest.files[1]] && one.sealed == report.manifest.sealed)
    }

    @Test("of another program, whose bytes this one does not write, is refused with the version to use")
    func otherProgram() throws {
        var tables = RandomTables(1)
        let table = tables.table()
        let error = #expect(throws: RefoldError.self) { _ = try Self.sealed(table, altering: { $0 + [0x0A] }) }
        #expect(error?.status == .refused)
        #expect(error?.description.contains("made by refold 9.0.0") == true)
        #expect(error?.description.contains("or use the version of Refold that wrote it") == true)
    }

    @Test("whose manifest says nothing of a seal is refused")
    func unsealed() throws {
        var tables = RandomTables(2)
        let table = tables.table()
        let error = #expect(throws: RefoldError.self) { _ = try Self.sealed(table, isSealed: false) }
        #expect(error?.description.contains("lift it with refold unseal fines/by-month --period 2024-09 --reason TEXT, and seal the report again") == true)
    }
}
