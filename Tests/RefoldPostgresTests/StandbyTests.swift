import Foundation
import RefoldDomain
import RefoldEngine
import RefoldLayouts
import RefoldPayments
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A standby")
struct StandbyTests {
    @Test(
        "is refused as the source of a run, since it does not show who is writing, and nothing is built",
        .enabled(if: PostgresCluster.canMakeStandby, "pg_basebackup is not installed"))
    func refused() throws {
        let primary = try PostgresCluster()
        let uri = try primary.newDatabase()
        try Seed.payments.write(50, seed: 1, to: PostgresEventStoreTests.store(uri))
        let standby = try PostgresCluster(standbyOf: primary)
        let events = try PostgresEventStoreTests.store(uri.replacing(primary.folder, with: standby.folder), .reading)
        #expect(try events.firstPositions(of: ["PaymentInitiated"], after: 0, through: .max) == ["PaymentInitiated": 1])
        let readModels = PostgresReadModelStore(try PostgresLocation(uri, from: "test")) { .first }
        let run = FoldRun(events: events, readModels: readModels, options: FoldOptions(temporaryFolder: NSTemporaryDirectory()))
        let error = #expect(throws: RefoldError.self) { try run.catchUp([.payments]) }
        #expect(error?.status == .refused)
        #expect(error?.faults.first?.what.hasPrefix("the server is a standby") == true)
        #expect(error?.faults.first?.remedy == "name the primary server as the store")
        #expect(try readModels.generations().isEmpty)
    }

    @Test(
        "is missing a primary when it is examined for a run, and is fine for reports",
        .enabled(if: PostgresCluster.canMakeStandby, "pg_basebackup is not installed"))
    func examined() throws {
        let primary = try PostgresCluster()
        let uri = try primary.newDatabase()
        let standby = try PostgresCluster(standbyOf: primary)
        let location = try PostgresLocation(uri.replacing(primary.folder, with: standby.folder), from: "test")
        func levels(_ purpose: RolePurpose) -> [ExaminationFinding.Level] {
            let use = ExaminedUse(purpose: purpose, hasEvents: true, hasReadModels: true, locks: [], sessions: 2)
            return PostgresExamination(location, LayoutChoice(among: [])).findings(of: use).filter { $0.subject == "server" }.map(\.level)
        }
        #expect(levels(.build) == [.ok, .missing])
        #expect(levels(.report) == [.ok])
    }
}
