import Foundation
import RefoldValues
import Testing

@testable import RefoldTables

@Suite("XLSX: what other programs read")
struct XLSXBookTests {
    private static let tables = [XLSXWorld.everything()] + (1...24).map { XLSXWorld.random($0) }

    @Test("Every cell is that of the JSON, in the bytes and to openpyxl", .enabled(if: OutsideProgram.hasOpenpyxl, "python3-openpyxl is missing"))
    func everyCell() throws {
        try withFolder { folder in
            let places = try XLSXBooks.write(Self.tables, in: folder)
            let seen = try OutsideProgram.python.run([script("check_books.py", of: "XLSX")] + places, in: folder)
            #expect((Int(seen.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 10_000)
        }
    }

    @Test(
        "Every cell is that of the JSON to LibreOffice",
        .enabled(if: OutsideProgram.office.isThere && OutsideProgram.python.isThere, "soffice or python3 is missing"))
    func everyCellOfOffice() throws {
        try withFolder { folder in
            let places = try XLSXBooks.write(Array(Self.tables.prefix(10)), in: folder)
            for form in ["fods", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,false,false"] {
                let options = ["-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", form, "--outdir", folder.path]
                try OutsideProgram.office.run(options + places.map { $0 + ".xlsx" }, in: folder)
            }
            let seen = try OutsideProgram.python.run([script("check_office.py", of: "XLSX")] + places, in: folder)
            #expect((Int(seen.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0) > 2_000)
        }
    }

    @Test("The zip is sound to unzip", .enabled(if: OutsideProgram.unzip.isThere, "unzip is missing"))
    func unzip() throws {
        try withFolder { folder in
            let places = try XLSXBooks.write([XLSXWorld.everything()], in: folder)
            #expect(try OutsideProgram.unzip.run(["-t", places[0] + ".xlsx"], in: folder).contains("No errors detected"))
        }
    }
}
