import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Several read models, read by a role that may select from their views alone")
struct SeveralViewsTests {
    private static func shape(_ name: String) -> ReadModelSchema {
        ReadModelSchema(name: name, key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("value", .integer)])
    }

    private static func value(_ snapshot: any ReadModelSnapshot) throws -> Int64 {
        var value: Int64 = -1
        try snapshot.rows(columns: [1], where: nil, inKeyOrder: false) { (block) throws(RefoldError) in value = block.integer(0, 0) }
        return value
    }

    @Test("They are of one moment, what is written meanwhile is in none of them, and one that is not served is none")
    func views() throws {
        let uri = try PostgresCluster.newDatabase()
        let owner = try Things.store(uri)
        let served = try ["one", "two"].map { try ServedRows.serve([[.units(1), .units(1)]], of: Self.shape($0), in: owner) }
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.one, read_models.two TO \(role)")
        let reader = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        let before = try reader.servedSnapshots(of: ["none", "two", "one"])
        for generation in served { try ServedRows.replace([[.units(1), .units(2)]], of: generation, in: owner, at: 2) }
        #expect(before.map { $0?.generation.position } == [nil, 1, 1])
        #expect(try before.compactMap { $0 }.map(Self.value) == [1, 1])
        #expect(try reader.servedSnapshots(of: ["one", "two"]).compactMap { $0 }.map(Self.value) == [2, 2])
        _ = try PostgresCluster.psql(uri, "REVOKE SELECT ON read_models.two FROM \(role)")
        let error = #expect(throws: RefoldError.self) { try reader.servedSnapshots(of: ["one", "two"]) }
        #expect(error?.faults.first?.description.contains("two") == true)
    }
}
