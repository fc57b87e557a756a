/// A page for `man`, part by part. What is given is plain text; the page says how it is set.
public struct RoffPage {
    /// The page so far, with a line break at its end.
    public private(set) var text: String

    /// - Parameters:
    ///   - name: as it is asked for: `refold-run`.
    ///   - section: 1 for commands, 7 for what is good to know.
    ///   - summary: the subject in a few words.
    public init(_ name: String, section: Int, summary: String, version: String) {
        text = ".TH \(Self.argument(name.uppercased())) \(section) \"\" \(Self.argument("refold " + version)) Refold\n"
        // Left-aligned and without hyphenation: commands and names must stand as they are typed.
        text += ".ad l\n.nh\n.SH NAME\n\(Self.escaped(name)) \\- \(Self.escaped(summary))\n"
    }

    /// Begins a section.
    public mutating func section(_ title: String) { text += ".SH \(Self.argument(title.uppercased()))\n" }

    /// Begins a part of a section.
    public mutating func part(_ title: String) { text += ".SS \(Self.argument(title))\n" }

    /// Adds a paragraph.
    public mutating func paragraph(_ words: String) { text += ".PP\n" + Self.line(words) }

    /// Adds something with its explanation, as a flag.
    public mutating func entry(_ tag: String, _ words: String) {
        text += ".TP\n.B \(Self.argument(tag))\n" + (words.isEmpty ? "\\&\n" : Self.line(words))
    }

    /// Adds an item of a list.
    public mutating func item(_ words: String) { text += ".IP \\(bu 2\n" + Self.line(words) }

    /// Adds lines that stay as they are.
    public mutating func lines(_ lines: some Sequence<some StringProtocol>, indented: Bool = true) {
        text += indented ? ".PP\n.RS 4\n.nf\n" : ".PP\n.nf\n"
        for line in lines { text += Self.line(line) }
        text += indented ? ".fi\n.RE\n" : ".fi\n"
    }

    private static func line(_ words: some StringProtocol) -> String {
        // A dot or an apostrophe at the beginning would be a request.
        (words.hasPrefix(".") || words.hasPrefix("'") ? "\\&" : "") + (words.isEmpty ? "\\&" : escaped(words)) + "\n"
    }

    /// An argument of a macro, in quotes.
    private static func argument(_ words: String) -> String { "\"" + escaped(words).replacing("\"", with: "\\(dq") + "\"" }

    /// The characters that typesetting would take for something else.
    private static func escaped(_ words: some StringProtocol) -> String {
        var text = ""
        for character in words {
            switch character {
            case "\\": text += "\\e"
            case "-": text += "\\-"
            case "'": text += "\\(aq"
            case "`": text += "\\(ga"
            case "^": text += "\\(ha"
            case "~": text += "\\(ti"
            default: text.append(character)
            }
        }
        return text
    }
}
