import RefoldCore
import RefoldPayments
import RefoldTesting
import RefoldValues
import Testing

private func initiated(_ amount: String, _ currency: String = "EUR", of organization: String = "o1") -> String {
    #"{"payment_id":"p","organization_id":"\#(organization)","amount":"\#(amount)","currency":"\#(currency)","by":"u1"}"#
}

@Suite("payment_audit")
struct PaymentAuditTests {
    @Test("describes every event in words: what happened, who caused it and when")
    func words() throws {
        let rows = try ProjectionScenario(.paymentAudit)
            .given("PaymentInitiated", stream: "p1", initiated("19.90"), at: "2024-03-01T09:30:00Z", recordedAt: "2024-03-01T09:30:02Z")
            .given("PaymentProcessed", stream: "p1", #"{"reference":"r-7","by":"u2"}"#)
            .given("PaymentProcessed", stream: "p2", #"{"by":"u2"}"#)
            .given("PaymentFailed", stream: "p3", #"{"reason":"no \"cover\"","by":"u3"}"#)
            .given("PaymentRefunded", stream: "p1", #"{"reason":"late","by":"u4"}"#)
            .given("SomethingElse", stream: "p1")
            .rows()
        #expect(
            rows[0] == [
                "position": "1", "stream": "p1", "version": "1", "what": "initiated 19.90 EUR", "by": "u1",
                "occurred_at": "2024-03-01T09:30:00Z", "recorded_at": "2024-03-01T09:30:02Z",
            ])
        #expect(rows.map { $0["position"] } == ["1", "2", "3", "4", "5"])
        #expect(
            rows.map { $0["what"] } == ["initiated 19.90 EUR", "processed, reference r-7", "processed", "failed: no \"cover\"", "refunded: late"])
        #expect(rows.map { $0["by"] } == ["u1", "u2", "u2", "u3", "u4"])
    }

    @Test("leaves out what an event does not contain")
    func gaps() throws {
        let rows = try ProjectionScenario(.paymentAudit).given("PaymentInitiated").given("PaymentFailed", #"{"reason":null}"#).rows()
        #expect(rows.map { $0["what"] } == ["initiated", "failed"])
        #expect(rows.map { $0["by"] } == [nil, nil])
    }
}

@Suite("payment_analytics")
struct PaymentAnalyticsTests {
    @Test("counts each payment in the day and in the quarter of an hour of its creation, by its last event")
    func spans() throws {
        let rows = try ProjectionScenario(.paymentAnalytics)
            .given("PaymentInitiated", stream: "p1", initiated("19.90"), at: "2024-03-01T23:59:59.999999Z")
            .given("PaymentInitiated", stream: "p2", initiated("0.10"), at: "2024-03-02T02:07:00+02:00")
            .given("PaymentProcessed", stream: "p1", "{}", at: "2024-03-02T00:00:00Z")
            .given("PaymentInitiated", stream: "p3", initiated("5"), at: "2024-03-02T00:14:00Z")
            .given("PaymentFailed", stream: "p2", "{}", at: "2024-03-02T10:00:00Z")
            .given("PaymentRefunded", stream: "p1", "{}", at: "2024-03-05T10:00:00Z")
            .rows()
        let counted = rows.map { row in
            ["minutes", "starts_at", "payments", "amount", "now_processed", "now_failed", "now_failed_amount", "now_refunded", "now_refunded_amount"].map { row[$0] ?? "" }
        }
        #expect(counted == [
            ["15", "2024-03-01T23:45:00Z", "1", "19.90", "0", "0", "0.00", "1", "19.90"],
            ["15", "2024-03-02T00:00:00Z", "2", "5.10", "0", "1", "0.10", "0", "0.00"],
            ["1440", "2024-03-01T00:00:00Z", "1", "19.90", "0", "0", "0.00", "1", "19.90"],
            ["1440", "2024-03-02T00:00:00Z", "2", "5.10", "0", "1", "0.10", "0", "0.00"],
        ])
    }

    @Test("has the key and the columns of its documentation")
    func shape() {
        let schema = Projection.paymentAnalytics.schema
        #expect(schema.key.map(\.name) == ["organization_id", "currency", "minutes", "starts_at"])
        #expect(
            schema.columns.map(\.name) == [
                "payments", "amount", "now_processed", "now_processed_amount", "now_failed", "now_failed_amount", "now_refunded", "now_refunded_amount",
            ])
    }
}

@Suite("payment_events_by_day")
struct PaymentEventsByDayTests {
    /// The values of a group that are not 0.
    private func figures(_ row: [String: String]) -> [String: String] {
        row.filter { ExactDecimal($0.value).map { $0 != .zero } ?? true }
    }

    @Test("counts every event with its payment's amount on the event's UTC day")
    func days() throws {
        let rows = try ProjectionScenario(.paymentEventsByDay)
            .given("PaymentInitiated", stream: "p1", initiated("19.90"), at: "2024-03-01T23:59:59.999999Z")
            .given("PaymentInitiated", stream: "p2", initiated("0.10"), at: "2024-03-02T01:00:00+02:00")
            .given("PaymentProcessed", stream: "p1", "{}", at: "2024-03-02T00:00:00Z")
            .given("PaymentFailed", stream: "p2", "{}", at: "2024-03-02T10:00:00Z")
            .given("PaymentRefunded", stream: "p1", "{}", at: "2024-03-05T10:00:00Z")
            .rows()
        let group = ["organization_id": "o1", "currency": "EUR"]
        #expect(
            rows.map(figures) == [
                group.merging(["day": "2024-03-01", "initiated": "2", "initiated_amount": "20.00"]) { $1 },
                group.merging(["day": "2024-03-02", "processed": "1", "processed_amount": "19.90", "failed": "1", "failed_amount": "0.10"]) { $1 },
                group.merging(["day": "2024-03-05", "refunded": "1", "refunded_amount": "19.90"]) { $1 },
            ])
    }

    @Test("never adds amounts of two currencies, nor of two organisations")
    func currencies() throws {
        let rows = try ProjectionScenario(.paymentEventsByDay)
            .given("PaymentInitiated", stream: "p1", initiated("19.90")).given("PaymentInitiated", stream: "p2", initiated("1990", "JPY"))
            .given("PaymentInitiated", stream: "p3", initiated("1.234", "KWD")).given("PaymentInitiated", stream: "p4", initiated("1", of: "o"))
            .rows()
        #expect(rows.map { [$0["organization_id"], $0["currency"], $0["initiated_amount"]] } == [
            ["o", "EUR", "1.00"], ["o1", "EUR", "19.90"], ["o1", "JPY", "1990"], ["o1", "KWD", "1.234"],
        ])
    }

    @Test("stops at an amount whose currency is missing or unknown, instead of leaving it out")
    func noCurrency() {
        func failure(_ currency: String) -> ProjectionScenario.Failure? {
            ProjectionScenario(.paymentEventsByDay)
                .given("PaymentInitiated", stream: "p1", #"{"organization_id":"o1","amount":"5"\#(currency)}"#).failure()
        }
        #expect(failure("") == .refused(event: 1, .missingCurrency, column: "amount"))
        #expect(failure(#","currency":null"#) == .refused(event: 1, .missingCurrency, column: "amount"))
        #expect(failure(#","currency":"XXY""#) == .refused(event: 1, .unknownCurrency, column: "currency"))
    }

    @Test("does not count a payment whose organisation or amount is unknown")
    func unknown() throws {
        let rows = try ProjectionScenario(.paymentEventsByDay)
            .given("PaymentProcessed", stream: "p1").given("PaymentRefunded", stream: "p1")
            .given("PaymentInitiated", stream: "p2", #"{"organization_id":"o1"}"#)
            .given("PaymentInitiated", stream: "p3", #"{"amount":"5","currency":"EUR"}"#).given("PaymentProcessed", stream: "p3")
            .given("PaymentInitiated", stream: "p4", #"{"organization_id":"o1","currency":"EUR"}"#)
            .rows()
        #expect(rows.isEmpty)
    }

    @Test("has the key and the columns of the contract")
    func shape() {
        let schema = Projection.paymentEventsByDay.schema
        #expect(schema.key == [ColumnSchema("organization_id", .text), ColumnSchema("currency", .text), ColumnSchema("day", .date)])
        #expect(
            schema.columns.map(\.name) == [
                "initiated", "initiated_amount", "processed", "processed_amount", "failed", "failed_amount", "refunded", "refunded_amount",
            ])
    }
}
