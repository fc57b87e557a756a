/// The small parts of a workbook, which say what the others are.
enum XLSXParts {
    static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let package = "http://schemas.openxmlformats.org/package/2006"
    private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"

    static let lines = "xl/worksheets/sheet1.xml"
    static let about = "xl/worksheets/sheet2.xml"
    static let styles = "xl/styles.xml"

    /// The parts that are known before the first line, by their names, in order.
    static func first(sheetName: String, title: String) -> [(name: String, xml: String)] {
        [
            ("[Content_Types].xml", contentTypes),
            (
                "_rels/.rels",
                relations([
                    (office + "/officeDocument", "xl/workbook.xml"), (package + "/relationships/metadata/core-properties", "docProps/core.xml"),
                ])
            ),
            ("docProps/core.xml", properties(title)),
            ("xl/workbook.xml", workbook(sheetName)),
            (
                "xl/_rels/workbook.xml.rels",
                relations([
                    (office + "/worksheet", "worksheets/sheet1.xml"), (office + "/worksheet", "worksheets/sheet2.xml"),
                    (office + "/styles", "styles.xml"),
                ])
            ),
        ]
    }

    private static let contentTypes =
        declaration + "<Types xmlns=\"\(package)/content-types\">"
        + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
        + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
        + [
            ("xl/workbook.xml", type + ".sheet.main+xml"), (lines, type + ".worksheet+xml"), (about, type + ".worksheet+xml"),
            (styles, type + ".styles+xml"), ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        ].map { "<Override PartName=\"/\($0.0)\" ContentType=\"\($0.1)\"/>" }.joined() + "</Types>"

    private static func relations(_ all: [(type: String, target: String)]) -> String {
        declaration + "<Relationships xmlns=\"\(package)/relationships\">"
            + all.enumerated().map { "<Relationship Id=\"rId\($0 + 1)\" Type=\"\($1.type)\" Target=\"\($1.target)\"/>" }.joined() + "</Relationships>"
    }

    private static func workbook(_ name: String) -> String {
        // In a reference a name stands in apostrophes, and each of its own is doubled.
        let reference = "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'!$1:$1"
        return declaration + "<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><bookViews><workbookView activeTab=\"0\"/></bookViews>"
            + "<sheets><sheet name=\"\(XLSXText.escaped(name))\" sheetId=\"1\" r:id=\"rId1\"/>"
            + "<sheet name=\"\(XLSXAbout.sheetName)\" sheetId=\"2\" r:id=\"rId2\"/></sheets>"
            + "<definedNames><definedName name=\"_xlnm.Print_Titles\" localSheetId=\"0\">\(XLSXText.escaped(reference))</definedName></definedNames></workbook>"
    }

    /// The title and the program; no moment, so that the same table gives the same bytes.
    private static func properties(_ title: String) -> String {
        declaration + "<cp:coreProperties xmlns:cp=\"\(package)/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">"
            + "<dc:title>\(XLSXText.escaped(title))</dc:title><dc:creator>refold</dc:creator></cp:coreProperties>"
    }
}
