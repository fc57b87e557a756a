import Testing

@Suite("Numbers that a JSON column holds")
struct JSONNumberRangeTests {
    private func isStorable(_ json: String) -> Bool { Array(json.utf8).span.hasStorableNumbers }

    @Test("are distinguished from those out of range; text inside strings is not a number")
    func range() {
        let (before, after) = (String(repeating: "7", count: 131_072), String(repeating: "7", count: 16_383))
        for json in ["1", "true", "\"1e999999\"", "{\"1e999999\":-1.5e3,\"a\\\"1e999999\":[\"\\\\\"]}", "1e131071", "12e131070", before, "0.\(after)", "1.5e-16382", "-1E+5", ""] {
            #expect(isStorable(json), "\(json.prefix(40))")
        }
        for json in ["1e131072", "12e131071", "-1e131072", "\(before)7", "0.\(after)7", "1e-16384", "1.5e-16383", "[\"\\\\\",1e999999]", "{\"a\":{\"b\":1E99999999999999999999999}}", "1e-99999999999999999999999"] {
            #expect(!isStorable(json), "\(json.prefix(40))")
        }
    }
}
