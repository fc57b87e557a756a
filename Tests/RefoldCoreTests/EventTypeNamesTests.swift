// Unsafe here: passes the bytes of texts as a database does.
import RefoldCore
import RefoldValues
import Testing

@Suite("The types that a scan meets")
struct EventTypeNamesTests {
    private func number(of type: String, in types: inout EventTypeNames) -> UInt32? { number(of: Array(type.utf8), in: &types) }

    private func number(of type: [UInt8], in types: inout EventTypeNames) -> UInt32? {
        unsafe type.withUnsafeBytes { unsafe types.number(of: $0) }
    }

    private func refusal(of type: [UInt8], in types: EventTypeNames) -> RefoldError? {
        unsafe type.withUnsafeBytes { unsafe types.refusal(of: $0, at: .event(position: 7, stream: "s", type: "t"), in: "a store") }
    }

    @Test("are numbered in the order in which they come, byte by byte, however many there are")
    func order() {
        var types = EventTypeNames(wanted: nil)
        let names = ["\u{E9}", "e\u{301}", ""] + (0..<5000).map { "Type\($0)" }
        for _ in 0..<2 {
            for (index, name) in names.enumerated() { #expect(number(of: name, in: &types) == UInt32(index)) }
        }
        #expect(types.names.isExactly(names))
    }

    @Test("are skipped if they are not wanted, however many there are")
    func wanted() {
        var types = EventTypeNames(wanted: ["A", "B", "\u{FFFD}"])
        for index in 0..<3000 { #expect(number(of: "Type\(index)", in: &types) == nil) }
        #expect(number(of: [0xFF], in: &types) == nil)
        #expect(refusal(of: [0xFF], in: types) == nil)
        let (a, b) = (number(of: "A", in: &types), number(of: "B", in: &types))
        #expect(a.map { types.names[Int($0)] } == "A" && b.map { types.names[Int($0)] } == "B")
        #expect(number(of: "\u{FFFD}", in: &types).map { types.names[Int($0)] } == "\u{FFFD}")
        #expect(types.names.count < 2000)
    }

    @Test("are refused if there are too many, or if they are not UTF-8")
    func refused() {
        var types = EventTypeNames(wanted: nil)
        #expect(number(of: [0x41, 0xFF], in: &types) == nil)
        #expect(refusal(of: [0x41, 0xFF], in: types)?.description.hasPrefix("event at position 7 (stream \"s\", type \"t\"): event_type is no UTF-8") == true)
        for index in 0..<EventTypeNames.maximumCount { _ = number(of: "Type\(index)", in: &types) }
        #expect(number(of: "Type0", in: &types) == 0)
        #expect(number(of: "one more", in: &types) == nil)
        #expect(refusal(of: Array("one more".utf8), in: types)?.status == .failed)
        #expect(types.names.count == EventTypeNames.maximumCount)
    }
}
