import FoundationEssentials
import RefoldHelp
import RefoldValues

/// A command line that is being typed: what may stand for its last word.
///
/// It is read as ``Arguments`` reads a whole one, but nothing in it is wrong: what cannot be told has no answer.
struct CompletionLine {
    private let session: Session
    /// What is typed of the last word, or of the value in it.
    private var current = ""
    /// What stands in the same word before `current`: `--format=`.
    private var start = ""
    private var verb: (any Verb.Type)?
    private var isHelp = false
    private var words: [String] = []
    private var given: [Flag: String] = [:]
    /// The flag whose value `current` is.
    private var awaiting: Flag?
    private var flagsHaveEnded = false

    /// - Parameter typed: the words after `refold`; the last one is completed. bash hands `--format=csv` and `sqlite:shop.db` over in three.
    init(_ typed: [String], in session: Session) {
        self.session = session
        var joined: [String] = []
        var isGlued = false
        for word in typed {
            if !joined.isEmpty, isGlued || word == "=" || word == ":" { joined[joined.count - 1] += word } else { joined.append(word) }
            isGlued = word == "=" || word == ":"
        }
        let last = joined.popLast() ?? ""
        for word in joined { take(word) }
        // What bash has taken off the last word is not given back.
        let cut = typed.count > joined.count + 1 ? last.count - (isGlued ? 0 : typed.last?.count ?? 0) : 0
        let isOwnFlag = awaiting == nil && !flagsHaveEnded && last.hasPrefix("--")
        if isOwnFlag, let equals = last.firstIndex(of: "="), let flag = flag(named: last[last.index(last.startIndex, offsetBy: 2)..<equals]) {
            awaiting = flag
            (start, current) = (String(last[...equals]), String(last[last.index(after: equals)...]))
        } else {
            current = last
        }
        cutOff = cut
    }

    /// How many characters of the last word the shell does not want again.
    private var cutOff = 0

    private var known: [Flag] { Flag.global + (verb?.flags(for: session.domains) ?? []) }

    private func flag(named name: some StringProtocol) -> Flag? { known.first { $0.name == name } }

    private mutating func take(_ word: String) {
        if let flag = awaiting {
            given[flag] = word
            awaiting = nil
        } else if word == "--" {
            flagsHaveEnded = true
        } else if !flagsHaveEnded, word.hasPrefix("--") {
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let flag = flag(named: parts[0]) else { return }
            given[flag] = parts.count > 1 ? String(parts[1]) : ""
            if parts.count == 1, flag.value != nil, !flag.isValueOptional { awaiting = flag }
        } else if verb == nil, !isHelp {
            isHelp = word == Help.word
            verb = VerbTable.all.first { $0.name == word }
        } else {
            words.append(word)
        }
    }

    /// The lines for the shell: a candidate with its meaning after a tab, or what else it is to do.
    func answer() -> [String] {
        if let flag = awaiting { return lines(of: CompletionKind(of: flag, for: verb, session.domains)) }
        if !flagsHaveEnded, current.hasPrefix("-") { return flags() }
        if let verb { return lines(of: CompletionKind(of: verb, number: words.count, session.domains)) }
        if isHelp { return lines(of: words.isEmpty ? .topics : .anything) }
        return candidates(VerbTable.all.map { ($0.name, $0.summary(for: session.domains)) } + [(Help.word, "print a part of the reference")])
    }

    private func flags() -> [String] {
        let usage = verb.map { UsageText($0.usage(for: session.domains)) }
        let meanings = HelpTopic.settings.firstTable
        return candidates(
            known.filter { given[$0] == nil || $0.isRepeatable }.map { flag in
                let meaning = usage?.meaning(of: flag) ?? ""
                let isNamed = { (line: [String]) in line[0].split(separator: " ").contains { $0 == "--\(flag.name)" } }
                return ("--\(flag.name)", meaning.isEmpty ? meanings.first(where: isNamed)?[1] ?? "" : meaning)
            })
    }

    private func lines(of kind: CompletionKind) -> [String] {
        switch kind {
        case .words(let words): return candidates(words.map { ($0, "") })
        case .list(let words):
            let done = current.lastIndex(of: ",").map { String(current[...$0]) } ?? ""
            return candidates(words.map { (done + $0, "") })
        case .files: return [":files"]
        case .folders: return [":folders"]
        case .database:
            if current.hasPrefix("sqlite:") { return [":files"] }
            let found = candidates([("sqlite:", "a file"), ("postgresql://", "a server")])
            return found.isEmpty ? [] : found + [":nospace"]
        case .projections: return candidates(registry?.projections.keys.sorted().map { ($0, "") } ?? []) + [":files"].filter { _ in current.contains("/") }
        case .reports: return candidates(registry?.reportFiles.map { ($0.name, "") } ?? [])
        case .jobs:
            let names = JobFolder.search().files.filter { $0.hasSuffix(".json5") }.map { String($0.dropFirst(JobFolder.path.count + 1).dropLast(".json5".count)) }
            return candidates(names.map { ($0, "a job") }) + [":files"]
        case .topics:
            return candidates(HelpTopic.allCases.map { ($0.rawValue, $0.summary) } + VerbTable.all.map { ($0.name, $0.summary(for: session.domains)) })
        case .anything: return []
        }
    }

    /// Those that begin as what is typed. Names of files may hold what a shell would run, and bash takes a word as it is: such are left out.
    private func candidates(_ all: [(word: String, meaning: String)]) -> [String] {
        all.filter { $0.word.hasPrefix(current) && $0.word.allSatisfy(Self.isPlain) }.map { candidate in
            let word = String((start + candidate.word).dropFirst(cutOff))
            return candidate.meaning.isEmpty ? word : word + "\t" + candidate.meaning
        }
    }

    private static func isPlain(_ letter: Character) -> Bool { letter.isLetter || letter.isNumber || "-_./,:=@+%".contains(letter) }

    /// The definitions that the line names, or the settings do; nil if these cannot be read.
    private var registry: DefinitionRegistry? {
        var picked: [String] = []
        for flag in [Flag.definitions, .config, .domains] { if let value = given[flag], !value.isEmpty { picked += ["--\(flag.name)", value] } }
        guard let arguments = try? Arguments(picked, flags: { _ in [] }), let file = try? SettingsFile.read(named: arguments.path(.config)) else { return nil }
        let settings = Settings(arguments, environment: ProcessInfo.processInfo.environment, file: file)
        guard let folder = try? settings.definitionsFolder(), let domains = try? session.domains.chosen(settings.domains) else { return nil }
        return DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, domains)
    }
}
