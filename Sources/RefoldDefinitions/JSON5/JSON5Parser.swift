import RefoldValues

/// A recursive descent parser over the scalars of one document. The depth is limited, and so is the stack.
struct JSON5Parser {
    let file: String
    let scalars: [Unicode.Scalar]
    var index = 0
    var line = 1
    var column = 1
    /// The path of the present value, for faults.
    var path: [DefinitionPath] = [.root]
    /// Faults that do not stop the reading: repeated keys.
    var faults: [Fault] = []

    init(text: String, file: String) {
        self.file = file
        scalars = Array(text.unicodeScalars)
        if scalars.first == "\u{FEFF}" { index = 1 }
    }

    mutating func document() throws(Fault) -> JSON5Node {
        try skipSpace()
        guard peek != nil else { throw fault("the file is empty", expected: "an object") }
        let root = try value(depth: 0)
        try skipSpace()
        if peek != nil { throw unexpected("the end of the file") }
        return root
    }

    private mutating func value(depth: Int) throws(Fault) -> JSON5Node {
        let (line, column) = (line, column)
        let value: JSON5Node.Value
        switch peek {
        case "{", "[":
            guard depth < JSON5.deepest else {
                throw fault("objects and lists are nested more than \(JSON5.deepest) deep", remedy: "flatten the definition")
            }
            value = peek == "{" ? .object(try members(depth: depth)) : .array(try elements(depth: depth))
        case "\"", "'": value = .string(try string())
        case let scalar? where scalar.startsNumber: value = .number(try number())
        case let scalar? where scalar.startsIdentifier || scalar == "\\": value = try word()
        default: throw unexpected("a value")
        }
        return JSON5Node(value, line: line, column: column)
    }

    private mutating func members(depth: Int) throws(Fault) -> [JSON5Member] {
        let opened = line
        advance()
        var members: [JSON5Member] = []
        var lines: [ExactText: Int] = [:]
        while true {
            try skipSpace()
            if peek == "}" { break }
            guard peek != nil else { throw unfinished("an object", since: opened) }
            let (line, column) = (line, column)
            let key = try self.key()
            path.append(here.member(key))
            let first = lines[ExactText(key)]
            if let first {
                faults.append(fault("the key \"\(key)\" is repeated", line: line, remedy: "remove it, or the one in line \(first)"))
            }
            try skipSpace()
            guard peek == ":" else {
                if peek == nil { throw unfinished("an object", since: opened) }
                throw unexpected("a colon after the key \"\(key)\"")
            }
            advance()
            try skipSpace()
            if peek == nil { throw unfinished("an object", since: opened) }
            let value = try self.value(depth: depth + 1)
            path.removeLast()
            if first == nil {
                lines[ExactText(key)] = line
                members.append(JSON5Member(key, line: line, column: column, value: value))
            }
            guard try separator(before: "}", of: "an object", since: opened) else { break }
        }
        advance()
        return members
    }

    private mutating func elements(depth: Int) throws(Fault) -> [JSON5Node] {
        let opened = line
        advance()
        var elements: [JSON5Node] = []
        while true {
            try skipSpace()
            if peek == "]" { break }
            guard peek != nil else { throw unfinished("a list", since: opened) }
            path.append(here.element(elements.count))
            elements.append(try value(depth: depth + 1))
            path.removeLast()
            guard try separator(before: "]", of: "a list", since: opened) else { break }
        }
        advance()
        return elements
    }

    /// Skips a comma. False if the container ends instead.
    private mutating func separator(before end: Unicode.Scalar, of kind: String, since opened: Int) throws(Fault) -> Bool {
        try skipSpace()
        switch peek {
        case ",":
            advance()
            return true
        case end: return false
        case nil: throw unfinished(kind, since: opened)
        default: throw unexpected("a comma or \"\(end)\"")
        }
    }

    private mutating func key() throws(Fault) -> String {
        if peek == "\"" || peek == "'" { return try string() }
        guard let scalar = peek, scalar.startsIdentifier || scalar == "\\" else { throw unexpected("a key or \"}\"") }
        return try identifier()
    }

    /// `true`, `false` or `null`; any other word is a fault that explains how to write it.
    private mutating func word() throws(Fault) -> JSON5Node.Value {
        let start = self
        let word = try identifier()
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "null": return .null
        case "Infinity", "NaN": throw start.fault("\(word) is not a value here", expected: "a finite number")
        default: throw start.fault("the word \(word) has no quotes", expected: "a value", remedy: "write \"\(word)\"")
        }
    }
}

extension JSON5Parser {
    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    func peek(_ distance: Int) -> Unicode.Scalar? {
        index + distance < scalars.count ? scalars[index + distance] : nil
    }

    /// Moves past one scalar and counts lines: LF, CR, or CR LF.
    mutating func advance() {
        guard let scalar = peek else { return }
        index += 1
        if scalar == "\n" || (scalar == "\r" && peek != "\n") {
            line += 1
            column = 1
        } else {
            column += 1
        }
    }

    /// Moves past white space and comments.
    mutating func skipSpace() throws(Fault) {
        while let scalar = peek {
            if scalar.isJSON5Space {
                advance()
            } else if scalar == "/", peek(1) == "/" {
                while let next = peek, !next.endsLine { advance() }
            } else if scalar == "/", peek(1) == "*" {
                let opened = line
                advance()
                advance()
                while !(peek == "*" && peek(1) == "/") {
                    if peek == nil { throw unfinished("a comment", since: opened) }
                    advance()
                }
                advance()
                advance()
            } else {
                return
            }
        }
    }

    var here: DefinitionPath { path.last ?? .root }

    func fault(_ what: String, line: Int? = nil, expected: String? = nil, remedy: String? = nil) -> Fault {
        Fault(
            what, at: .definition(file: file, line: line ?? self.line, path: here.description), expected: expected, remedy: remedy)
    }

    func unexpected(_ expected: String) -> Fault {
        guard let scalar = peek else { return fault("the file ends too early", expected: expected) }
        return fault("unexpected \(scalar.named) in column \(column)", expected: expected)
    }

    func unfinished(_ kind: String, since opened: Int) -> Fault {
        fault("the file ends inside \(kind) that begins in line \(opened)", remedy: "close it")
    }
}
