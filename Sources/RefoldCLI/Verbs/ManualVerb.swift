import RefoldFiles
import RefoldJSON
import RefoldValues

struct ManualVerb: Verb {
    static let name = "manual"
    static let summary = "print a page of the manual for man, or write all pages"
    static let usage = """
        refold manual [VERB|TOPIC]
        refold manual --output DIR

        Prints a page as man(1) reads it: that of the program, or of a verb or a topic.
        The text is that of --help and of refold help. With --output it writes all
        pages into a folder: refold.1, refold-VERB.1 and refold-TOPIC.7.

          --output DIR         write all pages into this folder

          refold manual run | man -l -
        """
    static let flags: [Flag] = [.output]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let pages = ManualPages(domains: session.domains)
        guard let folder = try arguments.path(.output) else {
            guard arguments.words.count <= 1 else {
                throw RefoldError(.usage, "\"\(arguments.words[1])\" is one word too many", remedy: "name one verb or topic")
            }
            let text = try pages.page(about: arguments.words.first)
            if session.json { return VerbResult(fields: [JSONField("page", .text(text))]) }
            try session.output.write(text.utf8)
            return VerbResult(fields: nil)
        }
        try arguments.noWords()
        let definitions = try session.settings.definitionsFolder()
        let spared = ProtectedFiles(session.settings, DefinitionRegistry(folder: definitions.path, isNamed: definitions.isNamed, session.domains))
        // All before the first appears: if there is no room for one, there is none of them.
        var outputs: [(path: String, file: AtomicFile)] = []
        for (name, text) in pages.all {
            let path = folder + (folder.hasSuffix("/") ? "" : "/") + name
            try spared.check(path)
            try Folder.make(for: path)
            let file = try AtomicFile(path, sparing: spared)
            try file.write(Array(text.utf8))
            outputs.append((path, file))
        }
        for output in outputs { try output.file.commit() }
        return VerbResult(fields: [JSONField("files", .texts(outputs.map(\.path)))])
    }
}
