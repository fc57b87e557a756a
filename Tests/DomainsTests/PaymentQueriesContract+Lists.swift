import RefoldPayments
import RefoldQueries
import RefoldStores
import RefoldValues
@testable import RefoldTesting

extension PaymentQueriesContract {
    static let lists: [Check] = [
        Check("A list of one status, or of the payments created in a range, is the part of the whole list that fits, in pages of any size") { store, queries in
            var random = SeededNumbers(8)
            let records = records(90, &random)
            try serve(records, in: store)
            for _ in 0..<20 {
                let organization = ["o1", "é"].randomElement(using: &random) ?? "o1"
                var filter = PaymentFilter()
                if Bool.random(using: &random) { filter.status = Payment.Status.allCases.randomElement(using: &random) }
                if Bool.random(using: &random) { filter.created.from = random.time() }
                if Bool.random(using: &random) { filter.created.to = random.time() }
                let fitting = records.filter { record in
                    guard record.organization == organization, let time = record.createdAt else { return false }
                    return (filter.status.map { $0.rawValue == record.status } ?? true) && (filter.created.from.map { $0 <= time } ?? true)
                        && (filter.created.to.map { time < $0 } ?? true)
                }
                let expected = fitting.sorted { a, b in
                    a.createdAt == b.createdAt ? b.id.utf8.lexicographicallyPrecedes(a.id.utf8) : (a.createdAt ?? .first) > (b.createdAt ?? .first)
                }
                try PageLaws.check(expected.map(header), "\(organization), \(filter)") { try queries.payments(of: organization, filter, $0) }
            }
        },
        Check("The first and the last instant of the calendar are in a range that is open at that end") { store, queries in
            let records = [("first", Timestamp.first), ("last", .last)].map { id, time in
                var record = PaymentRecord(id: id, status: "initiated")
                (record.organization, record.createdAt) = ("o", time)
                return record
            }
            try serve(records, in: store)
            for (range, ids) in [(TimeRange(to: .last), ["first"]), (TimeRange(from: .last), ["last"]), (TimeRange(from: .first), ["last", "first"])] {
                let list = try queries.payments(of: "o", PaymentFilter(created: range), PageRequest()).value
                try expect(list.items.map(\.id), ids, "\(range)")
            }
        },
        Check("A cursor of a list with another filter is refused, and so is one whose row lies outside of the range") { store, queries in
            var random = SeededNumbers(9)
            try serve(records(90, &random), in: store)
            let filter = PaymentFilter(status: .failed, created: TimeRange(from: Timestamp("2023-11-14T22:13:21Z"), to: Timestamp("2023-11-14T22:13:30Z")))
            guard let whole = try queries.payments(of: "o1", PageRequest(limit: 1)).value.next,
                let own = try queries.payments(of: "o1", filter, PageRequest(limit: 1)).value.next
            else { throw ContractBroken(description: "no cursor") }
            let foreign = [
                whole, PageCursor(own.values, in: whole.list), PageCursor([.integer(.max), .text("x")], in: own.list),
                PageCursor([.integer(0), .text("x")], in: own.list),
            ]
            try PageLaws.checkRefusals(foreign, "payments") { try queries.payments(of: "o1", filter, $0) }
        },
    ]
}
