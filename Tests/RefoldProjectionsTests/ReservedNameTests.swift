import RefoldProjections
import RefoldValues
import Testing

@Suite("Names and numbers that a database reserves")
struct ReservedNameTests {
    private func faults(name: String = "p", key: String = "\"@stream\"", columns: String = "n: \"integer\"", computed: String = "") -> [String] {
        let text = "{name: \"\(name)\", version: 1, key: \(key), columns: {\(columns)}, on: {A: {}}, computed: {\(computed)}}"
        do throws(RefoldError) {
            _ = try ProjectionDefinition.read(text.utf8, file: "p.json5")
            return []
        } catch {
            return error.faults.map(\.description)
        }
    }

    @Test("are refused when the definition is read")
    func refused() {
        #expect(faults() == [])
        for name in ["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"] {
            let text = ", because every table of PostgreSQL has one of that name"
            for found in [
                faults(columns: "\(name): \"integer\""), faults(key: "{value: \"$.a\", as: \"\(name)\"}"), faults(computed: "\(name): {column: \"n\"}"),
            ] {
                #expect(found.count == 1 && found[0].contains("\"\(name)\" cannot be the name of a ") && found[0].contains(text), "\(found)")
            }
            #expect(faults(key: "[\"@stream\", \"$.\(name)\"]").count == 1)
        }
        for name in ["oid", "rowid", "position", "select"] { #expect(faults(columns: "\(name): \"integer\"") == []) }
        #expect(faults(name: "sqlite_sales").first?.contains("because SQLite keeps it for itself") == true)
        #expect(faults(name: "sqlite") == [] && faults(name: "pg_sales") == [])
        let many = (0..<400).map { "c\($0): \"integer\"" }.joined(separator: ", ")
        #expect(faults(columns: many).first?.contains("the projection has 401 columns; expected at most 400") == true)
        let parts = "[" + (0..<33).map { "\"$.k\($0)\"" }.joined(separator: ", ") + "]"
        #expect(faults(key: parts).first?.contains("the key has 33 parts; expected at most 32") == true)
        #expect(faults(columns: "j: {type: \"json\", default: 1e131072}").first?.contains("a JSON number is beyond") == true)
    }
}
