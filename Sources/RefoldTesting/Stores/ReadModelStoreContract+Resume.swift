import RefoldStores
import RefoldValues

/// The guarantees for a run that is interrupted while it writes, and for the next one.
extension ReadModelStoreContract {
    static let resumes: [ReadModelCheck] = [
        ReadModelCheck("Rows that an interrupted run kept and marked are found by the next one, which goes on after them") { store in
            try expect(store.unfinished(of: "select"), nil, "in a new store")
            _ = try build([rows[5]], in: store, at: 3)
            for cut in 1..<rows.count {
                var stopped: (any GenerationBuilder)? = try store.build(schema, version: 2, fingerprint: 5)
                stopped?.mark { "the mark \u{1F600} '" }
                try stopped?.write(block(Array(rows.prefix(cut))))
                try stopped?.keep()
                let found = try store.unfinished(of: "select")
                try expect(found?.rows, Int64(cut), "rows")
                try expect(found?.mark, "the mark \u{1F600} '", "mark")
                try expect(found?.lastKey, rows[cut - 1].key.span.stableHash, "last key")
                try expect(store.overview().unfinished, found.map { [$0] } ?? [], "overview")
                try expect(Self.served(in: store), [rows[5]], "served rows")
                guard let found else { continue }
                // What was written after it is not gone on with.
                try stopped?.write(block([rows[cut]]))
                stopped = nil
                var next: (any GenerationBuilder)? = try store.resume(found)
                if cut + 1 < rows.count { try next?.write(block(Array(rows[cut..<(rows.count - 1)]))) }
                try next?.keep()
                next = nil
                let last = try store.resume(store.unfinished(of: "select") ?? found)
                try last.write(block([rows[rows.count - 1]]))
                let built = try last.finish(at: 9, store: StoreFingerprint(value: 4))
                try expect([built.rows, built.position, Int64(built.version)], [Int64(rows.count), 9, 2], "generation")
                try expect(store.unfinished(of: "select"), nil, "after the end")
                try last.promote()
                try expect(Self.served(in: store), rows, "rows after \(cut)")
                _ = try build([rows[5]], in: store, at: 3)
            }
        },
        ReadModelCheck("Nothing is unfinished before a first row is durable, nor after a build that starts over") { store in
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            stopped.mark { "mark" }
            try expect(store.unfinished(of: "select"), nil, "without rows")
            try stopped.write(block([rows[0]]))
            try stopped.keep()
            try expect(store.unfinished(of: "other"), nil, "of another projection")
            _ = try store.build(schema, version: 1, fingerprint: 0)
            try expect(store.unfinished(of: "select"), nil, "after another build")
            try expectOvertaken("rows") {
                try stopped.write(block([rows[1]]))
                try stopped.keep()
                _ = try stopped.finish(at: 2)
            }
        },
        ReadModelCheck("A run that goes on, and is overtaken by another one that does, changes nothing any more") { store in
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            stopped.mark { "mark" }
            try stopped.write(block([rows[0]]))
            try stopped.keep()
            guard let found = try store.unfinished(of: "select") else { throw ContractBroken(description: "nothing is found") }
            let other = try store.resume(found)
            try other.write(block([rows[1]]))
            _ = try other.finish(at: 7)
            try other.promote()
            try expectOvertaken("rows") {
                try stopped.write(block([rows[2]]))
                try stopped.keep()
                _ = try stopped.finish(at: 9)
            }
            try expect(Self.served(in: store), [rows[0], rows[1]], "rows")
        },
    ]
}
