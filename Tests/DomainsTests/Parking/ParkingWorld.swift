import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues

/// Random events of accounts, some of them bad in ways that stop one projection or another.
struct ParkingWorld {
    /// How an event is bad.
    enum Badness: CaseIterable {
        /// The amount is a text: a reducer fails after it has changed a column.
        case amount
        /// The customer is null: there is no key by customer.
        case customer
        /// The data is no JSON.
        case payload
    }

    /// Which projection, and what it makes of bad events.
    enum Kind: String, CaseIterable, Sendable {
        case accounts, customers, sums

        var projection: Projection {
            switch self {
            case .accounts: ParkingWorld.accounts
            case .customers: ParkingWorld.customers
            case .sums: ParkingWorld.sums
            }
        }
    }

    /// Never bad.
    let clean: [StoredEvent]
    /// How the events at these positions are bad, until they are corrected.
    var bad: [Position: Badness] = [:]
    let kind: Kind

    init(_ kind: Kind, count: Int, badness: [Badness] = Badness.allCases, using random: inout SeededNumbers) {
        self.kind = kind
        var versions: [String: Int64] = [:]
        var position: Position = 0
        clean = (0..<count).map { number in
            position += Int64.random(in: 1...3, using: &random)
            let stream = "account-\(Int.random(in: 0..<max(2, count / 8), using: &random))"
            versions[stream, default: 0] += 1
            let customer = #""customer":"c\#(Int.random(in: 0..<max(2, count / 10), using: &random))""#
            let (type, data) =
                switch Int.random(in: 0..<10, using: &random) {
                case 0...1: ("Opened", #"{"owner":"o\#(number % 7)","amount":\#(number % 97),\#(customer)}"#)
                case 2...6: ("Paid", #"{"amount":\#(Int.random(in: -500...500, using: &random)),\#(customer)}"#)
                case 7: ("Renamed", #"{"owner":"n\#(number % 5)",\#(customer)}"#)
                case 8: ("Closed", "{\(customer)}")
                default: ("Ignored", "{\(customer)}")
                }
            return StoredEvent(
                position: position, stream: stream, version: versions[stream] ?? 1,
                event: NewEvent(
                    id: "e\(number)", type: type, data: data, occurredAt: Timestamp(microseconds: Int64(number) * 1_000_000) ?? .first, recordedAt: .first))
        }
        let share = Int.random(in: 3...30, using: &random)
        for event in clean where Int.random(in: 0..<share, using: &random) == 0 { bad[event.position] = badness.randomElement(using: &random) }
    }

    /// Events that are never bad.
    init(_ kind: Kind, clean: [StoredEvent]) { (self.kind, self.clean) = (kind, clean) }

    /// The events as a store holds them now.
    func events(_ count: Int? = nil) -> [StoredEvent] {
        clean.prefix(count ?? clean.count).map { event in
            guard let badness = bad[event.position] else { return event }
            var event = event
            switch badness {
            case .amount: event.event.data = event.event.data.replacing(#""amount":"#, with: #""amount":"secret","was":"#)
            case .customer: event.event.data = event.event.data.replacing(#""customer":"#, with: #""customer":null,"was":"#)
            case .payload: event.event.data = #"{"amount" 5}"#
            }
            return event
        }
    }

    /// The slow reference: which of the clean events a rebuild with parking folds, and what it parks, with how many held.
    func parked(_ count: Int, dropped: Set<Position>) -> (folded: [StoredEvent], parked: [Parked]) {
        var folded: [StoredEvent] = []
        var parked: [Parked] = []
        for event in clean.prefix(count) where event.event.type != "Ignored" && !dropped.contains(event.position) {
            let customer = event.event.data.split(separator: #""customer":""#)[1].prefix { $0 != "\"" }
            let key = Array((kind == .customers ? String(customer) : event.stream).utf8)
            let hasAmount = ["Opened", "Paid"].contains(event.event.type)
            let isKeyless: Bool, isBad: Bool
            switch bad[event.position] {
            case .amount: (isKeyless, isBad) = (false, hasAmount)
            case .customer: (isKeyless, isBad) = (kind == .customers, kind == .customers)
            case .payload: (isKeyless, isBad) = (kind == .customers, true)
            case nil: (isKeyless, isBad) = (false, false)
            }
            if isKeyless {
                parked.append(Parked(position: event.position, key: nil, held: 0))
            } else if let first = parked.firstIndex(where: { $0.key == key }) {
                parked[first].held += 1
            } else if isBad {
                parked.append(Parked(position: event.position, key: key, held: 0))
            } else {
                folded.append(event)
            }
        }
        return (folded, parked)
    }

    struct Parked: Hashable {
        var position: Position
        var key: [UInt8]?
        var held: Int64
    }

    // MARK: Projections

    static let accounts = Projection("things", version: 1, key: "account", build: { ParkingWorld.build(&$0) })

    static let customers = Projection(
        "things", version: 1, key: [ColumnSchema("customer", .text)],
        find: { event, key throws(FoldError) in
            let value = event[PayloadField(index: 2)]
            guard value.kind == .string else { throw FoldError(.nullKey) }
            event.withBytes(value.range) { bytes in
                KeyEncoding.append(bytes, isOnlyPart: true, to: &key)
            }
        }, build: { ParkingWorld.build(&$0) })

    static let sums = Projection("things", version: 1, key: "account") { p in
        let (owner, balance) = ParkingWorld.build(&p)
        p.rollUp(key: [ColumnSchema("owner", .text)]) { r in
            let accounts = r.sum("accounts", .integer), total = r.sum("total", .integer)
            return { row, groups throws(FoldError) in
                guard groups.begin(row, [owner]) else { return }
                try groups.add(1, to: accounts)
                try groups.add(row.integer(balance), to: total)
            }
        }
    }

    /// The same accounts, of a reducer that takes a bad amount for 1.
    static let lenient = Projection("things", version: 1, key: "account", build: { ParkingWorld.build(&$0, isLenient: true) })

    @discardableResult
    private static func build(_ p: inout ProjectionBuilder, isLenient: Bool = false) -> (owner: Column, balance: Column) {
        let owner = p.column("owner", .text), balance = p.column("balance", .integer), payments = p.column("payments", .integer)
        let itsOwner = p.field("owner"), amount = p.field("amount"), _ = p.field("customer")
        @Sendable func read(_ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> Int64 {
            if isLenient, event[amount].isString { return 1 }
            return try row.integer(of: event[amount], of: event, for: balance)
        }
        p.on("Opened") { event, row throws(FoldError) in
            try row.set(owner, from: event, itsOwner)
            row.set(payments, to: 0)
            row.set(balance, to: try read(event, row))
        }
        p.on("Paid") { event, row throws(FoldError) in
            row.set(payments, to: row.integer(payments) + 1)
            row.set(balance, to: row.integer(balance) + (try read(event, row)))
        }
        p.onExisting("Renamed") { event, row throws(FoldError) in try row.set(owner, from: event, itsOwner) }
        p.on("Closed") { _, row throws(FoldError) in row.delete() }
        return (owner, balance)
    }
}
