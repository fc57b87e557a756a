import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// What a read-model store keeps of sealed reports.
extension ReadModelStoreContract {
    static let seals: [ReadModelCheck] = [
        ReadModelCheck("A store in which nothing was sealed says so, and asking makes nothing") { store in
            try expect(store.seals(), [], "seals")
            try expect(store.generations(), [], "generations")
        },
        ReadModelCheck("A seal is read back as it was given, its files byte for byte, also in a store without a generation") { store in
            let every = (0...UInt8.max).map { $0 }
            let big = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            for (number, files) in [
                SealedFiles(csv: every, json: [], manifest: big), SealedFiles(csv: [], json: big, manifest: every),
            ].enumerated() {
                var seal = seal("r\(number)", of: files)
                seal.reason = number == 0 ? OddTexts.all.joined(separator: "'; DROP TABLE refold_seals; --\n") : nil
                let kept = try store.keep(seal, files)
                try expect(kept.number, Int64(number) + 1, "number")
                seal.number = kept.number
                try expect(kept, seal, "kept")
                try expect(store.seals().last, seal, "listed")
                try expect(store.files(of: kept), files, "files")
            }
        },
        ReadModelCheck("One seal of a report and its days holds at a time; other reports and other days, overlapping ones too, are sealed beside it") { store in
            let first = try store.keep(seal("r"), files)
            try expectRefused("a second one") { _ = try store.keep(seal("r", reason: "again"), files) }
            _ = try store.keep(seal("R"), files)
            _ = try store.keep(seal("r", days: 19_000..<19_100), files)
            _ = try store.keep(seal("r", days: 19_001..<19_002), files)
            try expect(store.seals().map(\.number), [1, 2, 3, 4], "seals")
            try store.lift(first, Seal.Lifting(at: .first, reason: "late \"payment\"; \u{1F600}"))
            try expectRefused("lifted twice") { try store.lift(first, Seal.Lifting(at: .first, reason: "again")) }
            try expect(store.seals().map(\.isLive), [false, true, true, true], "which hold")
            try expect(store.seals().first?.lifted, Seal.Lifting(at: .first, reason: "late \"payment\"; \u{1F600}"), "why")
            try expect(store.seals().first?.isAltered, false, "as it was written")
            try expect(store.files(of: first), files, "files of what was lifted")
            try expect(store.keep(seal("r", reason: "again"), files).number, 5, "number")
            try expectRefused("a third one") { _ = try store.keep(seal("r"), files) }
        },
        ReadModelCheck("Of many seals of one report and its days at once, one is kept, and numbers do not repeat") { store in
            let counts = Mutex((kept: 0, refused: 0))
            try Concurrently.run(8) { thread in
                for report in ["same", "own \(thread)"] {
                    do {
                        _ = try store.keep(seal(report, reason: "\(thread)"), files)
                        counts.withLock { $0.kept += 1 }
                    } catch let error as RefoldError where error.status == .refused {
                        counts.withLock { $0.refused += 1 }
                    }
                }
            }
            try expect([counts.withLock { $0.kept }, counts.withLock { $0.refused }], [9, 7], "kept and refused")
            try expect(store.seals().map(\.number), (1...9).map { $0 }, "numbers")
            guard let live = try store.seals().first(where: { $0.report == "same" }) else { throw ContractBroken(description: "none is kept") }
            let lifted = try Concurrently.run(8) { thread in
                do {
                    try store.lift(live, Seal.Lifting(at: .first, reason: "\(thread)"))
                    return 1
                } catch let error as RefoldError where error.status == .refused {
                    return 0
                }
            }
            try expect(lifted.reduce(0, +), 1, "lifted once")
        },
        ReadModelCheck("Seals outlast rebuilds, switches, catch-ups and the end of a read model") { store in
            let kept = try store.keep(seal("select"), files)
            _ = try build([rows[0]], in: store)
            let served = try build(rows, in: store, version: 2, fingerprint: 5, at: 9)
            _ = try candidate([rows[1]], in: store, at: 9)
            if let before = try store.generations().first(where: { $0.state == .previous }) { try store.serve(before, after: served, .rollback) }
            try expect(store.seals(), [kept], "after a rollback")
            try store.drop("select")
            try expect(store.seals(), [kept], "after a drop")
            try expect(store.files(of: kept), files, "files")
            _ = try build([rows[2]], in: store)
            try expect(Self.served(in: store), [rows[2]], "rows beside seals")
        },
    ]

    private static let files = SealedFiles(csv: Array("a\n1\n".utf8), json: Array("{}".utf8), manifest: Array("m".utf8))

    private static func seal(
        _ report: String, days: Range<Int> = 19_000..<19_031, reason: String? = nil, of files: SealedFiles = files
    ) -> Seal {
        Seal(
            report: report, of: "select", period: "2022-01", from: CalendarDate(days: days.lowerBound) ?? .first, to: CalendarDate(days: days.upperBound) ?? .last,
            timeZone: "Europe/Rome", sealedAt: Timestamp(microseconds: 1_709_285_400_250_001) ?? .first, reason: reason, position: .max, files)
    }

    private static func expectRefused(_ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as RefoldError {
            return try expect(error.status, .refused, what)
        }
        throw ContractBroken(description: "\(what) was not refused")
    }
}
