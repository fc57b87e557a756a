import Foundation
import RefoldCore
import RefoldJSON
import RefoldTesting
import RefoldValues
import Testing

@testable import RefoldEngine

@Suite("What a store holds")
struct EventSurveyTests {
    /// A value that is made up, and its JSON.
    private indirect enum Value {
        case null, boolean(Bool), number(Int), decimal(String), text(String), list([Value]), object([(String, Value)])

        var json: String {
            switch self {
            case .null: "null"
            case .boolean(let flag): "\(flag)"
            case .number(let number): "\(number)"
            case .decimal(let text): text
            case .text(let text): JSONWriter.string(text)
            case .list(let values): "[ " + values.map(\.json).joined(separator: ", ") + "]"
            case .object(let members): "{" + members.map { JSONWriter.string($0.0) + " :" + $0.1.json }.joined(separator: ",\n") + "}"
            }
        }

        var kind: String {
            switch self {
            case .null: "null"
            case .boolean: "boolean"
            case .number, .decimal: "number"
            case .text: "string"
            case .list: "array"
            case .object: "object"
            }
        }

        static func random(_ random: inout SeededNumbers, depth: Int = 0) -> Value {
            switch Int.random(in: 0..<(depth < 4 ? 9 : 6), using: &random) {
            case 0: .null
            case 1: .boolean(Bool.random(using: &random))
            case 2: .number(Int.random(in: -3...3, using: &random))
            case 3: .decimal(["1.50", "1.5", "15e-1", "-0.25"].randomElement(using: &random)!)
            case 4...5: .text(["", "2024-03-01", "2024-03-01T09:30:00Z", "19.90", "a\"b", "x\u{1B}[2J"].randomElement(using: &random)!)
            case 6: .list((0..<Int.random(in: 0...3, using: &random)).map { _ in Value.random(&random, depth: depth + 1) })
            default: object(&random, depth: depth + 1)
            }
        }

        static func object(_ random: inout SeededNumbers, depth: Int = 0) -> Value {
            let names = ["a", "b", "c d", "e\"f", "\u{1}", "é", "e\u{301}"].shuffled(using: &random).prefix(Int.random(in: 0...5, using: &random))
            return .object(names.map { ($0, Value.random(&random, depth: depth)) })
        }
    }

    /// What a path is to have.
    private struct Expected: Equatable {
        var present: Int64 = 0
        var null: Int64 = 0
        var kinds: Set<String> = []
        var values: Set<String>? = []
    }

    private typealias Path = [ExactText?]

    private static func walk(_ value: Value, _ path: Path, _ found: inout [Path: Expected]) {
        var entry = found[path] ?? Expected()
        entry.present += 1
        if case .null = value { entry.null += 1 } else { entry.kinds.insert(value.kind) }
        switch value {
        case .null: break
        case .list, .object: entry.values = nil
        case .decimal(let text): entry.values?.insert(text == "-0.25" ? text : "1.5")
        default: entry.values?.insert(value.kind + value.json)
        }
        if !path.isEmpty { found[path] = entry }
        if case .list(let values) = value { for inner in values { walk(inner, path + [nil], &found) } }
        if case .object(let members) = value { for (name, inner) in members { walk(inner, path + [ExactText(name)], &found) } }
    }

    private static func event(_ position: Position, _ stream: String, _ type: String, _ data: String, at: Int64 = 0) -> StoredEvent {
        let time = Timestamp(microseconds: at) ?? .first
        return StoredEvent(
            position: position, stream: stream, version: 1,
            event: NewEvent(id: "e\(position)", type: type, data: data, occurredAt: time, recordedAt: time))
    }

    private static func survey(_ events: [StoredEvent], _ change: (inout EventSurvey.Options) -> Void = { _ in }) throws -> EventSurvey.Result {
        var options = EventSurvey.Options(withFields: true, temporaryFolder: NSTemporaryDirectory())
        change(&options)
        return try EventSurvey(of: MemoryEventStore(events), options).run()
    }

    @Test("Paths, kinds, nulls and distinct values are those of a plain walk through the payloads", arguments: 1...60)
    func fields(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var expected: [Path: Expected] = [:]
        let events = (1...Int64.random(in: 1...60, using: &random)).map { position in
            let value = Value.object(&random)
            Self.walk(value, [], &expected)
            return Self.event(position, "s\(position % 7)", "T", value.json)
        }
        let type = try #require(try Self.survey(events).types.first)
        #expect(type.fields.count == expected.count && !type.hasMoreFields)
        for field in type.fields {
            let slow = try #require(expected[field.path.map { $0.map { ExactText($0) } }])
            #expect(field.present == slow.present && field.null == slow.null && Set(field.values.kinds.map(\.rawValue)) == slow.kinds)
            #expect(field.values.distinct == slow.values?.count, "\(field.path)")
        }
    }

    @Test("The smallest and largest are told only if every value is of one sort, and go by value")
    func ranges() throws {
        func values(_ texts: String...) throws -> ValueTally {
            let events = texts.enumerated().map { Self.event(Position($0.offset + 1), "s", "T", #"{"x":\#($0.element)}"#) }
            return try #require(try Self.survey(events).types.first?.fields.first?.values)
        }
        let mixed = try values("9", #""10.50""#, "-3", "null")
        #expect(mixed.numbers == ExactDecimal("-3")!...ExactDecimal("10.50")! && mixed.scale == 2 && mixed.wholeDigits == 2)
        let times = try values(#""2024-03-01T10:00:00+02:00""#, #""2024-03-01T09:00:00Z""#)
        #expect(times.times == Timestamp("2024-03-01T08:00:00Z")!...Timestamp("2024-03-01T09:00:00Z")! && times.numbers == nil)
        #expect(try values(#""2024-03-02""#, #""2024-02-29""#).days == CalendarDate("2024-02-29")!...CalendarDate("2024-03-02")!)
        for odd in [try values("1", #""Ana""#), try values("1", "true"), try values("1", "[]"), try values(#""2024-03-02""#, "5")] {
            #expect(odd.numbers == nil && odd.times == nil && odd.days == nil)
        }
        let many = (0..<1001).map { Self.event(Position($0 + 1), "s", "T", #"{"x":\#($0)}"#) }
        #expect(try Self.survey(Array(many.dropLast())).types[0].fields[0].values.distinct == 1000)
        #expect(try Self.survey(many).types[0].fields[0].values.distinct == nil)
    }

    @Test("Types count events, streams, positions and times; a sample is spread over the store and no larger than it was to be", arguments: [1, 2, 10, 63, 64, 65, 500, 5000])
    func types(sample: Int) throws {
        let events = (1...2000).map { (number: Int) -> StoredEvent in
            Self.event(Position(number * 3), "s\(number % 50)", number % 4 == 0 ? "A" : "B", "{}", at: Int64(-number))
        }
        let all = try Self.survey(events).types
        #expect(all.map(\.type) == ["A", "B"] && all.map(\.events) == [500, 1500] && all.map(\.streams) == [25, 50])
        #expect(all[0].firstPosition == 12 && all[0].lastPosition == 6000)
        #expect(all[0].firstOccurredAt.microseconds == -2000 && all[0].lastOccurredAt.microseconds == -4)
        let some = try Self.survey(events) { $0.sample = sample }
        #expect(some.events == min(Int64(sample), 2000))
        #expect(some.types.reduce(0) { $0 + $1.events } == some.events)
        if sample >= 64 { #expect((some.types.map(\.lastPosition).max() ?? 0) > 5800 && (some.types.map(\.firstPosition).min() ?? 0) == 3) }
        #expect(try Self.survey(events) { $0.types = ["A"] }.types.map(\.type) == ["A"])
    }

    @Test("Names that are data do not fill the memory, and a payload that cannot be read is counted")
    func bounds() throws {
        let events = (1...5000).map { Self.event(Position($0), "s", "T", #"{"by day":{"d\#($0)":1}}"#) } + [Self.event(6000, "s", "T", "{oops")]
        let found = try Self.survey(events)
        #expect(found.unreadable == 1 && found.types[0].hasMoreFields)
        #expect(found.types[0].fields.count <= PathLimit.paths)
    }

    @Test("Streams are counted right when they no longer fit the memory")
    func spill() throws {
        let count = StreamCount(in: NSTemporaryDirectory(), limit: 100)
        for number in 0..<20_000 { try count.add(Array("s\(number % 3000)".utf8).span.stableHash, type: number % 2) }
        #expect(try count.counts() == [0: 1500, 1: 1500])
    }

    @Test("It ends if somebody asks it to")
    func cancelled() {
        let events = (1...100).map { Self.event(Position($0), "s", "T", "{}") }
        let survey = EventSurvey(of: MemoryEventStore(events), EventSurvey.Options(temporaryFolder: NSTemporaryDirectory()))
        let error = #expect(throws: RefoldError.self) { try survey.run(isCancelled: { true }) }
        #expect(error?.status == .incomplete)
    }
}
