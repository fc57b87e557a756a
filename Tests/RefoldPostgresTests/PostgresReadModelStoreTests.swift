import RefoldCore
import RefoldTestKit
import Testing

@testable import RefoldPostgres

@Suite("Read models on PostgreSQL")
struct PostgresReadModelStoreTests {
    static func store(_ uri: String, patience: SwitchPatience = SwitchPatience()) throws -> PostgresReadModelStore {
        PostgresReadModelStore(try PostgresLocation(uri, from: "test"), patience: patience) { .first }
    }

    @Test("keep every law", arguments: ReadModelStoreContract.checks)
    func contract(_ check: ReadModelCheck) throws { try check.run(Self.store(PostgresCluster.newDatabase())) }
}
