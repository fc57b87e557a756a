import RefoldJSON
import RefoldValues

struct CompletionsVerb: Verb {
    static let name = "completions"
    static let summary = "print what makes the Tab key of a shell complete refold"
    static let usage = """
        refold completions bash|zsh|fish
        refold completions words -- [WORD...]

        Prints the script of a shell that completes verbs, flags, words that a flag
        takes, files, and the names of projections, reports and jobs. The package
        installs it; without one, put a line into the file that the shell reads first:

          source <(refold completions bash)
          source <(refold completions zsh)
          refold completions fish | source

        The script asks the program itself: words answers what may stand for the last
        word, a line each, with its meaning after a tab. A line that begins with a
        colon says that files (:files) or folders (:folders) may, or that no space
        follows (:nospace).
        """

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let names = CompletionScript.allCases.map(\.rawValue) + [words]
        guard let word = arguments.words.first else {
            throw RefoldError(.usage, "completions needs the name of a shell", expected: "bash, zsh or fish", remedy: "add bash")
        }
        let lines: [String]
        if word == words {
            lines = CompletionLine(Array(arguments.words.dropFirst()), in: session).answer()
        } else {
            guard let script = CompletionScript(rawValue: word) else {
                throw RefoldError(
                    .usage, "there are no completions for \"\(word)\"", expected: "bash, zsh or fish",
                    remedy: Suggestion.phrase(for: word, among: names) ?? "name one of them")
            }
            guard arguments.words.count == 1 else {
                throw RefoldError(.usage, "\"\(arguments.words[1])\" is one word too many", remedy: "name one shell")
            }
            lines = Help.lines(script.text)
        }
        if session.json { return VerbResult(fields: [JSONField("lines", .texts(lines))]) }
        for line in lines { try session.output.write((line + "\n").utf8) }
        return VerbResult(fields: nil)
    }

    private static let words = "words"
}
