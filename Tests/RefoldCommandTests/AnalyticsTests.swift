import Foundation
import Testing

/// The shipped reports on analytics beside the queries of the same kind.
@Suite("Analytics of payments")
struct AnalyticsTests {
    private struct Figures: Decodable, Hashable {
        var currency: String
        var payments: Int
        var amount: String
        var successful: Int
        var failed: Int
        var refunded: Int
        var processed_amount: String?
        var average: String?
        var success_rate: String?
        var refund_rate: String?
    }

    private struct Report: Decodable {
        struct Row: Decodable {
            var organization_id: String
        }

        var rows: [Row]
    }

    private struct Answer: Decodable {
        var figures: [Figures]
    }

    private struct Lines: Decodable {
        var rows: [Figures]
    }

    @Test("The report by status has the figures of the query, of every organisation and of all, and both leave out payments without organisation or amount")
    func byStatus() throws {
        let sandbox = try Sandbox()
        let settings = "--store sqlite:events.db --definitions \(Page.root.appendingPathComponent("Reports").path)"
        func payment(_ id: String, at time: String, _ data: String) -> String {
            #"{"stream":"\#(id)","version":1,"type":"PaymentInitiated","occurred_at":"\#(time)","data":{"payment_id":"\#(id)","customer_name":"x","customer_email":"x@example.com",\#(data)}}"#
        }
        try sandbox.write(
            [
                payment("late", at: "2024-03-31T23:30:00Z", #""organization_id":"late","amount":"1.00","currency":"EUR""#),
                payment("early", at: "2024-02-29T23:30:00Z", #""organization_id":"early","amount":"1.00","currency":"EUR""#),
                payment("nobody", at: "2024-03-05T09:00:00Z", #""amount":"1000000.00","currency":"EUR""#),
                payment("nothing", at: "2024-03-05T09:00:00Z", #""organization_id":"late","currency":"EUR""#),
            ], to: "more.ndjson")
        let made = try sandbox.run("refold seed --events 6000 --store sqlite:events.db --quiet && refold import more.ndjson --store sqlite:events.db --quiet && refold catch-up \(settings) --quiet")
        #expect(made.status == 0, "\(made.error)")
        let report = Data(try sandbox.run("refold report payments/analytics-by-status --period 2024-03 --format json \(settings)").output.utf8)
        let owners = try JSONDecoder().decode(Report.self, from: report).rows.map(\.organization_id)
        let lines = try JSONDecoder().decode(Lines.self, from: report).rows
        #expect(Set(owners).count > 10 && owners.contains("late") && !owners.contains("early"))
        func figures(_ owner: String?) throws -> [Figures] {
            let query = "refold query payments analytics \(owner.map { "--organization \($0)" } ?? "") --from 2024-03-01 --to 2024-04-01"
            let answer = try JSONDecoder().decode(Answer.self, from: Data(try sandbox.run("\(query) --json \(settings)").output.utf8))
            // In a report a sum over nothing is null.
            return answer.figures.map { figures in
                var figures = figures
                if figures.successful == 0 { figures.processed_amount = nil }
                return figures
            }
        }
        for owner in Set(owners) { #expect(try figures(owner) == zip(owners, lines).filter { $0.0 == owner }.map(\.1), "\(owner)") }
        for all in try figures(nil) {
            let own = lines.filter { $0.currency == all.currency }
            for count in [\Figures.payments, \.successful, \.failed, \.refunded] {
                #expect(own.reduce(0) { $0 + $1[keyPath: count] } == all[keyPath: count], "\(all)")
            }
            #expect(own.compactMap { Decimal(string: $0.amount) }.reduce(0, +) == Decimal(string: all.amount), "\(all)")
        }
    }

    @Test("The report by event day adds up to the figures of the query by event day")
    func byEventDay() throws {
        let sandbox = try Sandbox()
        let settings = "--store sqlite:events.db --definitions \(Page.root.appendingPathComponent("Reports").path)"
        let made = try sandbox.run("refold seed --events 6000 --store sqlite:events.db --quiet && refold catch-up \(settings) --quiet")
        #expect(made.status == 0, "\(made.error)")
        let csv = try sandbox.run("refold report payments/analytics-by-event-day --period 2024-03 --format csv \(settings)").output
        let query = try sandbox.run("refold query payments analytics --by-event-day --from 2024-03-01 --to 2024-04-01 --json \(settings)").output
        let figures = try #require(try JSONSerialization.jsonObject(with: Data(query.utf8)) as? [String: Any])["figures_by_event_day"] as? [[String: Any]]
        let counts = csv.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        for figure in try #require(figures) {
            let own = counts.filter { $0[1] == figure["currency"] as? String ?? "" }
            for (column, name) in [(2, "payments"), (4, "successful"), (6, "failed"), (8, "refunded")] {
                #expect(own.reduce(0) { $0 + (Int($1[column]) ?? 0) } == figure[name] as? Int, "\(figure)")
            }
        }
    }
}
