import RefoldValues
import Testing

@testable import RefoldTables

@Suite("XLSX: names, texts and numbers")
struct XLSXSmallTests {
    @Test(
        "A sheet has a name that every program takes",
        arguments: [
            (["Fines by month"], "Fines by month"), (["payments/by-day: [EUR]?"], "payments by-day EUR"), (["'quoted'"], "quoted"), (["It's"], "It's"),
            (["History", "fines/history"], "fines history"), (["HISTORY", "history"], "Table"), (["About"], "Table"), (["***", "", "x"], "x"), ([], "Table"),
            ([String(repeating: "x", count: 40)], String(repeating: "x", count: 31)),
            ([String(repeating: "x", count: 30) + "\u{1F600}"], String(repeating: "x", count: 30)),
            ([String(repeating: "x", count: 30) + "' y"], String(repeating: "x", count: 30)), (["a\u{1}b\nc\u{FFFE}"], "a b c"),
            (["_x0041_"], "_ x0041_"), (["' '"], "Table"),
        ] as [([String], String)])
    func sheetName(texts: [String], name: String) {
        #expect(XLSXSheetName.make(of: texts) == name)
    }

    @Test(
        "What XML cannot hold is written as the standard says, and what looks like that is protected",
        arguments: [
            ("a<b>&\"c'", "a&lt;b&gt;&amp;&quot;c'"), ("\r\n\t", "_x000D_\n\t"), ("\u{0}\u{1F}", "_x0000__x001F_"), ("\u{FFFE}\u{FFFF}\u{FFFD}",
            "_xFFFE__xFFFF_\u{FFFD}"),
            ("_x0041_", "_x005F_x0041_"), ("_x0041\u{1}_", "_x005F_x0041_x0001__"), ("_x004", "_x004"), ("__x00fF", "__x005F_x00fF"), ("_xyz12_", "_xyz12_"),
            ("\u{7F}\u{85}\u{1FFFE}", "\u{7F}\u{85}\u{1FFFE}"), ("", ""),
        ])
    func text(text: String, xml: String) {
        #expect(XLSXText.escaped(text) == xml)
    }

    private static func serial(_ local: Int64) -> String? {
        var bytes: [UInt8] = []
        return XLSXSerial.append(local: local, to: &bytes) ? String(decoding: bytes, as: UTF8.self) : nil
    }

    @Test("Times are cut to milliseconds, which are exact to the twelfth decimal, so that none is shown as a later day")
    func serials() {
        let day: Int64 = 86_400_000_000
        #expect(Self.serial(0) == "25569")
        #expect(Self.serial(day / 2) == "25569.5")
        #expect(Self.serial(1) == "25569")
        #expect(Self.serial(day - 1) == "25569.999999988426")
        #expect(Self.serial(-1) == "25568.999999988426")
        #expect(Self.serial((61 - 25_569) * day) == "61")
        #expect(Self.serial((61 - 25_569) * day - 1) == nil)
        #expect(Self.serial((2_958_466 - 25_569) * day - 1_000) == "2958465.999999988426")
        #expect(Self.serial((2_958_466 - 25_569) * day - 1) == "2958465.999999988426")
        #expect(Self.serial((2_958_466 - 25_569) * day) == nil)
    }

    @Test("Days are counted as Excel does after the 29 February that it has too many")
    func days() {
        #expect(XLSXSerial.number(of: "1900-02-28".date) == nil)
        #expect(XLSXSerial.number(of: "1900-03-01".date) == 61)
        #expect(XLSXSerial.number(of: "2024-01-01".date) == 45_292)
        #expect(XLSXSerial.number(of: .last) == 2_958_465)
    }

    @Test("A table without columns is written too")
    func noColumns() throws {
        #expect(try !FigureTable(TableHead(name: "odd/empty", title: "", bound: 0, columns: []), cells: []).bytes(as: XLSXFormat()).isEmpty)
    }

    @Test("The format has its word, its ending and a short summary")
    func format() {
        let format = XLSXFormat()
        #expect(format.word == "xlsx" && format.fileEnding == "xlsx" && !format.isText && format.summary.count <= 50)
    }
}
