import Foundation
import RefoldFiles
import RefoldSQLite
import RefoldValues

/// The folder of the material and the results; runs programs in it.
struct BenchFolder {
    let options: Options
    private let program: String

    /// - Throws: `.failed` if the folder cannot be made.
    init(_ options: Options) throws(RefoldError) {
        self.options = options
        program = try Self.thisProgram()
        do {
            try FileManager.default.createDirectory(atPath: options.folder + "/definitions", withIntermediateDirectories: true)
        } catch {
            throw RefoldError(.failed, "the folder cannot be made", at: .named(options.folder), remedy: "name another with --folder")
        }
        try AtomicFile.write(Array(Definitions.payments.utf8), to: path("definitions/payments_declared.projection.json5"), sparing: .none)
        let reports = ["by-day": Definitions.byDay, "by-month": Definitions.byMonth, "by-month-more": Definitions.byMonthMore, "distinct": Definitions.distinct]
        for (name, text) in reports { try AtomicFile.write(Array(text.utf8), to: path("definitions/\(name).report.json5"), sparing: .none) }
    }

    /// The path of the running program.
    static func thisProgram() throws(RefoldError) -> String {
        do {
            return try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        } catch {
            throw RefoldError(.failed, "the path of this program cannot be found", remedy: "mount /proc")
        }
    }

    func path(_ name: String) -> String { options.folder + "/" + name }

    // MARK: Commands

    /// A command of the measured program, on a PostgreSQL database.
    func refold(_ words: String..., database: String) -> [String] {
        [options.refold] + words + ["--store", database, "--definitions", path("definitions"), "--quiet"]
    }

    /// A command of the measured program, on SQLite files.
    func refold(_ words: String..., store: String, readModels: String) -> [String] {
        [options.refold] + words + [
            "--store", "sqlite:" + store, "--read-models", "sqlite:" + readModels, "--definitions", path("definitions"), "--quiet",
        ]
    }

    /// A command for one of this program's own steps.
    func step(_ step: ChildStep, _ words: String...) -> [String] { [program, step.rawValue] + words }

    /// Runs a program to its end.
    ///
    /// - Returns: the time and memory of the run, and a function that reads its output.
    /// - Throws: `.failed` with the end of its output if its status is not 0.
    @discardableResult
    func run(_ command: [String]) throws(RefoldError) -> (process: ChildProcess, output: () -> String) {
        let process = try ChildProcess.run(command, output: path("output"), errors: path("errors"))
        guard process.status == 0 else {
            let said = Self.read(path("errors")).split(separator: "\n").last.map { ": \($0)" } ?? ""
            let end = process.status.map { "status \($0)" } ?? "a signal"
            throw RefoldError(.failed, "\(command.prefix(2).joined(separator: " ")) ended with \(end)\(said)")
        }
        return (process, { Self.read(path("output")) })
    }

    private static func read(_ path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    // MARK: Material

    /// The event store.
    func store() throws(RefoldError) -> String {
        try kept("events-\(options.events).db") { file in
            refold("seed", "--events", "\(options.events)", "--seed", "42", store: file, readModels: path("unused.db"))
        }
    }

    /// A file that is made whole when it is first asked for, and kept for the next time.
    func kept(_ name: String, _ make: (_ path: String) throws(RefoldError) -> [String]) throws(RefoldError) -> String {
        let file = path(name)
        guard !FileManager.default.fileExists(atPath: file) else { return file }
        let part = emptied("part-" + name)
        try run(try make(part))
        do {
            try FileManager.default.moveItem(atPath: part, toPath: file)
        } catch {
            throw RefoldError(.failed, "the file cannot be renamed", at: .named(part))
        }
        return file
    }

    /// A read model `payments` of the whole store, newly built.
    ///
    /// - Returns: its file, the table of its served generation, and how many rows it has.
    func served() throws(RefoldError) -> (file: String, table: String, rows: Int) {
        let file = emptied("served.db")
        try run(refold("rebuild", "payments", store: try store(), readModels: file))
        let connection = try SQLiteConnection(file, mode: .readOnly, closing: .leavingLog)
        let served = try connection.prepare(
            "SELECT generation, row_count FROM refold_generations WHERE projection = 'payments' AND state = 'served'")
        guard try served.step() else { throw RefoldError(.failed, "no generation is served", at: .named(file)) }
        return (file, "payments#\(served.integer(0))", Int(served.integer(1)))
    }

    /// The path of a database that is not there.
    func emptied(_ name: String) -> String {
        removeDatabase(path(name))
        return path(name)
    }

    /// Removes a database before each run that makes it.
    func empty(_ file: String) -> () throws(RefoldError) -> Void { { () throws(RefoldError) in removeDatabase(file) } }

    /// Removes a database with what lies beside it.
    func removeDatabase(_ file: String) {
        for tail in ["", "-wal", "-shm", "-journal", "-lock"] {
            // Most of them do not exist.
            try? FileManager.default.removeItem(atPath: file + tail)
        }
    }
}
