import RefoldCore
import RefoldStores
import RefoldTesting

/// The slow reference: dictionaries, one event after the other.
extension ListWorld {
    struct Row: Equatable {
        var name: String?
        var sold = 0, gifts = 0, orders = 0
        var lastLine: Int?
        var lastOrder: String?
        var tagged = 0

        var cells: [MemoryReadModelStore.Cell] {
            func text(_ text: String?) -> MemoryReadModelStore.Cell { text.map { .text($0) } ?? .null }
            return [
                text(name), .units(Int64(sold)), .units(Int64(gifts)), .units(Int64(orders)), lastLine.map { .units(Int64($0)) } ?? .null, text(lastOrder),
                .units(Int64(tagged)),
            ]
        }
    }

    struct Parked: Hashable {
        var position: Position
        var key: [UInt8]?
        var held: Int64
    }

    struct Expected {
        var rows: [String: Row] = [:]
        var parked: [Parked] = []
        /// The first event that cannot be taken, and the line.
        var first: (position: Position, line: Int)?

        var cells: [[UInt8]: [MemoryReadModelStore.Cell]] {
            Dictionary(uniqueKeysWithValues: rows.map { (Array($0.key.utf8), $0.value.cells) })
        }
    }

    /// What an event does to a row; nil for the row if its key cannot be read, and for the change if that fails.
    private typealias Change = (key: String?, line: Int, change: ((inout Row?) -> Void)?)

    private func changes(_ event: Event) -> [Change] {
        func line(_ number: Int, _ line: Line, _ reads: Bool, _ change: @escaping (inout Row) -> Void) -> Change {
            if event.bad[number] == .sku { return (nil, number, nil) }
            let isBad = reads && event.bad[number] == .quantity
            return (line.sku, number, isBad ? nil : { row in row = row ?? Row(); change(&row!) })
        }
        switch event.content {
        case .placed(let lines, let main):
            let sold = lines.enumerated().map { number, own in
                line(number, own, true) { ($0.lastLine, $0.sold, $0.lastOrder) = (number, $0.sold + own.quantity, "order-\(event.number)") }
            }
            let gifts = lines.enumerated().filter(\.element.isGift).map { number, own in line(number, own, false) { $0.gifts += 1 } }
            return sold + [(main, -1, { row in row = row ?? Row(); row!.orders += 1 })] + gifts
        case .returned(let lines): return lines.enumerated().map { number, own in line(number, own, true) { $0.sold -= own.quantity } }
        case .named(let sku, let name): return [(sku, -1, { row in row = row ?? Row(); row!.name = name })]
        case .gone(let sku): return [(sku, -1, { $0 = nil })]
        case .tagged(let tags): return tags.enumerated().map { number, tag in (tag, number, { row in row = row ?? Row(); row!.tagged += 1 }) }
        case .noise: return []
        }
    }

    /// The rows after the first events, and what is parked of them.
    func expected(_ count: Int? = nil, dropped: Set<Position> = []) -> Expected {
        var expected = Expected()
        for event in events.prefix(count ?? events.count) where !dropped.contains(event.position) {
            let changes = changes(event)
            if let bad = changes.first(where: { $0.key == nil || $0.change == nil }), expected.first == nil {
                expected.first = (event.position, bad.line)
            }
            if changes.contains(where: { $0.key == nil }) { expected.parked.append(Parked(position: event.position, key: nil, held: 0)) }
            for key in Set(changes.compactMap(\.key)) {
                if let first = expected.parked.firstIndex(where: { $0.key == Array(key.utf8) }) {
                    expected.parked[first].held += 1
                    continue
                }
                let own = changes.filter { $0.key == key }
                guard own.allSatisfy({ $0.change != nil }) else {
                    expected.parked.append(Parked(position: event.position, key: Array(key.utf8), held: 0))
                    continue
                }
                var row = expected.rows[key]
                for one in own { one.change?(&row) }
                expected.rows[key] = row
            }
        }
        return expected
    }
}
