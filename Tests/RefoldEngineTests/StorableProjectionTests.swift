import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

@Suite("A projection written in Swift that no database can store")
struct StorableProjectionTests {
    private func failure(_ projection: Projection) -> RefoldError? {
        do throws(RefoldError) {
            let run = FoldRun(events: MemoryEventStore([]), readModels: MemoryReadModelStore(), options: FoldOptions(temporaryFolder: "/nowhere"))
            _ = try run.rebuild([projection])
            return nil
        } catch {
            return error
        }
    }

    @Test("is refused with its faults, before anything is read")
    func refused() {
        func projection(_ name: String = "p", key: String = "key", columns: [String] = ["a"], index: [String] = ["a"]) -> Projection {
            Projection(name, version: 1, key: key) { p in
                for column in columns { _ = p.column(column, .integer) }
                for column in index { p.index(column) }
            }
        }
        #expect(failure(projection()) == nil)
        for (wrong, text) in [
            (projection("sqlite_p"), "because SQLite keeps it"), (projection("P"), "cannot be the name of a projection"),
            (projection("refold_columns"), "because a table of the catalog has it"), (projection(key: "ctid"), "\"ctid\" cannot be the name of a column"),
            (projection(columns: ["a", "xmin"]), "\"xmin\" cannot be the name of a column"), (projection(columns: ["a", "a"]), "two columns have the name \"a\""),
            (projection(columns: ["a"], index: ["b"]), "an index names \"b\""), (projection(columns: (0..<400).map { "a\($0)" }, index: []), "the projection has 401 columns"),
        ] {
            let error = failure(wrong)
            #expect(error?.status == .usage && error?.description.contains(text) == true, "\(String(describing: error))")
        }
        let parts = (0..<33).map { ColumnSchema("k\($0)", .integer) }
        let wide = Projection("p", version: 1, key: parts, find: { _, _ in }) { _ in }
        #expect(failure(wide)?.description.contains("the key has 33 parts") == true)
    }
}
