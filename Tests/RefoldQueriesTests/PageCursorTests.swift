import RefoldQueries
import RefoldTesting
import RefoldValues
import Testing

@Suite("A page's cursor")
struct PageCursorTests {
    @Test("is a text of letters, digits, - and _ that gives the same cursor again, to the byte")
    func roundTrip() throws {
        let texts = ["", "é", "e\u{301}", "\u{1F600}", "\" \\ / \n \u{1}", String(repeating: "long", count: 3000)]
        for text in texts {
            for integer: Int64 in [.min, -1, 0, 1 << 53 + 1, .max] {
                let cursor = PageCursor([.integer(integer), .text(text), .text("1")], in: "list of \(text)")
                #expect(cursor.text.utf8.allSatisfy { byte in Character(Unicode.Scalar(byte)).isLetter || (48...57).contains(byte) || byte == 45 || byte == 95 })
                let back = try PageCursor(cursor.text)
                #expect(back == cursor)
                #expect(back.list.utf8.elementsEqual(cursor.list.utf8))
            }
        }
        #expect(PageCursor([.text("é")], in: "é") != PageCursor([.text("e\u{301}")], in: "é"))
        #expect(PageCursor([], in: "é") != PageCursor([], in: "e\u{301}"))
    }

    @Test("that is damaged is refused as wrong usage with a remedy, or is another valid one")
    func damaged() throws {
        let cursor = PageCursor([.integer(17), .text("payment-1")], in: "payments of o1")
        var random = SeededNumbers(1)
        let letters = Array("ABCxyz019-_=+/ .{\u{E9}")
        for _ in 0..<2000 {
            var text = Array(cursor.text)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: text[Int.random(in: 0..<text.count, using: &random)] = letters.randomElement(using: &random) ?? "A"
            case 1: text.removeLast(Int.random(in: 1...text.count, using: &random))
            default: text.insert(letters.randomElement(using: &random) ?? "A", at: Int.random(in: 0...text.count, using: &random))
            }
            do throws(RefoldError) {
                _ = try PageCursor(String(text))
            } catch {
                #expect(error.status == .usage)
                #expect(error.faults.first?.remedy == "begin with the first page")
            }
        }
        for text in ["", "e30", "W10", "bnVsbA", "eyJsaXN0IjoieCIsInZhbHVlcyI6WzEuNV19"] { #expect(throws: RefoldError.self) { try PageCursor(text) } }
    }
}
