import RefoldCore
import RefoldStores
import RefoldValues

/// The guarantees of generations beside the served one: reading them, switching to them without building, and removing all.
extension ReadModelStoreContract {
    static let turns: [ReadModelCheck] = [
        ReadModelCheck("Candidate and earlier generations are read by snapshots, two of them as of one moment") { store in
            _ = try build([rows[0]], in: store)
            let served = try build([rows[1], rows[2]], in: store, at: 2)
            _ = try candidate(rows, in: store, at: 3)
            let all = try store.snapshots(of: "select") { $0.reversed() }
            try expect(all.map(\.generation.state), [.built, .served, .previous], "states")
            try store.update(served).apply([block([rows[3]])], position: 4)
            try expect(all.map(\.generation.position), [3, 2, 1], "checkpoints")
            try expect(all.map { try read($0) }, [rows, [rows[1], rows[2]], [rows[0]]], "rows")
            try expect(try store.snapshots(of: "select") { _ in [] }.count, 0, "none")
            try expect(try store.snapshots(of: "other") { $0 }.count, 0, "of another projection")
        },
        ReadModelCheck("An unfinished generation is neither read nor served") { store in
            let served = try build([rows[0]], in: store)
            try store.build(schema, version: 1, fingerprint: 0).write(block([rows[1]]))
            let unfinished = try only(.building, in: store)
            try expectError(.failed, "reading") { _ = try store.snapshots(of: "select") { $0.filter { $0.state == .building } } }
            try expectError(.failed, "serving") { try store.serve(unfinished, after: served, .promotion(keeping: 1)) }
            try expect(Self.served(in: store), [rows[0]], "rows")
        },
        ReadModelCheck("A candidate is promoted without being built anew, and what was served becomes previous") { store in
            let before = try build([rows[0]], in: store)
            let built = try candidate([rows[1]], in: store, at: 5)
            let served = try store.serve(built, after: before, .promotion(keeping: 1))
            try expect(served.number, built.number, "number")
            try expect(store.generations().map(\.state), [.previous, .served], "states")
            try expect(store.generations().map(\.position), [1, 5], "checkpoints")
            try expect(Self.served(in: store), [rows[1]], "rows")
            try store.update(served).apply([block([rows[2]])], position: 6)
            try expect(Self.served(in: store), [rows[1], rows[2]], "rows after a catch-up")
        },
        ReadModelCheck("A rollback serves the earlier generation as it is, and what was served becomes the candidate, which can be promoted again") { store in
            _ = try build([rows[0]], in: store)
            let second = try build([rows[1]], in: store, at: 5)
            let first = try store.serve(try only(.previous, in: store), after: second, .rollback)
            try expect(store.generations().map(\.state), [.served, .built], "states")
            try expect(store.generations().map(\.position), [1, 5], "checkpoints")
            try expect(Self.served(in: store), [rows[0]], "rows")
            try store.update(first).apply([block([rows[2]])], position: 6)
            try store.update(try only(.built, in: store)).apply([block([rows[3]])], position: 6)
            try expect(Self.served(in: store), [rows[0], rows[2]], "served rows after a catch-up of both")
            try store.serve(try only(.built, in: store), after: try only(.served, in: store), .promotion(keeping: 1))
            try expect(Self.served(in: store), [rows[1], rows[3]], "rows of the candidate")
            try expect(store.generations().map(\.state), [.previous, .served], "states at the end")
        },
        ReadModelCheck("As many earlier generations stay as are to be kept, the latest ones") { store in
            for position in 1...3 {
                let builder = try store.build(schema, version: 1, fingerprint: 0)
                try builder.write(block([rows[position]]))
                _ = try builder.finish(at: Position(position))
                try builder.promote(keeping: 2)
            }
            try expect(store.generations().map(\.state), [.previous, .previous, .served], "states")
            let third = try only(.served, in: store)
            let second = try store.serve(try store.generations()[1], after: third, .rollback)
            try store.serve(try store.generations()[0], after: second, .rollback)
            try expect(store.generations().map(\.state), [.served, .built], "at most one waits after two rollbacks")
            try expect(Self.served(in: store), [rows[1]], "rows")
            _ = try build([rows[4]], in: store, at: 9)
            try expect(store.generations().map(\.number), [1, 4], "numbers after a rebuild")
            let builder = try store.build(schema, version: 1, fingerprint: 0)
            _ = try builder.finish(at: 10)
            try builder.promote(keeping: 0)
            try expect(store.generations().map(\.number), [5], "numbers if none is kept")
        },
        ReadModelCheck("A switch overtaken by another run changes nothing") { store in
            let first = try build([rows[0]], in: store, at: 5)
            let built = try candidate([rows[1]], in: store, at: 5)
            try store.update(first).apply([block([rows[2]])], position: 6)
            try expectOvertaken("the switch after a catch-up") { try store.serve(built, after: first, .promotion(keeping: 1)) }
            let second = try build([rows[3]], in: store, at: 7)
            try expectOvertaken("the switch to what is gone") { try store.serve(built, after: second, .promotion(keeping: 1)) }
            try expectOvertaken("the rollback") { try store.serve(first, after: second, .rollback) }
            try expectUntouched([rows[3]], states: [.previous, .served], in: store)
        },
        ReadModelCheck("What is undecided is read and served as one that waits is; it can be set aside or removed, and a new one takes its place") { store in
            let before = try build([rows[0]], in: store)
            func undecided(_ row: TestRow) throws -> Generation {
                let builder = try store.build(schema, version: 1, fingerprint: 0)
                try builder.write(block([row]))
                return try builder.finish(at: 5, store: nil, as: .undecided, effort: BuildEffort(events: 7, microseconds: 8))
            }
            try store.discard(try undecided(rows[1]))
            try expect(store.generations().map(\.state), [.served], "after one was removed")
            _ = try undecided(rows[1])
            let second = try undecided(rows[2])
            try expect(store.generations().map(\.state), [.served, .undecided], "after another one was built")
            try expect(store.snapshots(of: "select") { $0.filter { $0.state == .undecided } }.map { try read($0) }, [[rows[2]]], "rows")
            try store.update(second).apply([block([rows[3]])], position: 6)
            let waiting = try store.setAside(try only(.undecided, in: store))
            try expect(store.generations().map(\.state), [.served, .built], "after one was set aside")
            try expect(try only(.built, in: store), waiting, "what waits")
            try expect(waiting.origin.effort, BuildEffort(events: 7, microseconds: 8), "what its build cost")
            try expectOvertaken("setting aside twice") { _ = try store.setAside(second) }
            try store.serve(try undecided(rows[4]), after: before, .promotion(keeping: 1))
            try expect(Self.served(in: store), [rows[4]], "served rows")
            try expect(store.generations().map(\.state), [.previous, .served], "states at the end")
            try expect(try only(.served, in: store).isAltered, false, "intact")
        },
        ReadModelCheck("Each generation has parked events of its own, which come with it when readers are switched over and taken back") { store in
            func event(_ position: Position) -> ParkedEvent {
                ParkedEvent(position: position, id: "e\(position)", stream: "s", type: "T", key: [UInt8(position)], reason: "r", held: 1)
            }
            for position in [Position(1), 2] {
                let builder = try store.build(schema, version: 1, fingerprint: 0)
                try builder.park(ParkedChanges(parked: [event(position)]))
                _ = try builder.finish(at: 2)
                try builder.promote()
            }
            let (first, second) = (try only(.previous, in: store), try only(.served, in: store))
            try store.serve(first, after: second, .rollback)
            try expect(store.parked(in: only(.served, in: store)), [event(1)], "of what is served again")
            try expect(store.parked(in: only(.built, in: store)), [event(2)], "of what waits")
            // A candidate that is brought forward parks for itself.
            let updater = try store.update(try only(.built, in: store))
            try updater.park(ParkedChanges(parked: [event(3)]))
            try updater.apply([], position: 3, store: nil)
            try expect(store.parked(in: only(.served, in: store)), [event(1)], "beside one that was brought forward")
            try store.serve(try only(.built, in: store), after: try only(.served, in: store), .promotion(keeping: 0))
            try expect(store.parked(in: only(.served, in: store)), [event(2), event(3)], "of what was promoted")
            try expect(store.parked(in: first), [], "of one that is gone")
            let waiting = try store.build(schema, version: 1, fingerprint: 0)
            try waiting.park(ParkedChanges(parked: [event(4)]))
            let built = try waiting.finish(at: 4)
            try store.discard(built)
            try expect(store.generations().map(\.state), [.served], "after one was discarded")
            try expect(store.parked(in: built), [], "of one that was discarded")
        },
        ReadModelCheck("The catalog keeps with a generation its definition and its program, over switches and catch-ups") { store in
            let texts = ["{name: \"select\"}", "// \u{1F600}\n{\r\n}\t", "", String(repeating: "x", count: 200_000)]
            for (number, text) in texts.enumerated() {
                var origin = GenerationOrigin(source: .declared(text), program: "p\(number)", leftOut: number == 0 ? nil : Set(1...Int64(number)))
                if number == 1 { origin.leftOut = [] }
                let builder = try store.build(schema, version: 1, fingerprint: 0, zones: UInt64(number), origin: origin)
                _ = try builder.finish(at: 1)
                try expect(only(.built, in: store).origin, origin, "of a candidate")
                try builder.promote()
                try expect(only(.served, in: store).origin, origin, "of what is served")
                try expect(only(.served, in: store).zones, UInt64(number), "the rules of its zones")
            }
            let served = try only(.served, in: store)
            try store.serve(try only(.previous, in: store), after: served, .rollback)
            try expect(only(.served, in: store).origin.program, "p2", "after a rollback")
            var known = try build([], in: store)
            try expect(known.origin, GenerationOrigin(), "unknown")
            known.origin = GenerationOrigin(source: .swift, program: "p")
            try store.update(known).apply([], position: 2)
            try expect(only(.served, in: store).origin, known.origin, "noted by a catch-up")
            try expect(only(.served, in: store).isAltered, false, "intact")
        },
        ReadModelCheck("A read model that is dropped leaves nothing, and its numbers are not used again") { store in
            _ = try build([rows[0]], in: store)
            _ = try build([rows[1]], in: store)
            func drop(of projection: String) -> DroppedEvent {
                DroppedEvent(projection: projection, position: 2, id: "e2", stream: "s", type: "T", reason: "r", droppedAt: .first)
            }
            let waiting = try store.build(schema, version: 1, fingerprint: 0)
            try waiting.park(ParkedChanges(dropped: [drop(of: "other"), drop(of: "select")]))
            _ = try waiting.finish(at: 3)
            try store.note(["other", "select"].map { RunEnd(projection: $0, failure: nil, isComplete: true) })
            try expect(store.drop("select").map(\.number), [1, 2, 3], "dropped")
            try expect(store.dropped(), [drop(of: "other")], "events that are left out")
            try expect(store.overview().lastRuns.map(\.projection), ["other"], "last runs")
            try expect(store.overview().unfinished.isEmpty, true, "unfinished")
            try expect(store.generations(), [], "generations")
            try expect(store.snapshot(of: "select") == nil, true, "no snapshot")
            try expect(store.drop("select"), [], "dropped twice")
            try expect(build([rows[2]], in: store).number, 4, "number")
            try expect(Self.served(in: store), [rows[2]], "rows")
        },
    ]

    /// Builds a generation that is not served.
    @discardableResult
    static func candidate(_ rows: [TestRow], in store: any ReadModelStore, at position: Position) throws -> Generation {
        let builder = try store.build(schema, version: 1, fingerprint: 0)
        try builder.write(block(rows))
        return try builder.finish(at: position)
    }

    /// The one generation in a state.
    private static func only(_ state: Generation.State, in store: any ReadModelStore) throws -> Generation {
        let found = try store.generations().filter { $0.state == state }
        guard found.count == 1 else { throw ContractBroken(description: "\(found.count) generations are \(state.rawValue)") }
        return found[0]
    }

    private static func expectUntouched(_ rows: [TestRow], states: [Generation.State], in store: any ReadModelStore) throws {
        try expect(store.generations().map(\.state), states, "states")
        try expect(served(in: store), rows, "rows")
    }

    private static func expectError(_ status: RefoldError.Status, _ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as RefoldError {
            return try expect(error.status, status, what)
        }
        throw ContractBroken(description: "\(what) did not fail")
    }
}
