import Testing

@testable import RefoldHelp

@Suite("Pages for man")
struct RoffPageTests {
    @Test("What typesetting would take for something else is written so that it stands as it is")
    func escaping() {
        var page = RoffPage("refold-run", section: 1, summary: "runs a job's steps", version: "1.2.3")
        page.section("a \"b\" \\c")
        page.paragraph(".dot and --flag")
        page.paragraph("'quote' `tick` ~/x ^y")
        page.entry("--flag N", "")
        page.lines([".TH", ""])
        #expect(
            page.text == #"""
                .TH "REFOLD\-RUN" 1 "" "refold 1.2.3" Refold
                .ad l
                .nh
                .SH NAME
                refold\-run \- runs a job\(aqs steps
                .SH "A \(dqB\(dq \eC"
                .PP
                \&.dot and \-\-flag
                .PP
                \&\(aqquote\(aq \(gatick\(ga \(ti/x \(hay
                .TP
                .B "\-\-flag N"
                \&
                .PP
                .RS 4
                .nf
                \&.TH
                \&
                .fi
                .RE

                """#)
    }

    @Test("The lines of a table are entries, with the names of further columns")
    func tables() {
        var page = RoffPage("x", section: 7, summary: "y", version: "1")
        let start = page.text.count
        page.add(markdown: ["| key | meaning |", "|---|---|", "| `a` | b |", "", "| status | meaning | what to do |", "|---|---|---|", "| 0 | done |  |"])
        #expect(page.text.dropFirst(start) == ".TP\n.B \"a\"\nb\n.TP\n.B \"0\"\nmeaning: done\n")
    }
}
