import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldCommands

@Suite("Metadata of commands")
struct CommandMetadataTests {
    private static let written = #"{"correlation_id":"\u0063-1", "n":1.50e2,"deep":{"list":[1,{"a":null}],"é":"e\u0301 \"x\""}}"#
    private static let kept = #"{"command_id":"c1","correlation_id":"\u0063-1", "n":1.50e2,"deep":{"list":[1,{"a":null}],"é":"e\u0301 \"x\""}}"#

    private static func line(_ sample: CommandLines.Sample, _ metadata: String) -> String {
        #"{"metadata":\#(metadata),"id":"c1","command":"\#(sample.name)","data":\#(sample.data)}"#
    }

    private static func faults(_ metadata: String) -> [String]? {
        CommandDecoder.refusal(of: line(CommandLines.all[0], metadata))?.faults.map(\.description)
    }

    @Test("Every command of every domain carries it as it was written, into the events beside the program's own", arguments: CommandLines.all.map(\.name))
    func everyCommand(name: String) throws {
        let sample = try #require(CommandLines.all.first { $0.name == name })
        let request = try CommandDecoder.outcome(of: Self.line(sample, Self.written).utf8).get()
        #expect(request == CommandRequest(id: "c1", metadata: try CommandMetadata(json: Self.written), sample.command))
        #expect(request != CommandRequest(id: "c1", sample.command))
        let events = EventStamp(command: "c1", time: .first, metadata: request.metadata).events([Noted(text: "a"), Noted(text: "b")])
        #expect(events.map { ExactText($0.metadata) } == [ExactText(Self.kept), ExactText(Self.kept)])
    }

    @Test("Without any, and with an empty object, events have the program's own only", arguments: ["{}", " { } ", nil])
    func none(metadata: String?) throws {
        let sample = CommandLines.all[0]
        let request = try CommandDecoder.outcome(of: (metadata.map { Self.line(sample, $0) } ?? sample.line).utf8).get()
        #expect(request.metadata == .none)
        #expect(EventStamp(command: "c1", time: .first, metadata: request.metadata).events([Noted(text: "a")])[0].metadata == #"{"command_id":"c1"}"#)
    }

    @Test("Anything but an object is refused, with its field", arguments: ["null", "[]", #""x""#, "7", "true"])
    func noObject(value: String) {
        #expect(Self.faults(value) == [#"f:1: field "metadata": the value is not an object; expected an object"#])
        #expect(throws: RefoldError.self) { try CommandMetadata(json: value) }
    }

    @Test("A key that stands twice, at any depth, and the program's own key are refused, however they are written")
    func keys() {
        let twice = #"correct it, or leave it out"#
        #expect(Self.faults(#"{"a":1,"b":2,"\u0061":3}"#) == [
            #"f:1: field "metadata": the object holds a key that its object already has, "a", at byte 15; \#(twice)"#
        ])
        #expect(Self.faults(#"{"a":{"x":1,"x":2}}"#) == [
            #"f:1: field "metadata": the object holds a key that its object already has, "x", at byte 14; \#(twice)"#
        ])
        for key in ["command_id", #"command\u005fid"#] {
            #expect(Self.faults("{\"\(key)\":\"other\"}") == [
                #"f:1: field "metadata.command_id": every event has the id of its command under this key; leave it out, or use another name"#
            ])
        }
        #expect(Self.faults(#"{"inner":{"command_id":"x"}}"#) == nil)
        #expect(throws: RefoldError.self) { try CommandMetadata(["command_id": "x"]) }
        #expect(throws: RefoldError.self) { try CommandMetadata(["a": "x", "a": "y"]) }
    }

    @Test("The object may have so many bytes and no more")
    func length() {
        let longest = CommandMetadata.maximumLength - #"{"a":""}"#.utf8.count
        #expect(Self.faults("{\"a\":\"\(String(repeating: "x", count: longest))\"}") == nil)
        #expect(Self.faults("{\"a\":\"\(String(repeating: "x", count: longest + 1))\"}") == [
            #"f:1: field "metadata": the object has 16385 bytes; expected at most 16384 bytes"#
        ])
    }

    @Test("A program that dispatches commands gives it too, alone and in a batch; the id alone says whether a command is known")
    func dispatch() throws {
        let store = MemoryEventStore()
        let bus = CommandBus(store, now: { .first })
        let metadata = try CommandMetadata(["trace": "t \"1\""])
        let note = Note(stream: "s")
        #expect(try bus.dispatch(note, id: "1", metadata: metadata) == .accepted(stream: "s", version: 1))
        #expect(try bus.dispatch(note, id: "1") == .duplicate(stream: "s", version: 1))
        _ = try bus.dispatch([CommandRequest(id: "2", note), CommandRequest(id: "1", metadata: .none, note), CommandRequest(id: "3", metadata: metadata, note)])
        #expect(store.all.map(\.event.metadata) == [
            #"{"command_id":"1","trace":"t \"1\""}"#, #"{"command_id":"1","trace":"t \"1\""}"#, #"{"command_id":"2"}"#, #"{"command_id":"2"}"#,
            #"{"command_id":"3","trace":"t \"1\""}"#, #"{"command_id":"3","trace":"t \"1\""}"#,
        ])
    }
}

/// A command that leads to two events.
private struct Note: Command {
    var stream: String

    func decide(on state: Notes, at time: Timestamp) throws(Refused) -> [any DomainEvent] { [Noted(text: "a"), Noted(text: "b")] }
}

private struct Notes: CommandState {
    init(stream: String) {}

    mutating func apply(_ stored: StoredEvent) throws(RefoldError) {}
}

private struct Noted: DomainEvent {
    var text: String
    var type: String { "Noted" }
    var stream: String { "s" }
    var data: String { EventJSON.object { $0.add("text", text) } }
}
