import Foundation
import RefoldCore
import RefoldTesting
import RefoldValues

/// Events of accounts that are opened, paid into, renamed and closed, in random order, with gaps between the positions.
enum RandomWorld {
    /// A type that the projection reads, and one that it does not: equal to Swift, different to a store.
    static let (protested, protestedOtherwise) = ("Protest\u{E9}", "Proteste\u{301}")

    static func isRead(_ event: StoredEvent) -> Bool { !["Ignored", protestedOtherwise].containsExactly(event.event.type) }

    static func events(_ count: Int, seed: UInt64) -> [StoredEvent] {
        var random = SeededNumbers(seed)
        var versions: [ExactText: Int64] = [:]
        var position: Position = 0
        return (0..<count).map { number in
            position += Int64.random(in: 1...3, using: &random)
            let stream = "account-" + String(Int.random(in: 0..<max(1, count / 4), using: &random)) + ["", "\u{E9}", "e\u{301}", "\u{1F600}"].randomElement(using: &random)!
            let version = (versions[ExactText(stream)] ?? 0) + 1
            versions[ExactText(stream)] = version
            let kind = Int.random(in: 0..<12, using: &random)
            let (type, data) =
                switch kind {
                case 0...1: ("Opened", #"{"owner":"Zoë \"\#(number)\"","amount":"\#(number % 97).5"}"#)
                case 2...6: ("Paid", #"{"x":[{"deep":{}}],"amount":"\#(Int.random(in: -500...500, using: &random)).25"}"#)
                case 7: ("Renamed", #"{"owner":"\#(String(repeating: "n", count: number % 70))"}"#)
                case 8: ("Closed", "{}")
                case 9: (protested, "{}")
                case 10: (protestedOtherwise, "{}")
                default: ("Ignored", #"{"any":1}"#)
                }
            return StoredEvent(
                position: position, stream: stream, version: version,
                event: NewEvent(
                    id: "e\(number)", type: type, data: data, metadata: #"{"by":"u\#(number % 5)"}"#,
                    occurredAt: Timestamp(microseconds: Int64(number) * 1_000_000) ?? .first, recordedAt: .first))
        }
    }

    /// The projection under test.
    static let projection = accounts()

    /// The accounts, keyed by their streams or by the rest of the streams' names after a prefix.
    static func accounts(streamPrefix: String = "") -> Projection {
        Projection("accounts", version: 1, key: "account", streamPrefix: streamPrefix, build: build)
    }

    private static func build(_ p: inout ProjectionBuilder) {
        let owner = p.column("owner", .text), balance = p.column("balance", .decimal(scale: 2))
        let payments = p.column("payments", .integer), lastAt = p.column("last_at", .timestamp)
        let itsOwner = p.field("owner"), amount = p.field("amount")
        p.on("Opened") { event, row throws(FoldError) in
            try row.set(owner, from: event, itsOwner)
            try row.set(balance, from: event, amount)
        }
        p.on("Paid") { event, row throws(FoldError) in
            row.set(balance, to: row.integer(balance) + (try row.integer(of: event[amount], of: event, for: balance)))
            row.set(payments, to: row.integer(payments) + 1)
            row.set(lastAt, to: event.head.occurredAt.microseconds)
        }
        p.on("Renamed") { event, row throws(FoldError) in try row.set(owner, from: event, itsOwner) }
        p.on(protested) { _, row throws(FoldError) in row.set(payments, to: row.integer(payments) + 1000) }
        p.on("Closed") { _, row throws(FoldError) in row.delete() }
    }

    /// The same fold with dictionaries and Foundation's JSON: the slow reference.
    static func expected(_ events: [StoredEvent]) throws -> [[UInt8]: [MemoryReadModelStore.Cell]] {
        var rows: [ExactText: [MemoryReadModelStore.Cell]] = [:]
        for stored in events {
            let data = try JSONSerialization.jsonObject(with: Data(stored.event.data.utf8)) as? [String: Any] ?? [:]
            var row = rows[ExactText(stored.stream)] ?? [.null, .null, .null, .null]
            func integer(_ cell: MemoryReadModelStore.Cell) -> Int64 { if case .units(let value) = cell { value } else { 0 } }
            let cents = (data["amount"] as? String).flatMap { Foundation.Decimal(string: $0) }.map { NSDecimalNumber(decimal: $0 * 100).int64Value } ?? 0
            switch ExactText(stored.event.type) {
            case "Opened":
                row[0] = .text(data["owner"] as? String ?? "")
                row[1] = .units(cents)
            case "Paid":
                row[1] = .units(integer(row[1]) + cents)
                row[2] = .units(integer(row[2]) + 1)
                row[3] = .units(stored.event.occurredAt.microseconds)
            case "Renamed": row[0] = .text(data["owner"] as? String ?? "")
            case ExactText(protested): row[2] = .units(integer(row[2]) + 1000)
            case "Closed":
                rows[ExactText(stored.stream)] = nil
                continue
            default: continue
            }
            rows[ExactText(stored.stream)] = row
        }
        return Dictionary(uniqueKeysWithValues: rows.map { (Array($0.key.text.utf8), $0.value) })
    }
}
