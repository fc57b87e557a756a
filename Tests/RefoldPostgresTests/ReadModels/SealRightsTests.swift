import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A role that may select from the view of one read model")
struct SealRightsTests {
    @Test("reads the seals of reports on that read model, and no others, until the right is taken back")
    func seals() throws {
        let uri = try PostgresCluster.newDatabase()
        let owner = try Things.store(uri)
        try Things.serve(Things.block([[1]]), Things.schema([ColumnSchema("n", .integer)]), at: 1, in: owner)
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.things TO \(role)")
        let reader = uri.replacing("user=postgres", with: "user=\(role)")
        #expect(try Things.store(reader).seals() == [])
        let files = SealedFiles(csv: [1], json: [2, 0, 255], manifest: [])
        func seal(_ report: String, of projection: String) -> Seal {
            Seal(
                report: report, of: projection, period: "2024", from: .first, to: .last, timeZone: "UTC", sealedAt: .first, reason: "r", position: 1, files)
        }
        let own = try owner.keep(seal("own", of: "things"), files), other = try owner.keep(seal("other", of: "secret"), files)
        #expect(try owner.seals() == [own, other])
        #expect(try Things.store(reader).seals() == [own])
        #expect(try Things.store(reader).files(of: own) == files)
        #expect(throws: RefoldError.self) { _ = try Things.store(reader).files(of: other) }
        #expect(throws: RefoldError.self) { try Things.store(reader).lift(own, Seal.Lifting(at: .first, reason: "x")) }
        _ = try PostgresCluster.psql(uri, "REVOKE SELECT ON read_models.things FROM \(role)")
        #expect(try Things.store(reader).seals() == [])
        // Without the view it is refused instead of being given unsealed figures.
        _ = try PostgresCluster.psql(uri, "GRANT SELECT ON read_models.things TO \(role); DROP VIEW read_models.refold_readable_seals")
        let error = #expect(throws: RefoldError.self) { _ = try Things.store(reader).seals() }
        #expect(error?.description.contains("GRANT SELECT ON read_models.refold_seals TO this role") == true)
    }
}
