import Foundation
import RefoldTesting
import Testing

/// A store with a few sales, a report of them per country, and later events that change September; on both databases.
struct SealedPlace {
    static func places() throws -> [TwoStores.Place] {
        let places = try TwoStores(fill).places
        for place in places {
            try place.write(projection(version: 1), to: "Reports/sales.projection.json5")
            try place.write(report(), to: "Reports/tax/vat.report.json5")
            let run = try place.run("refold rebuild sales STORE --quiet --through 4")
            try #require(run.status == 0, "\(run.error)")
        }
        return places
    }

    static func projection(version: Int, corrected: String = "$.amount") -> String {
        """
        {name: "sales", version: \(version), key: "@stream",
          columns: {country: "text", amount: {type: "decimal", scale: 2}, sold_at: "timestamp"},
          on: {Sold: {country: "$.country", amount: "$.amount", sold_at: "@occurred_at"}, Corrected: {amount: "\(corrected)"}}}
        """
    }

    static func report(amount: String = #"{sum: "amount"}"#, more: String = "") -> String {
        """
        {title: "VAT", from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"}, rows: ["country"],
          measures: {sales: {count: "*"}, amount: \(amount)}, totals: true\(more)}
        """
    }

    private static func sold(_ id: Int, _ day: String, _ country: String, _ amount: String) -> String {
        #"{"id":"e\#(id)","stream":"s\#(id)","version":1,"type":"Sold","occurred_at":"\#(day)T09:00:00Z","recorded_at":"2024-10-0\#(id)T10:00:00Z","data":{"country":"\#(country)","amount":"\#(amount)"}}"#
    }

    private static let corrected =
        #"{"id":"e7","stream":"s1","version":2,"type":"Corrected","occurred_at":"2024-10-07T09:00:00Z","recorded_at":"2024-10-07T10:00:00Z","data":{"amount":"12.50","net":"1.00"}}"#

    private static let fill = """
        mkdir -p Reports/tax
        cat > events.ndjson <<'END'
        \(sold(1, "2024-09-02", "IT", "10.00"))
        \(sold(2, "2024-09-03", "DE", "20.00"))
        \(sold(3, "2024-09-30", "DE", "0.50"))
        \(sold(4, "2024-10-01", "IT", "7.00"))
        END
        cat > later.ndjson <<'END'
        \(sold(5, "2024-10-02", "IT", "1.00"))
        \(sold(6, "2024-09-29", "FR", "3.00"))
        \(corrected)
        END
        refold import events.ndjson STORE --quiet
        """

    static let sealedCSV = "country,sales,amount\nDE,2,20.50\nIT,1,10.00\n"
    static let laterCSV = "country,sales,amount\nDE,2,20.50\nFR,1,3.00\nIT,1,12.50\n"
}
