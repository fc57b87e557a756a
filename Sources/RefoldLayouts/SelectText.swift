import RefoldValues

/// The text of a layout's SELECT: checked as text, before a database sees it, and filled in.
///
/// The databases have the last word: the text is used as a sub-select of one prepared statement, in a transaction that only reads.
public enum SelectText {
    /// A part of the text: a word, a comment, a literal or quoted name, or anything else.
    private enum Part {
        case word(Substring)
        case comment(Substring)
        case other(Substring)

        var text: Substring {
            switch self {
            case .word(let text), .comment(let text), .other(let text): text
            }
        }
    }

    /// Why a text is not one SELECT; nil if it may be.
    public static func fault(of text: String) -> Fault? {
        let expected = "one SELECT, without a semicolon"
        var depth = 0
        var isOpen = false
        var first: String?
        for part in parts(of: text, isOpen: &isOpen) {
            switch part {
            case .word(let word): first = first ?? word.uppercased()
            case .other("("): depth += 1
            case .other(")"):
                depth -= 1
                if depth < 0 { return Fault("there is a ) without its (", expected: expected) }
            case .other(";"): return Fault("there is a semicolon", expected: expected, remedy: "leave it out, with what comes after it")
            case .other, .comment: break
            }
        }
        if isOpen { return Fault("a quote or a comment has no end", expected: expected) }
        // A name that is not there to be read would be no name to ``calls(in:)``.
        if escapesNames(text) { return Fault("a name is written with U& and escapes", expected: "plain names", remedy: "write the letters themselves") }
        if depth > 0 { return Fault("there is a ( without its )", expected: expected) }
        if hasParameters(text) { return Fault("there is a parameter such as $1", expected: "values", remedy: "write its value") }
        guard first == "SELECT" || first == "WITH" else {
            return Fault("the text begins with \(first.map { "\"\($0)\"" } ?? "no word")", expected: expected)
        }
        return nil
    }

    /// The words that a ( follows: functions, and some words of SQL.
    public static func calls(in text: String) -> Set<String> {
        var isOpen = false
        var calls: Set<String> = []
        var last: String?
        for part in parts(of: text, isOpen: &isOpen) {
            switch part {
            case .word(let word): last = word.lowercased()
            case .other(let other) where other.first == "\"": last = String(other.dropFirst().dropLast()).replacing("\"\"", with: "\"")
            case .other("("):
                if let last { calls.insert(last) }
                last = nil
            case .comment: break
            case .other(let other): if !other.allSatisfy(\.isWhitespace) { last = nil }
            }
        }
        return calls
    }

    /// Whether a text joins tables.
    public static func joins(_ text: String) -> Bool {
        var isOpen = false
        return parts(of: text, isOpen: &isOpen).contains { part in
            if case .word(let word) = part { word.uppercased() == "JOIN" } else { false }
        }
    }

    /// The text with other words for some of its own, outside of literals. A word is a name with the names before it: `e.headers`.
    static func replacing(_ replacements: [String: String], in text: String) -> String {
        var isOpen = false
        return parts(of: text, isOpen: &isOpen).map { part in
            if case .word(let word) = part, let replacement = replacements[String(word)] { replacement } else { String(part.text) }
        }.joined()
    }

    /// Whether a `$` is followed by a digit outside of literals.
    private static func hasParameters(_ text: String) -> Bool {
        var isOpen = false
        let parts = parts(of: text, isOpen: &isOpen)
        return parts.indices.dropLast().contains { parts[$0].text == "$" && parts[$0 + 1].text.first?.isNumber == true }
    }

    /// Whether there is what SQLite takes for a parameter outside of literals: `?`, `:name`, `@name`.
    static func hasBindings(_ text: String) -> Bool {
        var isOpen = false
        return parts(of: text, isOpen: &isOpen).contains { ["?", ":", "@"].contains($0.text) }
    }

    /// Whether a text numbers rows itself, or works out anything else over several of them.
    public static func hasWindows(_ text: String) -> Bool {
        var isOpen = false
        return parts(of: text, isOpen: &isOpen).contains { part in
            if case .word(let word) = part { word.uppercased() == "OVER" } else { false }
        }
    }

    /// Whether there is a name in quotes with `U&` before it.
    private static func escapesNames(_ text: String) -> Bool {
        var isOpen = false
        let parts = parts(of: text, isOpen: &isOpen)
        return parts.indices.dropLast(2).contains { parts[$0].text.lowercased() == "u" && parts[$0 + 1].text == "&" && parts[$0 + 2].text.first == "\"" }
    }

    /// Splits a text. `{table}` is a word.
    private static func parts(of text: String, isOpen: inout Bool) -> [Part] {
        var parts: [Part] = []
        var rest = text[...]
        while let first = rest.first {
            let end: Substring.Index
            switch first {
            case "'", "\"", "`":
                end = endOfQuote(rest, first, &isOpen)
                parts.append(.other(rest[..<end]))
            case "-" where rest.hasPrefix("--"):
                end = rest.firstIndex { $0.isNewline } ?? rest.endIndex
                parts.append(.comment(rest[..<end]))
            case "/" where rest.hasPrefix("/*"):
                end = endOfComment(rest, &isOpen)
                parts.append(.comment(rest[..<end]))
            case "e" where rest.dropFirst().first == "'", "E" where rest.dropFirst().first == "'":
                end = endOfEscapes(rest, &isOpen)
                parts.append(.other(rest[..<end]))
            case "$" where dollarTag(rest) != nil:
                let tag = dollarTag(rest) ?? ""
                let body = rest.dropFirst(tag.count)
                end = body.firstRange(of: tag)?.upperBound ?? rest.endIndex
                if body.firstRange(of: tag) == nil { isOpen = true }
                parts.append(.other(rest[..<end]))
            case "{" where rest.contains("}"):
                end = rest.firstIndex(of: "}").map { rest.index(after: $0) } ?? rest.endIndex
                parts.append(.word(rest[..<end]))
            case _ where first.isLetter || first == "_":
                end = rest.firstIndex { !($0.isLetter || $0.isNumber || "_.$".contains($0)) } ?? rest.endIndex
                parts.append(.word(rest[..<end]))
            default:
                end = rest.index(after: rest.startIndex)
                parts.append(.other(rest[..<end]))
            }
            rest = rest[end...]
        }
        return parts
    }

    private static func endOfQuote(_ rest: Substring, _ quote: Character, _ isOpen: inout Bool) -> Substring.Index {
        // A doubled quote ends one literal and begins the next, with the same effect.
        guard let end = rest.dropFirst().firstIndex(of: quote) else {
            isOpen = true
            return rest.endIndex
        }
        return rest.index(after: end)
    }

    /// The end of a literal of PostgreSQL in which a backslash escapes the next character: `E'it\'s'`.
    private static func endOfEscapes(_ rest: Substring, _ isOpen: inout Bool) -> Substring.Index {
        var index = rest.index(rest.startIndex, offsetBy: 2)
        while index < rest.endIndex, rest[index] != "'" {
            if rest[index] == "\\" { index = rest.index(after: index) }
            if index < rest.endIndex { index = rest.index(after: index) }
        }
        if index == rest.endIndex { isOpen = true }
        return index == rest.endIndex ? index : rest.index(after: index)
    }

    /// Comments are nested in PostgreSQL and not in SQLite, so an inner one is taken for an open one.
    private static func endOfComment(_ rest: Substring, _ isOpen: inout Bool) -> Substring.Index {
        guard let end = rest.firstRange(of: "*/"), !rest[..<end.lowerBound].dropFirst(2).contains("/*") else {
            isOpen = true
            return rest.endIndex
        }
        return end.upperBound
    }

    private static func dollarTag(_ rest: Substring) -> String? {
        let name = rest.dropFirst().prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard rest.dropFirst(name.count + 1).first == "$", name.first.map({ !$0.isNumber }) ?? true else { return nil }
        return "$\(name)$"
    }
}
