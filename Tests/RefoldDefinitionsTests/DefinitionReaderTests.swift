import RefoldDefinitions
import Testing

@Suite("Reading a definition file")
struct DefinitionReaderTests {
    @Test("Faults accumulate, each with line, path, expectation and remedy")
    func accumulates() throws {
        let reader = DefinitionReader(file: "x.json5")
        let text = """
            {
              name: 5,
              colums: {},
              scale: 19,
              flag: "true",
              list: {},
              kind: "decimla",
              "odd name": {deep: [1, "two"]},
            }
            """
        let root = try #require(reader.root(of: text.utf8))
        let object = try #require(root.object(keys: ["name", "columns", "scale", "flag", "list", "kind", "odd name"]))
        #expect(object.required("name")?.string() == nil)
        #expect(object.required("version")?.integer() == nil)
        #expect(object.optional("scale")?.integer(0...18) == nil)
        #expect(object.optional("flag")?.bool() == nil)
        #expect(object.optional("list")?.list() == nil)
        #expect(object.optional("kind")?.word("type", among: ["text", "decimal"]) == nil)
        #expect(object.optional("odd name")?.object()?.optional("deep")?.list()?.last?.integer(1...) == nil)
        #expect(
            reader.sortedFaults.map(\.description) == [
                "x.json5:1: the key \"version\" is missing; add it",
                "x.json5:2: name: found a number; expected a string",
                "x.json5:3: colums: there is no key \"colums\"; expected \"name\", \"columns\", \"scale\", \"flag\", \"list\", \"kind\" or \"odd name\"; did you mean \"columns\"?",
                "x.json5:4: scale: found 19; expected a whole number from 0 to 18",
                "x.json5:5: flag: found a string; expected true or false",
                "x.json5:6: list: found an object; expected a list",
                "x.json5:7: kind: there is no type \"decimla\"; expected \"text\" or \"decimal\"; did you mean \"decimal\"?",
                "x.json5:8: [\"odd name\"].deep[1]: found a string; expected a whole number from 1",
            ])
    }

    @Test("Values of the right kind are returned without a fault")
    func typedAccess() throws {
        let reader = DefinitionReader(file: "x")
        let object = try #require(reader.root(of: "{s: 's', i: -7, h: 0x10, b: false, l: [1, 2], n: null}".utf8)?.object())
        #expect(object.required("s")?.string() == "s")
        #expect(object.required("i")?.integer() == -7)
        #expect(object.required("h")?.integer() == 16)
        #expect(object.required("b")?.bool() == false)
        #expect(object.required("l")?.list()?.compactMap { $0.integer() } == [1, 2])
        #expect(object.required("n")?.isNull == true)
        #expect(object.keys == ["s", "i", "h", "b", "l", "n"])
        #expect(reader.faults == [])
    }

    @Test("An integer beyond 64 bits is refused")
    func hugeInteger() {
        let reader = DefinitionReader(file: "x")
        #expect(reader.root(of: "9223372036854775808".utf8)?.integer() == nil)
        #expect(reader.faults.map(\.description) == ["x:1: found 9223372036854775808; expected a whole number"])
    }
}
