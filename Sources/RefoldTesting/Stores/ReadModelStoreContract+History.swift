import RefoldStores
import RefoldValues

/// What a read-model store keeps of the history of runs.
extension ReadModelStoreContract {
    static let history: [ReadModelCheck] = [
        ReadModelCheck("A store without runs has no history, and asking makes nothing; a line that may not make the store is not kept") { store in
            try expect(store.runs(), [], "history")
            try store.note([run("a", at: 1)], makes: false)
            try expect(store.runs(), [], "history")
            try expect(store.generations(), [], "generations")
        },
        ReadModelCheck("Lines of the history are read as they were written, the last one first") { store in
            var whole = run("b", at: 2)
            (whole.job, whole.step, whole.events, whole.rows, whole.position) = ("it's", "report \"x\"\n{,}", .max, 0, .min)
            whole.end(at: time(3), status: 75, failure: "busy, it's \"broken\"\nin two lines, {and} \\")
            try store.note([run("a", at: 1), whole], makes: true)
            try expect(store.runs(), [whole, run("a", at: 1)], "history")
        },
        ReadModelCheck("A line takes the place of the one with its id") { store in
            try store.note([run("a", at: 1), run("b", at: 2)], makes: true)
            var ended = run("a", at: 1)
            ended.end(at: time(9), status: 0, failure: nil)
            try store.note([ended], makes: false)
            try expect(store.runs(), [run("b", at: 2), ended], "history")
        },
        ReadModelCheck("The history keeps a number of lines of each kind, and beside them the last one that ended with 0") { store in
            let count = RunHistory.linesPerKind
            func ended(_ id: String, at second: Int64, status: Int, job: String?) -> RunRecord {
                var line = run(id, at: second)
                line.job = job
                line.end(at: time(second + 1), status: status, failure: nil)
                return line
            }
            let monthly = [ended("m", at: 1, status: 0, job: "monthly"), ended("good", at: 2, status: 0, job: "nightly")]
            let nights = (0..<count + 5).map { ended("n\($0)", at: 10 + Int64($0), status: 1, job: "nightly") }
            try store.note(monthly + nights, makes: true)
            let kept = try store.runs()
            try expect(kept.count, count + 2, "lines")
            try expect(kept.first?.id, "n\(count + 4)", "the last one")
            try expect(kept.suffix(2).map(\.id), ["good", "m"], "the last good one, and that of another job")
        },
        ReadModelCheck("A message of any length is kept in part in the history") { store in
            var long = run("a", at: 1)
            long.end(at: time(2), status: 2, failure: String(repeating: "\u{1F600}x", count: 1 << 20))
            try store.note([long], makes: true)
            let kept = try store.runs().first?.message ?? ""
            try expect(kept.count > 100 && kept.utf8.count < 1 << 16, true, "length")
        },
        ReadModelCheck("A run shows that it lasts by its lock") { store in
            try store.note([run("a", at: 1)], makes: true)
            let lock = try store.lock(run("a", at: 1).lockSubject)
            try withExtendedLifetime(lock) { try expect(store.lockIfFree(run("a.2", at: 1).lockSubject) == nil, true, "a step has the lock of its run") }
        },
    ]

    private static func time(_ second: Int64) -> Timestamp { Timestamp(microseconds: second * 1_000_000) ?? .first }

    private static func run(_ id: String, at second: Int64) -> RunRecord { RunRecord(id: id, verb: "catch-up", began: time(second)) }
}
