import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("A catalog of read models that was changed by hand")
struct AlteredCatalogTests {
    private func served() throws -> Sandbox {
        let sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<60), to: "events.ndjson")
        let made = try sandbox.run("refold import events.ndjson --store sqlite:events.db && refold rebuild payments --through 90 --store sqlite:events.db")
        try #require(made.status == 0, "\(made.error)")
        return sandbox
    }

    @Test(
        "is refused with 3 by a catch-up, and the rebuild that the message names heals it",
        arguments: [
            "UPDATE refold_generations SET position = 0", "UPDATE refold_generations SET position = 'abc'",
            "ALTER TABLE refold_generations DROP COLUMN seal; DROP TABLE refold_numbers; UPDATE refold_generations SET position = 0",
            "UPDATE refold_generations SET fingerprint = 1", "UPDATE refold_generations SET generation = 9223372036854775807",
            "DROP TABLE refold_columns", "DELETE FROM refold_columns", "UPDATE refold_columns SET name = 'other' WHERE name = 'status'",
            "DELETE FROM refold_indexes",
        ])
    func healed(change: String) throws {
        let sandbox = try served()
        let whole = try sandbox.run("refold rebuild payments --store sqlite:events.db --read-models sqlite:w.db --quiet && refold export payments --store sqlite:events.db --read-models sqlite:w.db")
        try #require(whole.status == 0, "\(whole.error)")
        try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite).execute(change)
        let refused = try sandbox.run("refold catch-up payments --store sqlite:events.db")
        #expect(refused.status == 3 && refused.error.contains("run refold rebuild payments"), "\(refused)")
        #expect(try sandbox.run("refold export payments --store sqlite:events.db").status == 3)
        let run = try sandbox.run("refold rebuild payments --store sqlite:events.db && refold catch-up payments --store sqlite:events.db")
        #expect(run.status == 0, "\(run.error)")
        #expect(try sandbox.run("refold export payments --store sqlite:events.db").output == whole.output)
    }

    @Test(
        "in what it says of event types leaves no projection out, and a run without names keeps it as it was",
        arguments: ["UPDATE refold_types SET types = '{}'", "UPDATE refold_types SET types = replace(types, ':1', ':0')", "DROP TABLE refold_types"])
    func types(change: String) throws {
        let sandbox = try served()
        try sandbox.write(RecordedPayments.lines(60..<80), to: "more.ndjson")
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite)
        let known = "SELECT position FROM refold_types WHERE types LIKE '%\":1,%' AND types LIKE '%\":0,%'"
        #expect(try sandbox.run("refold catch-up --store sqlite:events.db").status == 0)
        let position = try #require(try models.integer(known))
        try models.execute(change)
        let run = try sandbox.run("refold catch-up --store sqlite:events.db")
        #expect(run.status == 0 && run.error.contains("payments: up to date"), "\(run)")
        #expect(try models.integer(known) == position)
        try models.execute(change)
        let later = try sandbox.run("refold import more.ndjson --store sqlite:events.db && refold catch-up --store sqlite:events.db")
        #expect(later.status == 0 && later.error.contains("payments: caught up by"), "\(later)")
        #expect(try models.integer(known).map { $0 > position } == true)
    }

    @Test("in which event types cannot be kept does without, and leaves alone what has the place")
    func typesOfOthers() throws {
        let sandbox = try served()
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite)
        try models.execute("DROP TABLE IF EXISTS refold_types; CREATE TABLE refold_types (a)")
        let run = try sandbox.run("refold catch-up --store sqlite:events.db")
        #expect(run.status == 0 && run.error.contains("payments: caught up by"), "\(run)")
        #expect(try models.integer("SELECT count(*) FROM refold_types") == 0)
    }

    @Test("with a trigger that keeps the checkpoint out ends a catch-up with 1 and without a change, however often it is tried")
    func trigger() throws {
        let sandbox = try served()
        let before = try sandbox.run("refold export payments --store sqlite:events.db").output
        let models = try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite)
        try models.execute("CREATE TRIGGER t BEFORE UPDATE ON refold_generations BEGIN SELECT RAISE(IGNORE); END")
        for _ in 0..<2 {
            let run = try sandbox.run("refold catch-up payments --store sqlite:events.db")
            #expect(run.status == 1 && run.error.contains("drop the triggers on it"), "\(run)")
            #expect(try sandbox.run("refold export payments --store sqlite:events.db").output == before)
        }
        try models.execute("DROP TRIGGER t")
        #expect(try sandbox.run("refold catch-up payments --store sqlite:events.db").status == 0)
    }
}
