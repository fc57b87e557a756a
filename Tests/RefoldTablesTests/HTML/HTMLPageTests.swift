import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Pages")
struct HTMLPageTests {
    @Test("A page names its language, its letters and its title, and allows nothing but its own style")
    func frame() throws {
        let page = try PageSamples.page(PageSamples.months(3))
        for part in [
            "<!DOCTYPE html>\n<html lang=\"en\">", "<meta charset=\"utf-8\">", "content=\"default-src 'none'; style-src 'unsafe-inline'\"", "name=\"viewport\"",
            "<title>Fines by month</title>", "<h1>Fines by month</h1>",
        ] { #expect(page.contains(part), "\(part)") }
        for part in ["<script", "<link", "<img", "url(", "@import", "http:", "https:"] { #expect(!page.contains(part), "\(part)") }
    }

    @Test("The same table gives the same bytes")
    func same() throws {
        #expect(try PageSamples.page(PageSamples.everything(50)) == PageSamples.page(PageSamples.everything(50)))
        #expect(try PageSamples.page(PageSamples.months(50)) == PageSamples.page(PageSamples.months(50)))
    }

    @Test("The formats have a word and an ending of their own")
    func words() {
        let formats = TableFormats(and: [HTMLFormat()])
        #expect(formats["html"] != nil)
        #expect(formats.format(ofFile: "a.html")?.word == "html")
        #expect(HTMLFormat().summary.count <= 50)
    }

    @Test(
        "Special characters are escaped, and invisible ones are written out",
        arguments: [
            ("<b> & \"a\" 'b'", "&lt;b&gt; &amp; &quot;a&quot; &#39;b&#39;"), ("a\u{202E}b\u{0}c", "a\\u{202E}b\\u{0}c"), ("a\nb", "a\\nb"),
            ("Zürich", "Zürich"), ("", ""),
        ])
    func escapes(text: String, html: String) {
        var bytes: [UInt8] = []
        HTMLText.append(text, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == html)
    }

    @Test(
        "A path of a link stays a relative path",
        arguments: [
            ("2012/fines by month.html", "./2012/fines%20by%20month.html"), ("javascript:alert(1)", "./javascript%3Aalert%281%29"), ("\"><b", "./%22%3E%3Cb"),
            ("//host/a", ".///host/a"), ("ü?#%", "./%C3%BC%3F%23%25"),
        ])
    func paths(path: String, reference: String) {
        var bytes: [UInt8] = []
        HTMLText.append(path: path, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == reference)
    }

    @Test("A page of links has the links, the period and the state of each row, and what somebody must look at")
    func links() {
        let index = HTMLIndex(
            title: "Reports", lead: ["A & B"], warnings: ["<b>"],
            rows: [
                .init(title: "A & B", period: "2012", state: "written", links: [.init("a b.html", "html"), .init("a b.csv", "csv")]),
                .init(title: "C", state: "failed", isBad: true),
            ])
        let text = String(decoding: index.bytes, as: UTF8.self)
        #expect(
            text.contains(
                "<tr><td><a href=\"./a%20b.html\">A &amp; B</a></td><td>2012</td><td>written</td>"
                    + "<td><a href=\"./a%20b.html\">html</a> <a href=\"./a%20b.csv\">csv</a></td></tr>"))
        #expect(text.contains("<tr><td>C</td><td></td><td class=\"bad\">failed</td><td></td></tr>"))
        #expect(text.contains("<p class=\"lead\">A &amp; B</p>") && text.contains("<li>&lt;b&gt;</li>"))
    }
}
