import Foundation
import RefoldLayouts
import RefoldStores
import RefoldTesting
import Testing
@testable import RefoldPostgres
@testable import RefoldSQLite

/// Samples that lie beside the project, with what two of them must give in `EXPECTED.txt`.
private enum Samples {
    static let folder = LayoutFixture.folder.appending(path: "../../../../shared/layouts").standardizedFileURL.path
    static let expected = folder + "/EXPECTED.txt"
}

@Suite(
    "A sample beside the project",
    .enabled(if: FileManager.default.fileExists(atPath: Samples.expected), "the samples lie beside the project in ../shared/layouts, and are not there"))
struct SharedSampleTests {
    /// - Parameter isWhole: whether the sample has the payloads that are expected.
    private func check(_ name: String, isWhole: Bool, _ open: (LayoutChoice) throws -> any EventStore) throws {
        var wanted = try ExpectedEvent.read(String(contentsOfFile: Samples.expected, encoding: .utf8), part: name)
        #expect(!wanted.isEmpty)
        #expect(try open(.builtIn()).traits.layout == name)
        var layouts = try BuiltInLayouts.all().map(\.layout).filter { $0.name == name }
        for index in layouts.indices { layouts[index].unreadable = .skip }
        let store = try open(LayoutChoice(layouts, from: "test"))
        var events = try EventStoreContract.everything(in: store).map(ExpectedEvent.init)
        wanted = wanted.filter { $0.data != nil }
        if !isWhole {
            for index in events.indices { (events[index].data, events[index].metadata) = (nil, .null) }
            for index in wanted.indices { (wanted[index].data, wanted[index].metadata) = (nil, .null) }
            // The others have YAML in this one.
            wanted = wanted.filter { event in events.contains { $0.position == event.position } }
            #expect(events.map(\.position) == [3, 5, 6])
        }
        #expect(events == wanted)
    }

    @Test("of Marten gives what is expected")
    func marten() throws {
        let uri = try PostgresCluster.newDatabase()
        try PostgresCluster.psql(uri, file: Samples.folder + "/marten.sql")
        try check("marten", isWhole: true) { try PostgresLayoutStore.test(uri, $0) }
    }

    @Test("of Rails Event Store gives what is expected, except that its payloads are others")
    func rails() throws {
        try withFolder { folder in
            let sql = try String(contentsOfFile: Samples.folder + "/rails-event-store.sqlite.sql", encoding: .utf8)
            try SQLiteConnection(folder + "/store.db", mode: .create).execute(sql)
            try check("rails-event-store", isWhole: false) { try SQLiteLayoutStore.test(folder + "/store.db", $0) }
        }
    }

    @Test("of eventsourcing for Python, which the library itself has written, is read whole")
    func python() throws {
        try withFolder { folder in
            try FileManager.default.copyItem(atPath: Samples.folder + "/pyeventsourcing.sqlite", toPath: folder + "/store.db")
            let store = try SQLiteLayoutStore.test(folder + "/store.db", .builtIn())
            #expect(store.traits.layout == "pyeventsourcing")
            let events = try EventStoreContract.everything(in: store)
            #expect(events.map(\.position) == Array(1...12))
            #expect(Set(events.map(\.stream)).count == 3)
            #expect(events.allSatisfy { !$0.event.data.contains("_type_") && $0.event.data.contains("\"timestamp\"") })
            for check in ReadingContract.checks + ReadingContract.refusals { try check.run(store) }
        }
    }
}
