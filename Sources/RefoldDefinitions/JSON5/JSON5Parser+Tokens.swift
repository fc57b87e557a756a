import RefoldValues

extension JSON5Parser {
    mutating func string() throws(Fault) -> String {
        guard let quote = peek else { throw unexpected("a string") }
        let opened = line
        advance()
        var text = String.UnicodeScalarView()
        while let scalar = peek, scalar != quote {
            if scalar == "\\" {
                if let escaped = try escape(in: opened) { text.append(escaped) }
            } else if scalar == "\n" || scalar == "\r" {
                throw fault(
                    "a string has no closing quote in its line", expected: String(quote), remedy: "close it, or end the line with \\")
            } else {
                guard scalar != "\0" else { throw nothing() }
                text.append(scalar)
                advance()
            }
        }
        guard peek != nil else { throw unfinished("a string", since: opened) }
        advance()
        return String(text)
    }

    /// One escape sequence; nil for a continued line.
    private mutating func escape(in opened: Int) throws(Fault) -> Unicode.Scalar? {
        advance()
        guard let scalar = peek else { throw unfinished("a string", since: opened) }
        switch scalar {
        case "\r":
            advance()
            if peek == "\n" { advance() }
            return nil
        case "\n", "\u{2028}", "\u{2029}":
            advance()
            return nil
        case "x":
            advance()
            guard let value = Unicode.Scalar(try hexadecimal(2)) else { throw unexpected("a character") }
            guard value != "\0" else { throw nothing() }
            return value
        case "u":
            advance()
            return try unicodeEscape()
        case "0": throw nothing()
        case "1"..."9": throw fault("\\\(scalar) is no escape", expected: "\\x or \\u and hexadecimal digits")
        default:
            advance()
            return switch scalar {
            case "b": "\u{8}"
            case "f": "\u{C}"
            case "n": "\n"
            case "r": "\r"
            case "t": "\t"
            case "v": "\u{B}"
            default: scalar
            }
        }
    }

    /// The part after `\u`: one scalar, or the second half of a surrogate pair as well.
    private mutating func unicodeEscape() throws(Fault) -> Unicode.Scalar {
        let first = try hexadecimal(4)
        if let scalar = Unicode.Scalar(first) {
            guard scalar != "\0" else { throw nothing() }
            return scalar
        }
        if first < 0xDC00, peek == "\\", peek(1) == "u" {
            advance()
            advance()
            let second = try hexadecimal(4)
            if (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) {
                return scalar
            }
        }
        throw fault("a \\u escape is half a surrogate pair", expected: "both halves, or the character itself")
    }

    private mutating func hexadecimal(_ count: Int) throws(Fault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<count {
            guard let scalar = peek, scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
                throw unexpected("a hexadecimal digit")
            }
            value = value << 4 | UInt32(digit)
            advance()
        }
        return value
    }

    private func nothing() -> Fault { fault("a string holds the character U+0000", remedy: "leave it out") }

    /// An unquoted key, or a word.
    mutating func identifier() throws(Fault) -> String {
        var text = String.UnicodeScalarView()
        while let scalar = peek {
            if scalar == "\\" {
                let start = self
                advance()
                guard peek == "u" else { throw unexpected("\\u and four hexadecimal digits") }
                advance()
                let escaped = try unicodeEscape()
                guard text.isEmpty ? escaped.startsIdentifier : escaped.continuesIdentifier else {
                    throw start.fault("an escaped character cannot stand in a word without quotes", remedy: "write the word in quotes")
                }
                text.append(escaped)
            } else if scalar.continuesIdentifier {
                text.append(scalar)
                advance()
            } else {
                break
            }
        }
        return String(text)
    }

    mutating func number() throws(Fault) -> JSON5Number {
        let start = self
        var text = ""
        while let scalar = peek, scalar.continuesIdentifier || scalar == "." || scalar == "+" || scalar == "-" {
            text.unicodeScalars.append(scalar)
            advance()
            if text.unicodeScalars.count > JSON5Number.longest {
                throw start.fault("a number has more than \(JSON5Number.longest) characters", remedy: "shorten it")
            }
        }
        if text.hasSuffix("Infinity") || text.hasSuffix("NaN") {
            throw start.fault("\(text) is not a value here", expected: "a finite number")
        }
        guard let number = JSON5Number(text) else {
            throw start.fault("\(text) is not a number", remedy: "put it in quotes if it is a text")
        }
        return number
    }
}
