import Testing
@testable import RefoldLayouts

@Suite("The text of a layout's SELECT")
struct SelectTextTests {
    @Test("may be a SELECT with quotes, comments and parentheses of any kind", arguments: [
        "SELECT 1", "  with x AS (SELECT 1) SELECT * FROM x", "/* why */ SELECT 1", "-- why\nSELECT 1", "SELECT ';'", "SELECT \";\" FROM t", "SELECT `;` FROM t",
        "SELECT 'it''s; (' FROM t", "SELECT $$;($$", "SELECT $tag$ ; $$ ( $tag$", "SELECT '$1'", "SELECT 1 -- ; (\n", "SELECT /* ; ( */ 1", "SELECT E'\\';('",
        "SELECT e'\\\\' , 1", "SELECT e.x FROM e", "SELECT ((1))", "SELECT data->>'a;b' FROM t", "SELECT \"a\"\"b;\" FROM t", "SELECT U&'x' FROM t",
    ])
    func allowed(_ text: String) { #expect(SelectText.fault(of: text) == nil) }

    @Test("is refused if it is more or less than that", arguments: [
        ("SELECT 1;", "there is a semicolon"), ("SELECT 1; SELECT 2", "there is a semicolon"), ("SELECT E'\\'; SELECT 2", "a quote or a comment has no end"),
        ("SELECT E'\\\\'; SELECT 2", "there is a semicolon"), ("SELECT (1", "there is a ( without its )"), ("SELECT 1) FROM (SELECT 2", "there is a ) without its ("),
        ("SELECT 'a", "a quote or a comment has no end"), ("SELECT \"a", "a quote or a comment has no end"), ("SELECT `a", "a quote or a comment has no end"),
        ("SELECT /* a", "a quote or a comment has no end"), ("SELECT /* a /* b */ 1", "a quote or a comment has no end"), ("SELECT $$ a", "a quote or a comment has no end"),
        ("SELECT $a$ $b$", "a quote or a comment has no end"), ("", "the text begins with no word"), ("DELETE FROM t", "the text begins with \"DELETE\""),
        ("(SELECT 1)", nil), ("VALUES (1)", "the text begins with \"VALUES\""), ("TABLE t", "the text begins with \"TABLE\""),
        ("SELECT U&\"\\0061\"", "a name is written with U& and escapes"), ("SELECT u&\"a\" FROM t", "a name is written with U& and escapes"), ("SELECT $1", "there is a parameter such as $1"),
    ] as [(String, String?)])
    func refused(_ text: String, _ what: String?) { #expect(SelectText.fault(of: text)?.what == what) }

    @Test("shows what it calls, however that is written")
    func calls() {
        #expect(SelectText.calls(in: "SELECT a, b FROM t") == [])
        #expect(SelectText.calls(in: "SELECT pg_sleep(1), Max (x), s.f\n(1)") == ["pg_sleep", "max", "s.f"])
        #expect(SelectText.calls(in: "SELECT \"odd Name\"(1), \"f\" (1)") == ["odd Name", "f"])
        #expect(SelectText.calls(in: "SELECT f/* why */(1), g -- why\n(1)") == ["f", "g"])
        #expect(SelectText.calls(in: "SELECT s . f (1)") == ["f"])
        #expect(SelectText.calls(in: "SELECT s.\"f\"(1)") == ["f"])
        #expect(SelectText.calls(in: "SELECT 'f(1)', $$g(1)$$, -- h(1)\n 1 /* i(1) */") == [])
        #expect(SelectText.calls(in: "SELECT E'\\'', f(1), E'\\''") == ["f"])
        #expect(SelectText.calls(in: "SELECT a + (1), (2)") == [])
    }

    @Test("gets other words for its own, outside of literals and comments")
    func replacing() {
        let words = ["e.headers": "NULL", "{table}": "\"x y\"", "e.\"at\"": "never"]
        #expect(
            SelectText.replacing(words, in: "SELECT e.headers, e.headers2, xe.headers, 'e.headers', \"e.headers\", -- e.headers\n e.headers FROM {table} AS e")
                == "SELECT NULL, e.headers2, xe.headers, 'e.headers', \"e.headers\", -- e.headers\n NULL FROM \"x y\" AS e")
        #expect(SelectText.replacing(words, in: "SELECT (e.headers)->>'a', E'\\'e.headers', $$e.headers$$ /* {table} */") == "SELECT (NULL)->>'a', E'\\'e.headers', $$e.headers$$ /* {table} */")
        let text = "SELECT 1, 'ä''ö', \"ü\" /* ß */ -- é\n FROM t"
        #expect(SelectText.replacing([:], in: text) == text)
    }
}
