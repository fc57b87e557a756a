import RefoldDefinitions
import RefoldReports
import RefoldValues

/// The typed values of flags. All functions throw status 2 for an invalid value.
extension Arguments {
    func text(_ flag: Flag) -> String? { values[flag] }

    /// A path, with the user's home folder in the place of `~`.
    func path(_ flag: Flag) throws(RefoldError) -> String? {
        guard let text = values[flag] else { return nil }
        return try HomePath.expanded(text, from: "--\(flag.name)")
    }

    /// A path with placeholders for a day and, if there is one, for a period, with the user's home folder in the place of `~`.
    func pathPattern(_ flag: Flag, hasPeriod: Bool) throws(RefoldError) -> PathPattern? {
        guard let text = try path(flag) else { return nil }
        let place = Place.named("--\(flag.name)")
        do throws(Fault) {
            return try PathPattern(text, hasPeriod: hasPeriod, at: place)
        } catch {
            throw RefoldError(.usage, error.what, at: place, expected: error.expected, remedy: error.remedy)
        }
    }

    /// A whole number within a range.
    func whole(_ flag: Flag, _ range: ClosedRange<Int>) throws(RefoldError) -> Int? {
        guard let text = values[flag] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let expected = range.upperBound == .max
                ? "a whole number from \(range.lowerBound)" : "a whole number from \(range.lowerBound) to \(range.upperBound)"
            throw Self.bad(flag, text, expected: expected)
        }
        return number
    }

    /// How many events may be parked: `--park` for any number, `--park=N` for N; nil without the flag.
    func park() throws(RefoldError) -> Int? {
        guard let text = values[.park] else { return nil }
        return text.isEmpty ? .max : try whole(.park, 0...Int.max)
    }

    /// A 64-bit seed, written as a non-negative integer.
    func seed(_ flag: Flag) throws(RefoldError) -> UInt64? {
        guard let text = values[flag] else { return nil }
        guard let number = UInt64(text) else { throw Self.bad(flag, text, expected: "a whole number from 0 to \(UInt64.max)") }
        return number
    }

    /// A number of bytes, with a minimum. See ``ByteSize``.
    ///
    /// - Parameter reason: what the minimum depends on, as it follows it.
    func size(_ flag: Flag, least: Int, _ reason: String = "") throws(RefoldError) -> Int? {
        guard let text = values[flag] else { return nil }
        guard let bytes = ByteSize.parse(text) else {
            throw Self.bad(flag, text, expected: "a size such as 256M, 1G or 512MiB")
        }
        guard bytes >= least else {
            let isBare = text.allSatisfy(\.isNumber) && bytes > 0
            throw Self.bad(
                flag, text, expected: "a size such as 256M, 1G or 512MiB, at least \(ByteSize.text(least))\(reason)",
                remedy: isBare ? "write --\(flag.name) \(bytes)M for so many MiB" : nil)
        }
        return bytes
    }

    /// A span of time. See ``TimeSpan``.
    func duration(_ flag: Flag, orNone: Bool = false) throws(RefoldError) -> Duration? {
        guard let text = values[flag] else { return nil }
        guard let seconds = TimeSpan.parse(text), seconds > 0 || orNone else {
            throw Self.bad(flag, text, expected: "a duration such as 90s, 20m or 1h30m")
        }
        return .seconds(seconds)
    }

    /// A span of time between two looks; see ``TimeSpan/parseFine(_:)``.
    func interval(_ flag: Flag, least: Duration) throws(RefoldError) -> Duration? {
        guard let text = values[flag] else { return nil }
        guard let span = TimeSpan.parseFine(text), span >= least else {
            throw Self.bad(flag, text, expected: "a duration such as 250ms, 1s or 1m, at least \(Int(least / .milliseconds(1)))ms")
        }
        return span
    }

    /// Refuses flags that have no meaning beside, or without, another.
    func refuse(_ flags: [Flag], _ condition: String, remedy: String) throws(RefoldError) {
        guard let flag = flags.first(where: has) else { return }
        throw RefoldError(.usage, "--\(flag.name) has no meaning \(condition)", remedy: remedy)
    }

    /// A calendar day.
    func date(_ flag: Flag) throws(RefoldError) -> CalendarDate? {
        guard let text = values[flag] else { return nil }
        guard let date = CalendarDate(text) else { throw Self.bad(flag, text, expected: "a day such as 2024-09-14") }
        return date
    }

    /// A time zone.
    func timeZone(_ flag: Flag) throws(RefoldError) -> TimeZoneRules? {
        guard let text = values[flag] else { return nil }
        do throws(RefoldError) {
            return try TimeZoneRules(named: text)
        } catch {
            throw Self.bad(flag, text, expected: error.faults.first?.expected ?? "a time zone", remedy: error.faults.first?.remedy)
        }
    }

    /// Tests on rows, in the order in which they were typed.
    ///
    /// - Throws: status 2 with what is wrong with each of them.
    func tests() throws(RefoldError) -> [WhereText] {
        var tests: [WhereText] = []
        var errors: [RefoldError] = []
        for text in lists[.tests] ?? [] {
            do throws(RefoldError) {
                tests.append(try WhereText(text, at: .named("--\(Flag.tests.name) '\(text)'")))
            } catch {
                errors.append(error)
            }
        }
        if let error = RefoldError.together(errors) { throw error }
        return tests
    }

    /// Names separated by commas; none without the flag.
    func names(_ flag: Flag) throws(RefoldError) -> [String] {
        let names = values[flag]?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) ?? []
        guard !names.contains("") else { throw Self.bad(flag, values[flag] ?? "", expected: "names with commas between them") }
        return names
    }

    /// One of several words.
    func choice(_ flag: Flag, among words: [String]) throws(RefoldError) -> String? {
        guard let text = values[flag] else { return nil }
        return try Self.choose(text, flag, words)
    }

    /// Several of the allowed words, separated by commas.
    func choices(_ flag: Flag, among words: [String]) throws(RefoldError) -> [String]? {
        guard let text = values[flag] else { return nil }
        var chosen: [String] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = try Self.choose(String(part), flag, words)
            if !chosen.contains(word) { chosen.append(word) }
        }
        return chosen
    }

    /// The one word after a verb that takes exactly one.
    func onlyWord(_ placeholder: String) throws(RefoldError) -> String {
        guard let word = words.first else { throw missing(placeholder) }
        guard words.count == 1 else { throw tooMany(words[1]) }
        return word
    }

    /// The words after a verb that takes at least one.
    func someWords(_ placeholder: String) throws(RefoldError) -> [String] {
        guard !words.isEmpty else { throw missing(placeholder) }
        return words
    }

    /// Refuses words after a verb that takes none.
    func noWords() throws(RefoldError) {
        if let word = words.first { throw tooMany(word) }
    }

    private func missing(_ placeholder: String) -> RefoldError {
        RefoldError(.usage, "\(verb ?? "") needs \(placeholder)", remedy: "see refold \(verb ?? "") --help")
    }

    private func tooMany(_ word: String) -> RefoldError {
        RefoldError(.usage, "\"\(word)\" is one argument too many for \(verb ?? "")", remedy: "see refold \(verb ?? "") --help")
    }

    private static func choose(_ text: String, _ flag: Flag, _ words: [String]) throws(RefoldError) -> String {
        guard words.contains(text) else {
            throw bad(
                flag, text, expected: DefinitionValue.list(words, quote: ""), remedy: Suggestion.phrase(for: text, among: words))
        }
        return text
    }

    private static func bad(_ flag: Flag, _ text: String, expected: String, remedy: String? = nil) -> RefoldError {
        RefoldError(.usage, "--\(flag.name) is \"\(text)\"", expected: expected, remedy: remedy)
    }
}
