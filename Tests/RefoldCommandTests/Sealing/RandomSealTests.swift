import Foundation
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldReports
import RefoldSQLite
import RefoldStores
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing

@testable import RefoldCLI

/// Sealed reports of random worlds, against ``SealedWorld``'s plain recomputation.
@Suite("Sealed reports of random worlds")
struct RandomSealTests {
    @Test("never change by a byte, and are restated as a plain recomputation says, cell by cell and event by event, in memory", arguments: 0..<100)
    func memory(_ seed: UInt64) throws { try check(seed, MemoryEventStore(), MemoryReadModelStore()) }

    @Test("the same on SQLite", arguments: 100..<200)
    func sqlite(_ seed: UInt64) throws {
        try withFolder { folder in
            try check(
                seed, SQLiteEventStore(path: folder + "/events.db", access: .creating), SQLiteReadModelStore(path: folder + "/models.db", now: { .first }))
        }
    }

    @Test("the same on PostgreSQL", arguments: 200..<212)
    func postgres(_ seed: UInt64) throws {
        let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
        try check(seed, PostgresEventStore(location, access: .creating), PostgresReadModelStore(location, now: { .first }))
    }

    private func check(_ seed: UInt64, _ store: any EventStore, _ readModels: any ReadModelStore) throws {
        var random = SeededNumbers(seed)
        let shape = SealedWorld.Shape.allCases[Int(seed % 3)]
        let world = SealedWorld(shape, count: Int.random(in: 1...80, using: &random), &random)
        try world.append(to: store)
        let (projection, plan, period) = (try world.projection(), try world.plan(), try SealedWorld.period())
        let seal = Int.random(in: 1...world.events.count, using: &random)
        let folder = FileManager.default.temporaryDirectory.path
        let options = FoldOptions(
            memory: seed % 4 == 0 ? 1 << 18 : 1 << 26, workers: 1 + Int(seed % 3), batchEvents: [1, 7, 4096][Int(seed / 3 % 3)], temporaryFolder: folder)
        let run = FoldRun(events: store, readModels: readModels, options: options)
        _ = try run.rebuild([projection], through: Position(seal))
        let sealed = try table(plan, period, readModels)
        let files = SealedFiles(csv: try sealed.bytes(as: CSVFormat()), json: try sealed.bytes(as: JSONFormat()), manifest: [])
        let kept = try readModels.keep(
            Seal(
                report: "r", of: "sales", period: "2024-09", from: period.from, to: period.to, timeZone: "UTC", sealedAt: .first, reason: nil, position: sealed.bound, files),
            files)

        _ = try Bool.random(using: &random) ? run.catchUp([projection]) : run.rebuild([projection])
        let now = try table(plan, period, readModels)
        // Never by a byte.
        #expect(try readModels.seals() == [kept])
        #expect(try readModels.files(of: kept) == files)
        let read = try JSONReportReader.table(of: files.json, rowColumns: 1, at: .nowhere)
        #expect(try read.bytes(as: CSVFormat()) == files.csv)

        let difference = ReportDifference(from: read, to: now)
        let expected = world.restated(after: seal)
        #expect(Set(difference.cells.map(place)) == expected.cells)
        let fold = RestatementFold(
            plan: plan, period: period, projection: projection, leftOut: [], events: store, options: options, sealedAt: Position(seal),
            now: Position(world.events.count))
        let found = try fold.run(difference.cells)
        #expect(found.atSeal == read)
        #expect(ReportDifference(from: found.today, to: now).isNone)
        #expect(found.positions == expected.positions)
        for (cell, events) in zip(difference.cells, found.ofCells) {
            #expect(events.first == expected.events[place(cell)] ?? [], "\(cell)")
            #expect(events.count == Int64(events.first.count))
            let (before, after) = (world.figures(seal)[place(cell)], world.figures(world.events.count)[place(cell)])
            if let before, let after {
                let scale = ["n", "small"].contains(cell.column) ? 0 : 2
                #expect(cell.difference == ExactDecimal(units: after - before, scale: scale))
            } else {
                #expect(cell.difference == nil)
            }
        }
    }

    private func table(_ plan: ReportPlan, _ period: Period, _ readModels: any ReadModelStore) throws -> FigureTable {
        try plan.run(on: try #require(try readModels.snapshot(of: "sales")), period: period)
    }

    private func place(_ cell: ReportDifference.Cell) -> SealedWorld.Place {
        let country: [UInt8]? = if case .text(let text)? = cell.row.values.first { Array(text.utf8) } else { nil }
        return SealedWorld.Place(country: country, column: cell.column)
    }
}
