import RefoldCore
import RefoldValues
import Testing

@Suite("Texts as bytes")
struct ExactTextTests {
    private static let (composed, decomposed) = ("\u{E9}", "e\u{301}")

    @Test("Texts are equal, hashed and sorted by their bytes")
    func comparison() {
        let (one, other) = (ExactText(Self.composed), ExactText(Self.decomposed))
        #expect(one != other)
        #expect(one == ExactText("\u{E9}"))
        #expect(other < one)
        #expect(Set([one, other, one]).count == 2)
        #expect(ExactText("") != ExactText("\0") && ExactText("") == "")
        #expect(ExactText("k") < "ka")
        #expect([Self.decomposed, Self.composed].firstIndex(ofExactly: Self.composed) == 1)
        #expect(![Self.decomposed].containsExactly(Self.composed))
        #expect(![Self.decomposed].isExactly([Self.composed]))
        #expect(["b", Self.composed, "a", Self.decomposed, "b"].sortedOnce.isExactly(["a", "b", Self.decomposed, Self.composed]))
        #expect(ExactText(String(repeating: "x", count: 100)).hashValue == ExactText(String(repeating: "x", count: 100)).hashValue)
    }

    @Test("Events are equal if all their texts are, byte by byte", arguments: 0..<5)
    func events(place: Int) {
        func event(_ text: String) -> StoredEvent {
            let texts = (0..<5).map { $0 == place ? text : "x" }
            return StoredEvent(
                position: 1, stream: texts[4], version: 1,
                event: NewEvent(id: texts[0], type: texts[1], data: texts[2], metadata: texts[3], occurredAt: .first, recordedAt: .first))
        }
        #expect(event(Self.composed) == event(Self.composed))
        #expect(event(Self.composed) != event(Self.decomposed))
        #expect(Set([event(Self.composed), event(Self.decomposed), event(Self.composed)]).count == 2)
    }

    @Test("Every quote of a text is escaped, whatever characters are around it")
    func quoting() {
        func quoted(_ text: String) -> [UInt8] { Array(text.quoted("'", escaping: ["'": "''", "\\": "\\\\"]).utf8) }
        #expect(quoted("") == Array("''".utf8))
        #expect(quoted("it's") == Array("'it''s'".utf8))
        #expect(quoted("a'\u{301}b") == Array("'a'".utf8) + Array("'\u{301}b'".utf8))
        #expect(quoted("\u{600}'") == Array("'\u{600}".utf8) + Array("''".utf8) + Array("'".utf8))
        #expect(quoted("\\\u{301}") == Array("'\\".utf8) + Array("\\\u{301}'".utf8))
        #expect(quoted("é\"\u{1F600}\r\n") == Array("'é\"\u{1F600}\r\n'".utf8))
    }

    @Test("Two encodings of a type are two types of a batch")
    func batch() {
        let batch = EventBatch(events: 3)
        for type in [Self.composed, Self.decomposed, Self.composed] {
            let event = NewEvent(id: "a", type: type, data: "{}", occurredAt: .first, recordedAt: .first)
            batch.append(StoredEvent(position: 1, stream: "s", version: 1, event: event))
        }
        #expect(batch.typeNames.isExactly([Self.composed, Self.decomposed]))
        #expect((0..<3).map { batch[$0].type } == [0, 1, 0])
    }
}
