import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

/// A fault that is produced with the program, and what its remedy says to do about it, done to the letter.
///
/// In files and commands `<<wrong|>right>>` is what is wrong at first and what the remedy makes of it. A trial fails if the remedy is not
/// printed, if what is done has nothing of what the remedy names, or if the command then does not succeed.
struct RemedyTrial: CustomTestStringConvertible, Sendable {
    /// As ``RemedySources`` has it: `FILE: text`.
    var remedy: String
    /// Files to be written below the working directory.
    var files: [String: String] = [:]
    /// What is done before the command, once.
    var before = ""
    /// The command; `STORE` stands for the flag that names a database on a server.
    var command: String
    /// What is done before the command is given again; `SAID` for the command that the remedy names.
    var cure = ""
    /// Statements on the file `events.db`, or on its read models, after ``before`` and before the command is given again.
    var sql: (fault: String, cure: String)?
    var isOnReadModels = false
    /// The status of the command in the end.
    var status: Int32 = 0
    /// Whether the remedy gives an example, or more to look at than one thing, so that what is done need not have its words.
    var isByExample = false
    /// Whether the remedy is one of a warning, with status 0.
    var warns = false

    var testDescription: String { remedy }

    /// The text with what was wrong, or with what is right.
    static func variant(_ text: String, isRight: Bool) -> String {
        text.replacing(/<<((?s).*?)\|>((?s).*?)>>/) { isRight ? $0.output.2 : $0.output.1 }
    }

    /// The marks: what is taken away and what comes in its place.
    private static func changes(in text: String) -> String { text.matches(of: /<<(?s).*?\|>(?s).*?>>/).map { String($0.output) }.joined(separator: " ") }

    func run() throws {
        let sandbox = try Sandbox()
        let isOnServer = [before, command, cure].contains { $0.contains(/\bSTORE\b/) }
        let uri = isOnServer ? try PostgresCluster.newDatabase() : ""
        func shell(_ command: String) throws -> (output: String, error: String, status: Int32) {
            var store = "export REFOLD_STORE=\(isOnServer ? "'\(uri)'" : "sqlite:events.db")\n"
            if isOnServer { store += Self.onServer(uri) }
            return try sandbox.run(store + command.replacing(/\bSTORE\b/, with: "--store '\(uri)'"))
        }
        func execute(_ sql: String?) throws {
            guard let sql, !sql.isEmpty else { return }
            try SQLiteConnection(sandbox.path(isOnReadModels ? "events.read-models.db" : "events.db"), mode: .create).execute(sql)
        }
        func write(isRight: Bool) throws {
            for (path, text) in files {
                let file = sandbox.folder.appendingPathComponent("work/\(path)")
                try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                let content = Self.variant(text, isRight: isRight)
                if !isRight || content != Self.variant(text, isRight: false) { try Data(content.utf8).write(to: file) }
            }
        }
        try write(isRight: false)
        let made = try shell((isOnServer ? "" : "cp ../payments.db events.db; ") + before)
        #expect(made.status == 0, "before: \(made.error)")
        try execute(sql?.fault)

        let failed = try shell(Self.variant(command, isRight: false))
        let printed = printed(in: failed.error + failed.output)
        #expect(printed != nil, "\(remedy) was not printed: \(failed.status) \(failed.error.prefix(500))")
        #expect((failed.status == 0) == warns, "\(failed.status) \(failed.error)")
        guard let printed else { return }
        var done = cure
        if cure == "SAID" { done = printed.firstMatch(of: /refold [a-z-]+( [A-Za-z0-9_.\/-]+)?( --[a-z-]+)*/).map { String($0.output.0) } ?? "false" }
        let marked = files.values.sorted() + [command]
        let right = marked.map { Self.variant($0, isRight: true) }
        let deed = ([done, sql?.cure ?? ""] + right + marked.map(Self.changes)).joined(separator: " ")
        let names = isByExample ? [] : Self.named(in: printed)
        #expect(names.isEmpty || names.contains(where: deed.contains), "nothing of \(names) is in: \(deed)")
        if !done.isEmpty {
            let cured = try shell(done)
            #expect(cured.status == 0, "$ \(done)\n\(cured.error)\(cured.output)")
        }
        try execute(sql?.cure)
        try write(isRight: true)
        let again = try shell(Self.variant(command, isRight: true))
        #expect(again.status == status, "$ \(Self.variant(command, isRight: true))\n\(again.status) \(again.error)\(again.output)")
        #expect(self.printed(in: again.error + again.output) == nil, "\(again.error)")
    }

    /// Words for commands on a server: `$URI`; `$ROLE`, a role of this trial alone, and `$AS`, the URI as that role; and `sql`.
    private static func onServer(_ uri: String) -> String {
        let role = "role_" + uri.filter(\.isNumber).prefix(19)
        let own = uri.replacing("user=postgres", with: "user=\(role)")
        return "URI='\(uri)'; ROLE=\(role); AS='\(own)'; sql() { psql \"$URI\" -qXAt -v ON_ERROR_STOP=1 -c \"$1\" > psql.log; }\n"
    }

    /// The remedy as it was printed, to the end of its line; nil if it was not.
    private func printed(in error: String) -> String? {
        let text = remedy.drop { $0 != " " }.dropFirst()
        let pieces = text.components(separatedBy: "…")
        for line in error.split(separator: "\n").map(String.init) {
            guard let start = line.range(of: "; " + pieces[0]) ?? line.range(of: ": " + pieces[0]) else { continue }
            var rest = line[start.upperBound...]
            let fits = pieces.dropFirst().allSatisfy { piece in
                guard let next = rest.range(of: piece) else { return piece.isEmpty }
                rest = rest[next.upperBound...]
                return true
            }
            if fits { return String(line[start.lowerBound...].dropFirst(2)) }
        }
        return nil
    }

    /// What a remedy names to the letter: flags, commands, texts in quotes, keys in braces, statements.
    private static func named(in remedy: String) -> [String] {
        remedy.matches(of: /--[a-z][a-z-]+|refold (?:[a-z]+-up|[a-z]+)|"[^"]+"|\{[a-zA-Z]+:|[A-Z]{4,}( [A-Z]{3,})+/).map { match in
            String(match.output.0).replacing(/^["{]|[":]$/, with: "")
        }
    }
}

/// What is tried of the remedies, and what cannot be.
enum RemedyTrials {
    static var runnable: [RemedyTrial] { all.filter { Privileges.canStepDown || !$0.command.contains(Privileges.asNobody) } }

    static let all =
        definitions + readings + lists + reports + joins + cuts + shown + charts + words + layouts + arguments + chosen + files + imports + jobs + parked + sqlite + switching + verifying
        + explaining + moments + servers + examinations
}
