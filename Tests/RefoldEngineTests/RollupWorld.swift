import Foundation
import RefoldCore
import RefoldTesting

/// The accounts of ``RandomWorld``, added up by the length of the owner's name and the sign of the balance.
enum RollupWorld {
    typealias Rows = [[UInt8]: [MemoryReadModelStore.Cell]]

    static let projection = Projection("accounts", version: 1, key: "account") { p in
        let owner = p.column("owner_length", .integer), balance = p.column("balance", .decimal(scale: 2)), sign = p.column("sign", .text)
        let itsOwner = p.field("owner"), amount = p.field("amount")
        let plus = p.literal("plus"), minus = p.literal("min\0us")
        @Sendable func setOwner(_ event: borrowing EventView, _ row: inout Row) {
            let value = event[itsOwner]
            row.set(owner, to: Int64(value.kind == .escapedString ? event.unescaped(value).count : Int(value.range.count)))
        }
        p.on("Opened") { event, row throws(FoldError) in
            setOwner(event, &row)
            try row.set(balance, from: event, amount)
            try row.set(sign, to: row.integer(balance) < 0 ? minus : plus)
        }
        p.on("Paid") { event, row throws(FoldError) in
            row.set(balance, to: row.integer(balance) + (try row.integer(of: event[amount], of: event, for: balance)))
            try row.set(sign, to: row.integer(balance) < 0 ? minus : plus)
        }
        p.on("Renamed") { event, row throws(FoldError) in setOwner(event, &row) }
        p.on(RandomWorld.protested) { _, _ throws(FoldError) in }
        p.on("Closed") { _, row throws(FoldError) in row.delete() }
        p.rollUp(key: [ColumnSchema("sign", .text), ColumnSchema("owner_length", .integer)]) { r in
            let accounts = r.sum("accounts", .integer), total = r.sum("total", .decimal(scale: 2)), twice = r.sum("twice", .integer)
            return { row, groups throws(FoldError) in
                // The same group twice, to be added once; accounts without an owner or a balance are in no group.
                for _ in 0..<2 where groups.begin(row, [sign, owner]) { try groups.add(1, to: twice) }
                guard groups.begin(row, [sign, owner]), row.integer(owner) % 3 != 0 else { return }
                try groups.add(1, to: accounts)
                try groups.add(row.integer(balance), to: total)
                try groups.add(-2, to: twice)
            }
        }
    }

    /// The same with dictionaries on ``RandomWorld/expected(_:)``: the slow reference.
    static func expected(_ events: [StoredEvent]) throws -> Rows {
        var sums: [[UInt8]: [Int64]] = [:]
        var owners: [[UInt8]: Int] = [:]
        for stored in events {
            let data = try JSONSerialization.jsonObject(with: Data(stored.event.data.utf8)) as? [String: Any] ?? [:]
            let key = Array(stored.stream.utf8)
            switch stored.event.type {
            case "Opened", "Renamed": owners[key] = (data["owner"] as? String ?? "").utf8.count
            case "Closed": owners[key] = nil
            default: break
            }
        }
        for (account, cells) in try RandomWorld.expected(events) {
            guard let owner = owners[account], case .units(let balance) = cells[1] else { continue }
            var key = Array((balance < 0 ? "min\0\u{FF}us" : "plus").utf8)
            if balance < 0 { key = Array("min".utf8) + [0, 0xFF] + Array("us".utf8) }
            key.append(0)
            KeyEncoding.append(Int64(owner), to: &key)
            let numbers: [Int64] = owner % 3 != 0 ? [1, balance, 0] : [0, 0, 2]
            sums[key] = zip(sums[key] ?? [0, 0, 0], numbers).map { $0 + $1 }
        }
        return sums.filter { $0.value.contains { $0 != 0 } }.mapValues { $0.map { .units($0) } }
    }

    /// One account per event, each with its own group: more groups than fit into any small limit of memory.
    static let wide = Projection("wide", version: 1, key: "account") { p in
        let name = p.column("name", .text), balance = p.column("balance", .decimal(scale: 2)), amount = p.field("amount")
        p.on("Paid") { event, row throws(FoldError) in
            try event.withBytes(event.head.stream) { (bytes) throws(FoldError) in try row.set(name, copying: bytes) }
            row.set(balance, to: try row.integer(of: event[amount], of: event, for: balance))
        }
        p.rollUp(key: [ColumnSchema("name", .text)]) { r in
            let total = r.sum("total", .decimal(scale: 2))
            return { row, groups throws(FoldError) in
                if groups.begin(row, [name]) { try groups.add(row.integer(balance), to: total) }
            }
        }
    }

    /// Adds the amounts of payments by their sign, for sums that are too large.
    static let byKind = Projection("kinds", version: 1, key: "account") { p in
        let kind = p.column("kind", .text), amount = p.column("amount", .integer)
        let itsKind = p.field("kind"), itsAmount = p.field("amount")
        p.on("Set") { event, row throws(FoldError) in
            try row.set(kind, from: event, itsKind)
            try row.set(amount, from: event, itsAmount)
        }
        p.rollUp(key: [ColumnSchema("kind", .text)]) { r in
            let total = r.sum("total", .integer)
            return { row, groups throws(FoldError) in
                if groups.begin(row, [kind]) { try groups.add(row.integer(amount), to: total) }
            }
        }
    }

    static func set(_ amounts: [(stream: String, kind: String, amount: Int64)]) -> [StoredEvent] {
        var versions: [String: Int64] = [:]
        return amounts.enumerated().map { number, change in
            versions[change.stream, default: 0] += 1
            return StoredEvent(
                position: Int64(number + 1), stream: change.stream, version: versions[change.stream]!,
                event: NewEvent(
                    id: "e\(number)", type: "Set", data: #"{"kind":"\#(change.kind)","amount":\#(change.amount)}"#, occurredAt: .first,
                    recordedAt: .first))
        }
    }
}
