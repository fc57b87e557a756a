import RefoldDefinitions
import Testing

@Suite("JSON5")
struct JSON5Tests {
    static let accepted: [(String, String)] = [
        ("{}", "{}"), ("[]", "[]"), ("null", "null"), ("true", "true"), ("'a'", "\"a\""),
        ("{a: 1, 'b': 2, \"c\": [3,],}", #"{"a":1,"b":2,"c":[3]}"#),
        ("// one\n/* two \n * three */ [1] // four", "[1]"),
        ("{$a_1: 1, é: 2, \\u0061b: 3}", #"{"$a_1":1,"é":2,"ab":3}"#),
        ("[+1, -1, .5, 5., 1e3, 1E+3, 1e-3, 0x1F, -0xff, 0]", "[1,-1,0.5,5,1e3,1e3,1e-3,31,-255,0]"),
        ("0xFFFFFFFFFFFFFFFFFFFF", "1208925819614629174706175"),
        (#"'it\'s \x41\u00e9\uD83D\uDE00\t\v\q'"#, "\"it's Aé😀\\t\\u000bq\""),
        ("'one \\\ntwo \\\r\nthree'", "\"one two three\""),
        ("'a\u{2028}b'", "\"a\u{2028}b\""),
        ("\u{FEFF}[\u{A0}1\u{2003},\u{2028}2\r]", "[1,2]"),
        ("{true: null, null: true}", #"{"true":null,"null":true}"#),
    ]

    @Test("Everything that JSON5 allows is read", arguments: accepted)
    func accepts(text: String, json: String) {
        let document = JSON5.read(text.utf8, file: "f")
        #expect(document.faults == [])
        #expect(document.root?.json == json)
    }

    @Test("Written as JSON and read again, a value is the same", arguments: accepted)
    func roundTrips(text: String, json: String) {
        #expect(JSON5.read(json.utf8, file: "f").root?.json == json)
    }

    static let refused: [(String, String)] = [
        ("", "f:1: the file is empty; expected an object"),
        ("// nothing", "f:1: the file is empty; expected an object"),
        ("{a: 1", "f:1: the file ends inside an object that begins in line 1; close it"),
        ("{\n a: [1,\n", "f:3: a: the file ends inside a list that begins in line 2; close it"),
        ("{a: 'x", "f:1: a: the file ends inside a string that begins in line 1; close it"),
        ("{a: 'x\n'}", "f:1: a: a string has no closing quote in its line; expected '; close it, or end the line with \\"),
        ("/* x", "f:1: the file ends inside a comment that begins in line 1; close it"),
        ("{a 1}", "f:1: a: unexpected \"1\" in column 4; expected a colon after the key \"a\""),
        ("{a: 1 b: 2}", "f:1: unexpected \"b\" in column 7; expected a comma or \"}\""),
        ("{a: }", "f:1: a: unexpected \"}\" in column 5; expected a value"),
        ("[1 2]", "f:1: unexpected \"2\" in column 4; expected a comma or \"]\""),
        ("[,]", "f:1: [0]: unexpected \",\" in column 2; expected a value"),
        ("{1: 2}", "f:1: unexpected \"1\" in column 2; expected a key or \"}\""),
        ("{} {}", "f:1: unexpected \"{\" in column 4; expected the end of the file"),
        ("{a: yes}", "f:1: a: the word yes has no quotes; expected a value; write \"yes\""),
        ("[NaN]", "f:1: [0]: NaN is not a value here; expected a finite number"),
        ("[-Infinity]", "f:1: [0]: -Infinity is not a value here; expected a finite number"),
        ("[012]", "f:1: [0]: 012 is not a number; put it in quotes if it is a text"),
        ("[1.2.3]", "f:1: [0]: 1.2.3 is not a number; put it in quotes if it is a text"),
        ("[0x]", "f:1: [0]: 0x is not a number; put it in quotes if it is a text"),
        ("[.]", "f:1: [0]: . is not a number; put it in quotes if it is a text"),
        (#"['\uD800']"#, "f:1: [0]: a \\u escape is half a surrogate pair; expected both halves, or the character itself"),
        (#"['\u00zz']"#, "f:1: [0]: unexpected \"z\" in column 7; expected a hexadecimal digit"),
        (#"['\1']"#, "f:1: [0]: \\1 is no escape; expected \\x or \\u and hexadecimal digits"),
        (#"['\0']"#, "f:1: [0]: a string holds the character U+0000; leave it out"),
        ("[\u{1}]", "f:1: [0]: unexpected U+0001 in column 2; expected a value"),
    ]

    @Test("A text that is not JSON5 is a fault with its place", arguments: refused)
    func refuses(text: String, fault: String) {
        let document = JSON5.read(text.utf8, file: "f")
        #expect(document.root == nil)
        #expect(document.faults.map(\.description) == [fault])
    }

    @Test("All repeated keys are found, and the first value is kept")
    func repeatedKeys() {
        let document = JSON5.read("{a: 1,\n a: 2,\n b: {c: 1, 'c': 2}}".utf8, file: "f")
        #expect(document.root?.json == #"{"a":1,"b":{"c":1}}"#)
        #expect(
            document.faults.map(\.description) == [
                "f:2: a: the key \"a\" is repeated; remove it, or the one in line 1",
                "f:3: b.c: the key \"c\" is repeated; remove it, or the one in line 3",
            ])
    }

    @Test("A hundred levels are read and one more is refused")
    func depth() {
        func nested(_ depth: Int) -> String { String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(JSON5.read(nested(100).utf8, file: "f").faults == [])
        let faults = JSON5.read(nested(101).utf8, file: "f").faults
        #expect(faults.first?.what == "objects and lists are nested more than 100 deep")
        #expect(JSON5.read(String(repeating: "{a:", count: 100_000).utf8, file: "f").faults.count == 1)
    }

    @Test("A number of more than a hundred characters is refused")
    func longNumber() {
        #expect(JSON5.read(String(repeating: "9", count: 100).utf8, file: "f").faults == [])
        let faults = JSON5.read(String(repeating: "9", count: 101).utf8, file: "f").faults
        #expect(faults.first?.what == "a number has more than 100 characters")
    }

    @Test("Bytes that are not UTF-8 are found with their line")
    func notUTF8() {
        let faults = JSON5.read(Array("{a: 1,\n".utf8) + [0xFF, 0x7D], file: "f").faults
        #expect(faults.map(\.description) == ["f:2: the file is not UTF-8; save it as UTF-8"])
    }

    @Test("Nodes know their line and column, whatever the line ends")
    func positions() throws {
        let root = try #require(JSON5.read("{\r\n  a: 1,\r  é: [\n2]}".utf8, file: "f").root)
        guard case .object(let members) = root.value else { return #expect(Bool(false)) }
        #expect(members.map(\.line) == [2, 3])
        #expect(members.map(\.column) == [3, 3])
        #expect(members.map(\.value.line) == [2, 3])
        guard case .array(let elements) = members[1].value.value else { return #expect(Bool(false)) }
        #expect(elements.map(\.line) == [4])
        #expect(elements.map(\.column) == [1])
    }
}
