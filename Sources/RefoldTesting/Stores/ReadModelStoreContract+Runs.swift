import RefoldStores
import RefoldValues

/// What a read-model store keeps of the last run for each projection.
extension ReadModelStoreContract {
    static let runs: [ReadModelCheck] = [
        ReadModelCheck("A store in which no run ended says so, and asking makes nothing") { store in
            try expect(store.overview(), ReadModelOverview(generations: [], lastRuns: []), "overview")
        },
        ReadModelCheck("How the last run ended is kept per projection; the end of the last complete one outlasts those that fail") { store in
            _ = try build([rows[0]], in: store)
            let failure = RefoldError(.failed, "it's \"broken\"\nin two lines, {and} \\", at: .named("select"), remedy: "mend it")
            try store.note([
                RunEnd(projection: "select", failure: nil, isComplete: true), RunEnd(projection: "other", failure: failure, isComplete: false),
            ])
            let first = try store.overview()
            try expect(first.generations, store.generations(), "generations")
            try expect(first.isWhole, true, "whole")
            try expect(first.lastRuns.map(\.projection), ["other", "select"], "projections")
            try expect(first.lastRuns.map(\.status), [1, 0], "statuses")
            try expect(first.lastRuns.map(\.message), [failure.description, nil], "messages")
            try expect(first.lastRuns.map(\.completeAt), [nil, first.lastRuns[1].at], "complete")
            try store.note([RunEnd(projection: "select", failure: RefoldError(.busy, "busy"), isComplete: false)])
            let second = try store.overview().lastRuns
            try expect(second[0], first.lastRuns[0], "the other one")
            try expect([second[1].status, 75], [75, 75], "status")
            try expect(second[1].completeAt, first.lastRuns[1].at, "complete")
            try store.note([RunEnd(projection: "select", failure: nil, isComplete: true)])
            let third = try store.overview().lastRuns[1]
            try expect(third.message, nil, "no message")
            try expect(third.completeAt, third.at, "complete again")
        },
        ReadModelCheck("A message of any length is kept in part") { store in
            try store.note([RunEnd(projection: "select", failure: RefoldError(.usage, String(repeating: "\u{1F600}x", count: 1 << 20)), isComplete: false)])
            let kept = try store.overview().lastRuns.first?.message ?? ""
            try expect(kept.count > 100 && kept.utf8.count < 1 << 16, true, "length")
        },
    ]
}
