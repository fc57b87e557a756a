import RefoldTables
import Testing

@Suite("The formats of tables")
struct FormatTests {
    @Test("No two built-in formats have the same word or the same ending of file names")
    func names() {
        let formats = TableFormats()
        #expect(Set(formats.words).count == formats.all.count)
        #expect(Set(formats.all.map(\.fileEnding)).count == formats.all.count)
        for format in formats.all {
            #expect(formats[format.word]?.word == format.word)
            #expect(formats.format(ofFile: "by-month." + format.fileEnding)?.word == format.word)
            #expect(format.summary.count <= 50)
        }
        #expect(formats["odt"] == nil && formats.format(ofFile: "csv") == nil)
    }
}
