import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("Settings")
struct SettingsTests {
    private func settings(_ typed: [String], _ environment: [String: String] = [:], file: SettingsFile = SettingsFile()) throws -> Settings {
        let arguments = try Arguments(["status"] + typed) { name throws(RefoldError) in try VerbTable.verb(named: name).flags(for: DomainList([])) }
        return Settings(arguments, environment: environment, file: file)
    }

    @Test("A flag overrides the environment, and the environment overrides the file")
    func order() throws {
        let file = try SettingsFile.read("{store: 'sqlite:file.db', definitions: 'Defs'}".utf8, name: "refold.json5")
        let all = try settings(["--store", "sqlite:flag.db"], ["REFOLD_STORE": "sqlite:env.db", "REFOLD_DEFINITIONS": ""], file: file)
        #expect(try all.storeLocation() == .sqlite(path: "flag.db"))
        #expect(try all.definitionsFolder() == ("Defs", true))
        #expect(try settings([], ["REFOLD_STORE": "sqlite:env.db"], file: file).storeLocation() == .sqlite(path: "env.db"))
        #expect(try settings([], file: file).storeLocation() == .sqlite(path: "file.db"))
        #expect(try settings([]).definitionsFolder() == ("Reports", false))
    }

    @Test("Read models are beside the store by default", arguments: [
        ("events.db", "events.read-models.db"), ("var/demo/events.db", "var/demo/events.read-models.db"),
        ("var.d/events", "var.d/events.read-models.db"), (".hidden", ".hidden.read-models.db"), ("a.b.sqlite", "a.b.read-models.db"),
    ])
    func readModels(store: String, expected: String) throws {
        #expect(try settings(["--store", "sqlite:\(store)"]).readModelLocation() == .sqlite(path: expected))
        #expect(try settings(["--store", "sqlite:\(store)", "--read-models", "sqlite:r.db"]).readModelLocation() == .sqlite(path: "r.db"))
    }

    @Test("The saved state of rebuilds is beside the read models, or in a folder for these read models below the work folder")
    func resumeFolder() throws {
        let beside = try settings(["--store", "sqlite:var/events.db"], ["REFOLD_WORK_FOLDER": ""])
        #expect(try beside.resumeFolder() == "var/events.read-models.db-resume")
        let below = try ["a.db", "./a.db", "b.db"].map { path in
            try settings(["--store", "sqlite:\(path)"], ["REFOLD_WORK_FOLDER": "work"]).resumeFolder()
        }
        #expect(below.allSatisfy { $0.hasPrefix("work/refold-resume-") })
        #expect(below[0] == below[1] && below[1] != below[2])
    }

    @Test("The read models of a PostgreSQL store are in the same database")
    func readModelsOnPostgres() throws {
        let settings = try settings(["--store", "postgresql://ana:secret@db/shop"])
        #expect(try settings.readModelLocation() == settings.storeLocation())
        #expect(try settings.readModelLocation().description == "postgresql://db/shop")
    }

    @Test("The wait for writers is 30 s unless somebody says otherwise, and what is no duration is refused with who said it")
    func wait() throws {
        let file = try SettingsFile.read("{wait: '2m'}".utf8, name: "refold.json5")
        #expect(try settings([]).waitForWriters() == .seconds(30))
        #expect(try settings([], file: file).waitForWriters() == .seconds(120))
        #expect(try settings([], ["REFOLD_WAIT": "0"], file: file).waitForWriters() == .zero)
        let error = #expect(throws: RefoldError.self) { try settings([], ["REFOLD_WAIT": "30"]).waitForWriters() }
        #expect(error?.description == "REFOLD_WAIT: the wait \"30\" is no duration; expected a duration such as 90s, 20m or 1h30m, or 0")
    }

    @Test("A store that is missing, or no URL, or no URI that libpq reads is refused with what to write")
    func refusals() throws {
        func message(_ typed: String...) throws -> String {
            let settings = try settings(typed)
            do throws(RefoldError) {
                _ = try settings.storeLocation()
                return "accepted"
            } catch {
                #expect(error.status == .usage)
                return error.description
            }
        }
        // The remedy names the store of a job if there is one in `Jobs` of the folder that the tests run in.
        #expect(try message().hasPrefix("no store is named; expected --store, REFOLD_STORE or \"store\" in refold.json5; add --store "))
        #expect(try message("--store", "events.db") == "--store: \"events.db\" is no URL of a database; expected sqlite:PATH or postgresql://HOST/DATABASE; write sqlite:events.db")
        #expect(
            try message("--store", "postgresql://me:sec%ret@host/db")
                == "--store: this is no URI of a PostgreSQL database; expected postgresql://USER@HOST:PORT/DATABASE; write letters with a meaning of their own in user and password as %XX")
        #expect(try message("--store", "mysql://me:secret@host/db").contains("secret") == false)
        #expect(try message("--store", "host=db password=secret").contains("secret") == false)
        #expect(try message("--store", "sqlite:") == "--store: the URL has no path; expected sqlite:PATH")
    }

    @Test("An in-memory database, which would be lost, is refused wherever a database is named; what only looks like one is a file")
    func inMemory() throws {
        let store = ["--store", "sqlite:events.db"]
        for (origin, ask) in [
            ("--store", { try settings(["--store", "sqlite::memory:"]).storeLocation() }),
            ("--read-models", { try settings(store + ["--read-models", "sqlite::memory:"]).readModelLocation() }),
            ("REFOLD_REPLICA", { try settings(store, ["REFOLD_REPLICA": "sqlite::memory:"]).questionLocation() }),
        ] as [(String, () throws -> DatabaseLocation)] {
            let error = #expect(throws: RefoldError.self) { try ask() }
            #expect(error?.status == .usage)
            #expect(
                error?.description == origin + ": a database in memory is gone when the command ends; expected sqlite:PATH of a file; "
                    + "name a file, as in sqlite:events.db; a file that is called :memory: is sqlite:./:memory:")
        }
        for path in ["./:memory:", "file::memory:", "file:a.db?mode=memory"] {
            #expect(try settings(["--store", "sqlite:" + path]).storeLocation() == .sqlite(path: path))
        }
    }

    @Test("All faults of a settings file are found at once")
    func badFile() {
        do {
            _ = try SettingsFile.read("{\n  stor: 'x',\n  definitions: 3\n}".utf8, name: "refold.json5")
            Issue.record("accepted")
        } catch {
            #expect(error.status == .usage)
            #expect(
                error.description == """
                    refold.json5:2: stor: there is no key "stor"; expected "store", "layout", "storeTimes", "readModels", "replica", "definitions", "workFolder", "wait", "keep", "digests", "domains", "csv", "logFormat" or "metrics"; did you mean "store"?
                    refold.json5:3: definitions: found a number; expected a folder
                    """)
        }
    }
}
