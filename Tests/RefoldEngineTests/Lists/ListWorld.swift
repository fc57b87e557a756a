import RefoldCore
import RefoldProjections
import RefoldStores
import RefoldTesting
import RefoldValues

/// Random events of orders with lines, which become rows by product; some of them bad in one line.
struct ListWorld {
    struct Line {
        var sku: String
        var quantity: Int
        var isGift: Bool
    }

    enum Content {
        case placed([Line], main: String)
        case returned([Line])
        case named(String, String)
        case gone(String)
        case tagged([String])
        case noise

        var lines: [Line] {
            switch self {
            case .placed(let lines, _), .returned(let lines): lines
            default: []
            }
        }
    }

    /// How a line is bad.
    enum Badness: CaseIterable { case quantity, sku }

    struct Event {
        var position: Position
        var number: Int
        var content: Content
        /// How lines are bad, by their numbers, until they are corrected.
        var bad: [Int: Badness] = [:]
    }

    var events: [Event] = []

    static let projection = compiled(
        """
            {name: 'things', version: 1, key: {value: '@item.sku', as: 'sku'},
             columns: {name: 'text', sold: {type: 'integer', default: 0}, gifts: {type: 'integer', default: 0}, orders: {type: 'integer', default: 0},
                       last_line: 'integer', last_order: 'text', tagged: {type: 'integer', default: 0}},
             on: {
               Placed: [{each: '$.lines', set: {last_line: '@index', sold: {add: '@item.qty'}, last_order: '@stream'}},
                        {key: '$.main', set: {orders: {add: 1}}},
                        {each: '$.lines', when: {'@item.gift': true}, set: {gifts: {add: 1}}}],
               Returned: {each: '$.lines', set: {sold: {subtract: '@item.qty'}}},
               Named: {key: '$.sku', set: {name: '$.name'}},
               Gone: {key: '$.sku', set: 'delete'},
               Tagged: {each: '$.tags', key: '@item', set: {tagged: {add: 1}}},
             }}
            """)

    /// A projection of a definition that is known to be without faults.
    static func compiled(_ text: String) -> Projection {
        do throws(RefoldError) {
            return try Projection(ProjectionDefinition.read(text.utf8, file: "things.json5"))
        } catch {
            preconditionFailure("\(error)")
        }
    }

    init(_ count: Int, seed: UInt64, badness share: Int = 0, lines: ClosedRange<Int> = 0...6) {
        var random = SeededNumbers(seed)
        var position: Position = 0
        let skus = max(3, count / 6)
        func sku() -> String { "p-\(Int.random(in: 0..<skus, using: &random))" + ["", "\u{E9}"].randomElement(using: &random)! }
        func some() -> [Line] {
            (0..<Int.random(in: lines, using: &random)).map { _ in
                Line(sku: sku(), quantity: Int.random(in: -9...9, using: &random), isGift: Int.random(in: 0..<4, using: &random) == 0)
            }
        }
        for number in 0..<count {
            position += Int64.random(in: 1...3, using: &random)
            let content: Content =
                switch Int.random(in: 0..<12, using: &random) {
                case 0...4: .placed(some(), main: sku())
                case 5...6: .returned(some())
                case 7: .named(sku(), String(repeating: "n", count: number % 60))
                case 8: .gone(sku())
                case 9...10: .tagged((0..<Int.random(in: 0...3, using: &random)).map { _ in sku() })
                default: .noise
                }
            var event = Event(position: position, number: number, content: content)
            for line in content.lines.indices where share > 0 && Int.random(in: 0..<share, using: &random) == 0 {
                event.bad[line] = Badness.allCases.randomElement(using: &random)
            }
            events.append(event)
        }
    }

    /// The events as a store holds them.
    var stored: [StoredEvent] {
        events.map { event in
            let (type, data) = Self.json(event)
            return StoredEvent(
                position: event.position, stream: "order-\(event.number)", version: 1,
                event: NewEvent(
                    id: "e\(event.number)", type: type, data: data, occurredAt: Timestamp(microseconds: Int64(event.number) * 1_000_000) ?? .first,
                    recordedAt: .first))
        }
    }

    private static func json(_ event: Event) -> (String, String) {
        let lines = event.content.lines.enumerated().map { number, line in
            let sku = event.bad[number] == .sku ? "null" : "\"\(line.sku)\""
            let quantity = event.bad[number] == .quantity ? "\"secret\"" : "\(line.quantity)"
            let parts = ["\"sku\": \(sku)", "\"qty\":\(quantity)"] + (line.isGift ? ["\"gift\": true"] : number % 2 == 0 ? ["\"gift\": false"] : [])
            return "{\((number % 3 == 0 ? parts : parts.reversed()).joined(separator: ", "))}"
        }
        let list = event.number % 5 == 0 && lines.isEmpty ? "null" : "[\(lines.joined(separator: " ,"))]"
        return switch event.content {
        case .placed(_, let main): ("Placed", "{\"lines\": \(list), \"main\": \"\(main)\"}")
        case .returned: ("Returned", lines.isEmpty && event.number % 2 == 0 ? "{}" : "{\"lines\": \(list)}")
        case .named(let sku, let name): ("Named", "{\"sku\": \"\(sku)\", \"name\": \"\(name)\"}")
        case .gone(let sku): ("Gone", "{\"sku\": \"\(sku)\"}")
        case .tagged(let tags): ("Tagged", "{\"tags\": [\(tags.map { "\"\($0)\"" }.joined(separator: ","))]}")
        case .noise: ("Noise", "{}")
        }
    }
}
