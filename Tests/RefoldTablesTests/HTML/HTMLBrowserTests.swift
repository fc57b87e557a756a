import Foundation
import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Pages in a browser", .serialized, .enabled(if: Browser.isThere, "needs chromium and python3"))
struct HTMLBrowserTests {
    @Test("Every cell of the page is the value of JSON, as a browser reads it", arguments: [1, 40, 10_007])
    func cells(count: Int) throws {
        let browser = try Browser()
        let table = PageSamples.everything(count)
        let page = try browser.file("page.html", try table.bytes(as: HTMLFormat()))
        let document = try browser.file("document.html", Array(try browser.document(page).utf8))
        let json = try browser.file("table.json", try table.bytes(as: JSONFormat()))
        let lines = min(count, 10_000) + 2
        #expect(try browser.script("cells.py", [document.path, json.path]) == "\(lines * table.columns.count)\n")
    }

    @Test("Texts that are code run nothing and load nothing")
    func hostile() throws {
        let browser = try Browser()
        let page = try browser.file("page.html", try Self.hostileTable().bytes(as: HTMLFormat()))
        let found = try Self.found(try browser.script("hostile.py", [OutsideProgram.browser.path, browser.folder.path, page.path]))
        #expect(found == Found(status: 0, title: Self.hostile[0], active: [], console: [], connections: 0))
    }

    /// Else the test before would not see what it looks for.
    @Test("A page that does load something is found out")
    func control() throws {
        let browser = try Browser()
        let page = "<title>a</title><img src=\"http://127.0.0.1:PORT/x\" onerror=\"console.log('failed')\"><script>console.log('ran')</script>"
        let found = try Self.found(
            try browser.script("hostile.py", [OutsideProgram.browser.path, browser.folder.path, try browser.file("page.html", Array(page.utf8)).path]))
        #expect(found.active.contains("script") && found.active.contains("img onerror"))
        #expect(found.connections > 0)
        #expect(found.console.contains { $0.contains("ran") })
    }

    @Test("On paper headings are on every sheet and the total is on the last alone", .enabled(if: Browser.isPDFReaderThere, "needs pdftotext"))
    func paper() throws {
        let browser = try Browser()
        var table = PageSamples.months(140)
        table.charts = []
        let sheets = try browser.print(try browser.file("page.html", try table.bytes(as: HTMLFormat())))
        #expect(sheets.count > 1)
        #expect(sheets.allSatisfy { $0.contains(#/Month +Fines +Amount EUR +Paid EUR/#) })
        #expect(sheets.map { $0.contains(#/(?m)^ *total /#) } == sheets.indices.map { $0 == sheets.count - 1 })
    }

    @Test("The page is never wider than a phone or a desktop, each shows one drawing of a chart, and dark is dark")
    func screens() throws {
        let browser = try Browser()
        var table = PageSamples.everything(30)
        table.charts = [Chart(.bar, x: "day", y: ["count"])]
        table.title = "Averylongwordthatnobodycanbreakbutthatthepagemustbreakallthesame"
        table.failedChecks = [FailedCheck(String(repeating: "a", count: 200), lines: [1])]
        _ = try browser.file("page.html", try table.bytes(as: HTMLFormat()))
        let frames = [360, 390, 768, 1280].map { "<iframe src=\"page.html\" width=\"\($0)\" height=\"900\"></iframe>" }.joined()
        let script = String(decoding: try Data(contentsOf: URL(filePath: RefoldTablesTests.script("screens.js", of: "HTML"))), as: UTF8.self)
        let holder = try browser.file("holder.html", Array("<body>\(frames)<script>\(script)</script>".utf8))
        let light = try browser.document(holder, ["--allow-file-access-from-files"])
        #expect(light.contains("true true false/true rgb(255, 255, 255); true true false/true rgb(255, 255, 255); true true true/false"), "\(light)")
        let dark = try browser.document(holder, ["--allow-file-access-from-files", "--blink-settings=preferredColorScheme=0"])
        #expect(dark.contains("true true false/true rgb(20, 24, 31);"), "\(dark)")
    }

    private struct Found: Decodable, Equatable {
        var status: Int
        var title: String
        var active: [String]
        var console: [String]
        var connections: Int
    }

    private static func found(_ json: String) throws -> Found { try JSONDecoder().decode(Found.self, from: Data(json.utf8)) }

    private static let hostile = [
        "</title><script>console.log(1)</script>", "\"><img src=http://127.0.0.1:PORT/x onerror=console.log(2)>", "' onload='console.log(3)",
        "javascript:console.log(4)",
        "</style><script src=http://127.0.0.1:PORT/y></script>", "]]>", "{{constructor.constructor('x')()}}", "<!--", "-->", "<svg onload=console.log(5)>",
        "&lt;script&gt;",
        "</svg><a href=http://127.0.0.1:PORT/z>", "\u{202E}evil\u{2066}", "</textarea></desc></table></body>", "=HYPERLINK(\"http://127.0.0.1:PORT\")",
        "\u{0}<b\u{0}r>",
    ]

    static func hostileTable() throws -> FigureTable {
        let texts = hostile
        var head = TableHead(
            name: texts[1], title: texts[0], bound: 1,
            columns: [
                TableColumn(texts[1], .text, isRowColumn: true, label: texts[4]), TableColumn(texts[2], .text, isRowColumn: true, label: texts[9]),
                TableColumn(texts[3], .integer, isRowColumn: false), TableColumn(texts[11], .json, isRowColumn: false),
            ])
        head.description = texts.joined(separator: "\n")
        head.typedTests = texts
        head.asOf = [texts[1]]
        head.failedChecks = texts.map { FailedCheck($0, lines: [1]) }
        head.facts = texts.map { TableFact($0, $0) }
        head.interval.timeZone = texts[1]
        head.charts = texts.map { Chart(.bar, x: texts[1], y: [texts[3]], series: texts[2], title: $0) }
        head.charts += [
            Chart(.line, x: texts[2], y: [texts[3]]), Chart(.area, x: texts[1], y: [texts[3]], isStacked: true), Chart(.bar, x: texts[4], y: [texts[5]]),
        ]
        let lines = texts.prefix(10).map { text -> [TableValue] in [.text(text), .text(text), .number(ExactDecimal(Int64(text.utf8.count))), .text(text)] }
        return FigureTable(head, cells: lines.flatMap { $0 })
    }
}
