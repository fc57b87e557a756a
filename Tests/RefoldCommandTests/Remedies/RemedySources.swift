import Foundation

/// Every remedy that the sources can print, read from their text.
///
/// A remedy is what stands behind the label `remedy:`, or in a declaration whose name has `remedy` in it. What is behind the label without a
/// text of its own must hand such a remedy on, or be a suggestion; all else is reported, so that no remedy goes unseen.
struct RemedySources {
    /// `FILE: text`, with `…` in the place of what is only known when it is printed.
    private(set) var remedies: Set<String> = []
    /// What stands behind a label and is neither.
    private(set) var unreadable: [String] = []

    private static let operators: [SwiftTokens.Token] = [.sign("?"), .sign(":"), .sign("+")]

    static let suggestion = "did you mean \"…\"?"

    /// Programs and kits of their own, which the command line does not print.
    private static let others = ["refold-bench", "payments-service", "RefoldTesting"]

    init(below root: URL) throws {
        let files = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)?.allObjects.compactMap { $0 as? URL } ?? []
        for file in files where file.pathExtension == "swift" && !Self.others.contains(where: file.pathComponents.contains) {
            read(try String(contentsOf: file, encoding: .utf8), name: file.deletingPathExtension().lastPathComponent)
        }
    }

    private mutating func read(_ text: String, name: String) {
        let code = text.split(separator: "\n", omittingEmptySubsequences: false).map {
            $0.drop { $0 == " " }.hasPrefix("//") ? "" : $0
        }.joined(separator: "\n")
        let tokens = SwiftTokens(code).tokens
        for (index, token) in tokens.enumerated() {
            // The table of the words of other languages has them by word.
            if name == "OtherWords", case .text(let text) = token, tokens[safe: index - 1] == .sign(":") { remedies.insert("\(name): \(text)") }
            guard case .word(let word) = token else { continue }
            if word == "remedy", tokens[safe: index + 1] == .sign(":") {
                take(SwiftTokens.expression(tokens, from: index + 2), of: name)
            } else if word == "remedy", tokens[safe: index + 1] == .sign("="), tokens[safe: index + 2] != .sign("="), tokens[safe: index - 1] == .sign(".") {
                take(SwiftTokens.expression(tokens, from: index + 2), of: name)
            } else if word.lowercased().hasSuffix("remedy"), case .word(let keyword)? = tokens[safe: index - 1], ["func", "var", "let"].contains(keyword) {
                take(SwiftTokens.declaration(tokens, from: index + 1, isBinding: keyword == "let"), of: name, isDeclaration: true)
            }
        }
    }

    private mutating func take(_ expression: [SwiftTokens.Token], of name: String, isDeclaration: Bool = false) {
        let (texts, rest) = Self.texts(expression)
        for text in texts { remedies.insert("\(name): \(text)") }
        guard texts.isEmpty, !isDeclaration else { return }
        let handsOn = rest.contains { if case .word(let word) = $0 { word.lowercased().hasSuffix("remedy") } else { false } }
        if !handsOn, rest.first != .word("nil"), rest.first != .word("String"), rest.first != .word("otherWords") {
            unreadable.append("\(name): \(rest)")
        }
    }

    /// The texts of an expression, each whole if it is joined of several, and the rest of it. The arguments of a suggestion are none.
    private static func texts(_ expression: [SwiftTokens.Token]) -> (texts: [String], rest: [SwiftTokens.Token]) {
        var texts: [String] = []
        var rest: [SwiftTokens.Token] = []
        var index = 0
        while index < expression.count {
            switch expression[index] {
            case .text(let text):
                if rest.last == .sign("+"), !texts.isEmpty { texts[texts.count - 1] += text } else { texts.append(text) }
            case .word("phrase"):
                texts.append(suggestion)
                index = SwiftTokens.end(ofBrackets: expression, at: index + 1)
                continue
            // Texts in brackets belong to what is called or indexed, except in a closure. After a sign brackets only order what is in them.
            case .sign("(") where index > 0 && Self.operators.contains(expression[index - 1]): break
            case .sign("("), .sign("["):
                rest.append(expression[index])
                index = SwiftTokens.end(ofBrackets: expression, at: index)
                continue
            default: break
            }
            if case .text = expression[index] {} else { rest.append(expression[index]) }
            index += 1
        }
        return (texts, rest)
    }
}

/// As much of Swift as is needed to find an expression and the texts in it.
struct SwiftTokens {
    enum Token: Equatable {
        case word(String)
        case sign(Character)
        /// A text, with `…` for each interpolation.
        case text(String)
        case lineBreak
    }

    private(set) var tokens: [Token] = []

    init(_ code: String) {
        let letters = Array(code.unicodeScalars.map(Character.init))
        var index = 0
        while index < letters.count {
            let letter = letters[index]
            if letter == "\"" {
                if letters[safe: index + 1] == "\"", letters[safe: index + 2] == "\"" {
                    index = Self.end(ofBlock: letters, from: index + 3)
                    continue
                }
                tokens.append(.text(Self.text(letters, &index)))
                continue
            }
            if letter.isLetter || letter.isNumber || "_$".contains(letter) {
                var word = ""
                while let next = letters[safe: index], next.isLetter || next.isNumber || "_$".contains(next) {
                    word.append(next)
                    index += 1
                }
                tokens.append(.word(word))
                continue
            }
            if letter == "\n" { tokens.append(.lineBreak) } else if letter != " " { tokens.append(.sign(letter)) }
            index += 1
        }
    }

    /// Reads a text from its first quote on, and leaves the index after its last one.
    private static func text(_ letters: [Character], _ index: inout Int) -> String {
        var text = ""
        index += 1
        while index < letters.count, letters[index] != "\"" {
            guard letters[index] == "\\" else {
                text.append(letters[index])
                index += 1
                continue
            }
            if letters[safe: index + 1] == "(" {
                var depth = 0
                repeat {
                    if letters[index] == "(" { depth += 1 }
                    if letters[index] == ")" { depth -= 1 }
                    index += 1
                } while depth > 0 || letters[index - 1] == "\\"
                text += "…"
            } else {
                text.append(letters[index + 1])
                index += 2
            }
        }
        index += 1
        return text
    }

    private static func end(ofBlock letters: [Character], from start: Int) -> Int {
        var index = start
        while index < letters.count, !(letters[index] == "\"" && letters[safe: index + 1] == "\"" && letters[safe: index + 2] == "\"") { index += 1 }
        return index + 3
    }

    /// An expression from its first token to the comma, bracket or line end after it.
    static func expression(_ tokens: [Token], from start: Int) -> [Token] {
        var taken: [Token] = []
        var depth = 0
        var index = start
        while let token = tokens[safe: index] {
            switch token {
            case .sign("("), .sign("["), .sign("{"): depth += 1
            case .sign(")"), .sign("]"), .sign("}"):
                if depth == 0 { return taken }
                depth -= 1
            case .sign(",") where depth == 0: return taken
            case .lineBreak where depth == 0 && !taken.isEmpty:
                let next = tokens[index...].first { $0 != .lineBreak }
                if ![.sign("+"), .sign("?"), .sign(":")].contains(next) { return taken }
            default: break
            }
            if token != .lineBreak { taken.append(token) }
            index += 1
        }
        return taken
    }

    /// A declaration after its name: the value, or the body.
    static func declaration(_ tokens: [Token], from start: Int, isBinding: Bool) -> [Token] {
        var index = start
        while let token = tokens[safe: index] {
            if token == .sign("=") { return expression(tokens, from: index + 1) }
            if token == .sign("(") {
                index = end(ofBrackets: tokens, at: index)
                continue
            }
            // `if let remedy {` declares nothing of its own.
            if token == .sign("{"), isBinding, index == start { return [] }
            if token == .sign("{") { return Array(tokens[(index + 1)..<end(ofBrackets: tokens, at: index)]).filter { $0 != .lineBreak } }
            if token == .lineBreak { return [] }
            index += 1
        }
        return []
    }

    /// The index after the bracket that closes the one at an index.
    static func end(ofBrackets tokens: [Token], at start: Int) -> Int {
        var depth = 0
        var index = start
        while let token = tokens[safe: index] {
            switch token {
            case .sign("("), .sign("["), .sign("{"): depth += 1
            case .sign(")"), .sign("]"), .sign("}"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return index }
        }
        return index
    }
}

extension Array {
    /// The element at an index; nil outside.
    subscript(safe index: Int) -> Element? { indices.contains(index) ? self[index] : nil }
}
