import RefoldCore
import Testing

@Suite("Types of columns")
struct ColumnTypeTests {
    private static func type(_ word: String) -> ColumnType? { ColumnType(word: word, scale: 3, currency: "unit") }

    @Test("Every word gives a type that has this word", arguments: ColumnType.words)
    func words(word: String) throws {
        let type = try #require(Self.type(word))
        #expect(type.word == word)
        #expect(ColumnType.words.count { $0 == word } == 1)
        #expect(ColumnType(word: word, scale: type.declaredScale, currency: type.currency) == type)
    }

    @Test("What a type takes has the content that it keeps", arguments: ColumnType.words)
    func contents(word: String) throws {
        let type = try #require(Self.type(word))
        #expect(Column(index: 0, type: type).isBytes == type.content.isBytes)
        #expect((type.currency != nil) == (type.content == .money))
        #expect((type.declaredScale == 3) == (type.content == .decimal(scale: 3)))
        #expect(type.isNumeric == (type.content.scale != nil || type.currency != nil))
    }

    @Test("A word without its complement, or of no type, gives none")
    func unknown() {
        #expect(ColumnType(word: "decimal", scale: nil, currency: "unit") == nil)
        #expect(ColumnType(word: "money", scale: 3, currency: nil) == nil)
        #expect(Self.type("Text") == nil)
    }
}
