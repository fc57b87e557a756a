import RefoldCommands
import RefoldCore
import RefoldPayments
import RefoldQueries
import RefoldStores
import RefoldValues
@testable import RefoldTesting

/// The checks of ``PaymentQueries``: `@Test(arguments: PaymentQueriesContract.checks)`.
enum PaymentQueriesContract {
    typealias Check = QueriesCheck<any PaymentQueries>

    static let checks: [Check] = payments + lists + analytics + eventDays

    /// The shape of `payments`.
    static let schema = Projection.payments.schema

    static let payments: [Check] = [
        Check("A payment has the values of its row, and is found by the bytes of its id") { store, queries in
            var random = SeededNumbers(1)
            let records = records(40, &random)
            try serve(records, in: store, at: 9)
            for record in records { try expect(queries.payment(record.id).value, record, "payment \(record.id)") }
            for id in ["", "p", "payment-E\u{301}", "payment-1 ", String(repeating: "p", count: 5000)] {
                try expect(queries.payment(id).value, nil, "no payment")
            }
            try expect(queries.payment("p").revision.position, 9, "position of what is not there")
        },
        Check("Ids and organisations that differ only in their bytes are different") { store, queries in
            var (composed, decomposed) = (PaymentRecord(id: "\u{E9}", status: "initiated"), PaymentRecord(id: "e\u{301}", status: "failed"))
            (composed.organization, decomposed.organization) = ("\u{E9}", "e\u{301}")
            (composed.createdAt, decomposed.createdAt) = (.first, .last)
            try serve([composed, decomposed], in: store)
            try expect(queries.payment("\u{E9}").value?.status, "initiated", "composed")
            try expect(queries.payment("e\u{301}").value?.status, "failed", "decomposed")
            try expect(queries.payments(of: "\u{E9}", PageRequest()).value.items.map(\.status), ["initiated"], "of the composed")
            try expect(queries.payments(of: "e\u{301}", PageRequest()).value.items.map(\.status), ["failed"], "of the decomposed")
        },
        Check("The payments of an organisation come newest first in pages of any size, simultaneous ones by the bytes of their ids") { store, queries in
            var random = SeededNumbers(2)
            let records = records(70, &random)
            try serve(records, in: store)
            for organization in ["o1", "o2", "é", "nobody"] {
                let expected = records.filter { $0.organization == organization && $0.createdAt != nil }.sorted { a, b in
                    a.createdAt == b.createdAt ? b.id.utf8.lexicographicallyPrecedes(a.id.utf8) : (a.createdAt ?? .first) > (b.createdAt ?? .first)
                }
                try PageLaws.check(expected.map(header), organization) { try queries.payments(of: organization, $0) }
            }
        },
        Check("A cursor continues after its row, whatever was added before it") { store, queries in
            var random = SeededNumbers(3)
            var records = records(60, &random).filter { $0.organization == "o1" && $0.createdAt != nil }
            try serve(records, in: store)
            let first = try queries.payments(of: "o1", PageRequest(limit: 3)).value
            let second = try queries.payments(of: "o1", PageRequest(.page(2), limit: 3)).value
            guard let cursor = first.next else { throw ContractBroken(description: "no cursor") }
            for number in 1...5 {
                var record = PaymentRecord(id: "new \(number)", status: "initiated")
                (record.organization, record.createdAt) = ("o1", .last)
                records.append(record)
            }
            try serve(records, in: store, at: 2)
            try expect(queries.payments(of: "o1", PageRequest(.after(cursor), limit: 3)).value, second, "second page")
            try expect(queries.payments(of: "o1", PageRequest(limit: 3)).value.items.map(\.createdAt), [.last, .last, .last], "first page")
        },
        Check("A page of another size, a cursor of another organisation and a damaged one are refused as wrong usage") { store, queries in
            var random = SeededNumbers(4)
            try serve(records(60, &random), in: store)
            guard let other = try queries.payments(of: "o2", PageRequest(limit: 1)).value.next,
                let own = try queries.payments(of: "o1", PageRequest(limit: 1)).value.next
            else { throw ContractBroken(description: "no cursor") }
            let foreign = [
                other, PageCursor([], in: own.list), PageCursor(own.values.reversed(), in: own.list),
                PageCursor(own.values + own.values, in: own.list),
                PageCursor(own.values, in: "posts last"), PageCursor([.integer(0), .text("a\0")], in: own.list),
            ]
            try PageLaws.checkRefusals(foreign, "payments") { try queries.payments(of: "o1", $0) }
            for border: Int64 in [.min, .max] {
                _ = try queries.payments(of: "o1", PageRequest(.after(PageCursor([.integer(border), .text("x")], in: own.list))))
            }
        },
        Check("Answers follow what is served, and carry its revision") { store, queries in
            try expect(ReadModelReaderContract.failure { _ = try queries.payment("p") }.faults[0].remedy, "run refold rebuild payments", "remedy")
            var record = PaymentRecord(id: "p", status: "initiated")
            (record.organization, record.createdAt) = ("o", .first)
            let served = try serve([record], in: store, at: 5)
            let before = try queries.payment("p")
            try expect(before.revision, ReadModelRevision(generation: served.number, position: 5, updatedAt: served.updatedAt), "revision")
            record.status = "processed"
            try ServedRows.replace([row(record)], of: served, in: store, at: 6)
            try expect(queries.payment("p").value?.status, "processed", "after a catch-up")
            try expect(queries.payments(of: "o", PageRequest()).value.items.map(\.status), ["processed"], "list after a catch-up")
            try expect(queries.payment("p").revision.position, 6, "position")
            record.status = "refunded"
            let rebuilt = try serve([record], in: store, at: 6)
            try expect(queries.payment("p").value?.status, "refunded", "after a rebuild")
            try expect(queries.payments(of: "o", PageRequest()).revision.generation, rebuilt.number, "generation")
        },
        Check("A read model of a version that lacks a column is refused, with a rebuild as the remedy") { store, queries in
            var old = schema
            old.columns.removeAll { $0.name == "refund_reason" }
            try ServedRows.serve([], of: old, in: store)
            let error = try ReadModelReaderContract.failure { _ = try queries.payment("p") }
            try expect(error.faults[0].remedy, "build it anew: refold rebuild payments", "remedy")
            try ServedRows.serve([], of: schema, in: store)
            try expect(queries.payment("p").value, nil, "after the rebuild")
        },
    ]

    /// The payment as lists have it.
    static func header(_ record: PaymentRecord) -> PaymentHeader {
        var header = PaymentHeader(id: record.id, status: record.status)
        (header.amount, header.customerName, header.createdAt) = (record.amount, record.customerName, record.createdAt)
        return header
    }

    @discardableResult
    static func serve(_ records: [PaymentRecord], in store: any ReadModelStore, at position: Position = 1) throws -> Generation {
        try ServedRows.serve(records.map(row), of: schema, in: store, at: position)
    }

    static func row(_ record: PaymentRecord) -> [QueryRows.Cell] {
        QueryRows.row(schema, [
            "id": .text(record.id), "organization_id": QueryRows.text(record.organization), "customer_name": QueryRows.text(record.customerName),
            "customer_email": QueryRows.text(record.customerEmail), "amount": record.amount.map { .units($0.minorUnits) } ?? .null,
            "currency": QueryRows.text(record.amount?.currency.code), "status": .text(record.status), "created_at": QueryRows.time(record.createdAt),
            "created_by": QueryRows.text(record.createdBy), "updated_at": QueryRows.time(record.updatedAt),
            "updated_by": QueryRows.text(record.updatedBy),
            "failure_reason": QueryRows.text(record.failureReason), "refund_reason": QueryRows.text(record.refundReason),
        ])
    }

    static func records(_ count: Int, _ random: inout SeededNumbers) -> [PaymentRecord] {
        (0..<count).map { number in
            var record = PaymentRecord(
                id: "payment-\(random.name())\(number)", status: ["initiated", "processed", "failed", "refunded"].randomElement(using: &random) ?? "")
            record.organization = ["o1", "o2", "é", nil].randomElement(using: &random) ?? nil
            record.createdAt = Int.random(in: 0..<9, using: &random) == 0 ? nil : random.time()
            record.createdBy = random.name()
            let currency = ["EUR", "JPY", "TND"].randomElement(using: &random).flatMap { Currency(code: $0) }
            if let currency, Bool.random(using: &random) {
                let units: Int64? = [.min, .max, 0, .random(in: -9999...9999, using: &random)].randomElement(using: &random)
                record.amount = Money(minorUnits: units ?? 0, currency: currency)
            }
            (record.customerName, record.customerEmail) = (random.name(), Bool.random(using: &random) ? random.name() : nil)
            if Bool.random(using: &random) {
                (record.updatedAt, record.updatedBy, record.failureReason) = (random.time(), random.name(), random.name())
            }
            if Bool.random(using: &random) { record.refundReason = random.name() }
            return record
        }
    }
}
