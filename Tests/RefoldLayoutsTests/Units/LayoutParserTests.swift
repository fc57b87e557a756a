import RefoldValues
import Testing
@testable import RefoldLayouts

@Suite("A layout file")
struct LayoutParserTests {
    private static let select = "SELECT 1 AS position"

    private func faults(_ text: String) -> [String] {
        do throws(RefoldError) {
            _ = try LayoutParser.read(text.utf8, file: "x.layout.json5")
            return []
        } catch {
            #expect(error.status == .usage)
            return error.faults.map(\.description)
        }
    }

    @Test("is read with every key")
    func whole() throws {
        let text = """
            {
              name: "orders", title: "Orders", database: "postgresql",
              find: {"%_events": ["id", "body"], other: []},
              optional: ["e.headers"],
              select: " \\
                SELECT e.id AS position \\
                FROM {table} AS e ",
              writers: {tables: ["{table}"], sequence: ["a_seq", "b_seq"], serialized: true},
              order: ["tx", "id"], horizon: "tx", firstVersion: 0, firstPosition: 0, gapWait: 60, timeUnit: "ms",
              occurredAt: "$.meta.at", unwrap: ["type", "value"], quoted: true, unreadable: "skip",
            }
            """
        let layout = try LayoutParser.read(text.utf8, file: "x.layout.json5")
        #expect(
            layout
                == StoreLayout(
                    name: "orders", title: "Orders", database: .postgresql, find: [.init("%_events", columns: ["id", "body"]), .init("other", columns: [])],
                    optional: ["e.headers"], select: "SELECT e.id AS position     FROM {table} AS e", writers: ["{table}"], sequences: ["a_seq", "b_seq"],
                    isSerialized: true, order: ["tx", "id"], horizon: "tx", firstVersion: 0, firstPosition: 0, gapWait: 60, timeUnit: .milliseconds,
                    occurredAt: ["meta", "at"], unwrap: ["type", "value"], isQuoted: true, unreadable: .skip))
        #expect(layout.isNumbered && layout.isStable && layout.shift == 0)
    }

    @Test("has defaults, and null says the same as a missing key")
    func defaults() throws {
        let plain = try LayoutParser.read("{name: 'a', database: 'sqlite', select: '\(Self.select)'}".utf8, file: "x")
        let nulls = ["find", "optional", "writers", "order", "horizon", "firstVersion", "firstPosition", "gapWait", "timeUnit", "occurredAt", "unwrap", "quoted", "unreadable"]
        let other = try LayoutParser.read("{name: 'a', database: 'sqlite', select: '\(Self.select)', \(nulls.map { $0 + ": null" }.joined(separator: ", "))}".utf8, file: "x")
        #expect(plain == other)
        #expect(plain.title == "a" && plain.order == ["position"] && plain.firstVersion == 1 && plain.firstPosition == 1 && plain.gapWait == 0)
        #expect(plain.unreadable == .refuse && !plain.isQuoted && plain.unwrap == nil && plain.timeUnit == nil && plain.shift == 0)
        #expect(!plain.isNumbered && plain.isStable)
    }

    @Test("with faults names the line and what is expected", arguments: [
        ("firstVersion: 2", "firstVersion: found 2; expected a whole number from 0 to 1"),
        ("firstPosition: -1", "firstPosition: found -1; expected a whole number from 0 to 1"),
        ("gapWait: 100000", "gapWait: found 100000; expected a whole number from 0 to 86400"),
        ("timeUnit: 'min'", "timeUnit: there is no unit \"min\"; expected \"s\", \"ms\" or \"us\""),
        ("occurredAt: 'at'", "occurredAt: found \"at\"; expected a path such as \"$.timestamp\""),
        ("occurredAt: '$.'", "occurredAt: found \"$.\"; expected a path such as \"$.timestamp\""),
        ("occurredAt: '$'", "occurredAt: found \"$\"; expected a path such as \"$.timestamp\""),
        ("unwrap: ['a']", "unwrap: found 1 keys; expected two keys, that of the type and that of the value"),
        ("quoted: 'yes'", "quoted: found a string; expected true or false"),
        ("unreadable: 'skp'", "unreadable: there is no choice \"skp\"; expected \"refuse\" or \"skip\"; did you mean \"skip\"?"),
        ("order: []", "order: there is no column in it; expected at least one output column, such as [\"position\"]"),
        ("order: [1]", "order[0]: found a number; expected an output column"),
        ("order: 'position'", "order: found a string; expected a list of output columns of the SELECT"),
        ("horizon: 'tx'", "horizon: \"tx\" is not the first column of order; expected the first column of order; put it first there"),
        ("find: ['a']", "find: found a list; expected tables with their columns"),
        ("find: {a: 'b'}", "find.a: found a string; expected a list of columns"),
        ("optional: 'e.x'", "optional: found a string; expected a list of names"),
        ("writers: {table: ['a']}", "writers.table: there is no key \"table\"; expected \"tables\", \"sequence\" or \"serialized\"; did you mean \"tables\"?"),
        ("writers: {tables: ['a'], sequence: 5}", "writers.sequence: found a number; expected the name of a sequence"),
        ("title: 5", "title: found a number; expected a name"),
    ])
    func fault(_ line: String, _ fault: String) {
        let found = faults("{\n  name: 'a', database: 'sqlite',\n  select: '\(Self.select)',\n  \(line),\n}")
        #expect(found == ["x.layout.json5:4: " + fault])
    }

    @Test("tells all its faults, and keys that it does not know")
    func several() {
        let found = faults("{\n  nam: 'a',\n  database: 'mysql',\n  select: 'DELETE FROM t',\n  Unreadable: 'skip',\n}")
        #expect(found.count == 5)
        #expect(found.contains { $0.hasPrefix("x.layout.json5:1: the key \"name\" is missing") })
        #expect(found.contains { $0.hasPrefix("x.layout.json5:2: nam: there is no key \"nam\"") && $0.hasSuffix("did you mean \"name\"?") })
        #expect(found.contains { $0.hasPrefix("x.layout.json5:3: database: there is no database \"mysql\"; expected \"postgresql\" or \"sqlite\"") })
        #expect(found.contains { $0.hasPrefix("x.layout.json5:4: select: the text begins with \"DELETE\"; expected one SELECT") })
        #expect(found.contains { $0.hasPrefix("x.layout.json5:5: Unreadable: there is no key") && $0.hasSuffix("did you mean \"unreadable\"?") })
        #expect(!faults("[]").isEmpty)
        #expect(!faults("").isEmpty)
    }

    @Test("for PostgreSQL names the tables whose writers hold the bound back, unless the rows are numbered")
    func writers() {
        let start = "{name: 'a', database: 'postgresql', select: '\(Self.select)'"
        #expect(faults(start + "}").first?.contains("writers names no table") == true)
        #expect(faults(start + ", writers: {tables: []}}").first?.contains("writers names no table") == true)
        #expect(faults(start + ", writers: {tables: ['a']}}") == [])
        #expect(faults(start + ", order: ['at']}") == [])
    }
}
