import RefoldValues

/// The arguments after `refold`, parsed: the words, and the flags with their values.
struct Arguments: Sendable {
    /// The verb, or nil if none was typed.
    var verb: String?
    /// The words after the verb, in order.
    var words: [String] = []
    /// Values by flag; a switch has the empty string.
    private(set) var values: [Flag: String] = [:]
    /// All values of flags that may stand several times, in their order.
    private(set) var lists: [Flag: [String]] = [:]

    /// No arguments.
    init() {}

    /// Parses the arguments.
    ///
    /// `--flag value` and `--flag=value` are the same, `--` ends the flags, and `-` alone is a word (standard input).
    /// - Parameter flags: the flags of a verb besides the global ones; nil if there is no such verb.
    /// - Throws: status 2 for an unknown flag, a missing or superfluous value, or a repeated flag.
    init(_ typed: [String], flags: (_ verb: String) throws(RefoldError) -> [Flag]) throws(RefoldError) {
        var known = Flag.global
        var rest = typed[...]
        while let token = rest.popFirst() {
            if token == "--" {
                for word in rest { known += try take(word, flags: flags) }
                return
            }
            if !Self.isFlag(token) {
                known += try take(token, flags: flags)
                continue
            }
            let (name, attached) = Self.split(token)
            guard let flag = known.first(where: { $0.name == name }) else { throw Self.unknown(token, verb: verb, among: known) }
            guard values[flag] == nil || flag.isRepeatable else {
                throw RefoldError(.usage, "--\(name) stands twice", expected: "one", remedy: "leave one out")
            }
            let value = try Self.value(of: flag, attached: attached, rest: &rest)
            values[flag] = value
            if flag.isRepeatable { lists[flag, default: []].append(value) }
        }
    }

    func has(_ flag: Flag) -> Bool { values[flag] != nil }

    /// Takes a word. The first word is the verb, which determines the allowed flags.
    private mutating func take(_ word: String, flags: (String) throws(RefoldError) -> [Flag]) throws(RefoldError) -> [Flag] {
        guard verb != nil else {
            verb = word
            return try flags(word)
        }
        words.append(word)
        return []
    }

    private static func split(_ token: String) -> (name: String, attached: String?) {
        if token == "-h" { return (Flag.help.name, nil) }
        guard token.utf8.starts(with: "--".utf8) else { return (token, nil) }
        // By scalars: to Swift, `=` and a combining mark at the start of a value would be one character.
        let body = token.unicodeScalars.dropFirst(2)
        guard let equals = body.firstIndex(of: "=") else { return (String(body), nil) }
        return (String(body[..<equals]), String(body[body.index(after: equals)...]))
    }

    private static func value(
        of flag: Flag, attached: String?, rest: inout ArraySlice<String>
    ) throws(RefoldError) -> String {
        guard let placeholder = flag.value else {
            guard attached == nil else {
                throw RefoldError(.usage, "--\(flag.name) takes no value", remedy: "write --\(flag.name) alone")
            }
            return ""
        }
        if let attached {
            guard !attached.isEmpty else {
                throw RefoldError(.usage, "--\(flag.name) has no value", expected: "--\(flag.name)\(flag.isValueOptional ? "=" : " ")\(placeholder)")
            }
            return attached
        }
        guard !flag.isValueOptional else { return "" }
        guard let next = rest.first, !next.isEmpty, !isFlag(next) || (flag.takesDash && !next.hasPrefix("--")) else {
            throw RefoldError(.usage, "--\(flag.name) has no value", expected: "--\(flag.name)\(flag.isValueOptional ? "=" : " ")\(placeholder)")
        }
        rest.removeFirst()
        return next
    }

    /// Whether a word that begins with a dash is a flag: `-` is standard input, and `-5` is a (wrong) number.
    private static func isFlag(_ word: String) -> Bool {
        word.hasPrefix("-") && word.utf8.dropFirst().first.map { !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }

    private static func unknown(_ token: String, verb: String?, among known: [Flag]) -> RefoldError {
        let typed = String(token.unicodeScalars.prefix { $0 != "=" })
        return RefoldError(
            .usage, "there is no flag \(typed)" + (verb.map { " for \($0)" } ?? ""),
            remedy: Suggestion.phrase(for: typed, among: known.map { "--" + $0.name }) ?? "see refold \(verb.map { $0 + " " } ?? "")--help")
    }
}
