/// Faults of reports that read several read models.
extension RemedyTrials {
    private static let readModels = [
        "Reports/sales.projection.json5": #"""
            {name: "sales", version: 1, key: "@stream",
             columns: {shop: "text", n: "integer", at: "timestamp", done: "timestamp", currency: "text", amount: {type: "money", currency: "currency"}},
             on: {PaymentInitiated: {shop: "$.organization_id", n: 7, at: "@occurred_at", currency: "$.currency", amount: "$.amount"}}}
            """#,
        "Reports/orgs.projection.json5": #"""
            {name: "orgs", version: 1, key: {value: "$.organization_id", as: "shop"},
             columns: {n: {type: "integer", default: 0}, currency: "text", last: {type: "money", currency: "currency"}},
             on: {PaymentInitiated: {n: {add: 1}, currency: "$.currency", last: "$.amount"}}}
            """#,
        "Reports/ecb.projection.json5": #"""
            {name: "ecb", version: 1, key: [{value: "$.currency", as: "currency"}, {day: "$.day", as: "day"}], columns: {rate: {type: "decimal", scale: 6}},
             on: {RateSet: {rate: "$.rate"}}}
            """#,
    ]

    private static func joined(_ remedy: String, _ report: String, command: String = "refold check") -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: readModels.merging(["Reports/r.report.json5": #"{from: "sales", \#(report), measures: {m: {count: "*"}}}"#]) { $1 }, command: command)
    }

    /// A report that converts into a currency in which no payment is.
    private static func converted(_ remedy: String, rates: [String], cure: [String] = [], at column: String = "at", where filter: String = "") -> RemedyTrial {
        func events(_ rates: [String], from version: Int) -> String {
            rates.enumerated().map { number, rate in
                #"{"stream":"rates","version":\#(version + number),"type":"RateSet","occurred_at":"2024-01-01T00:00:00Z","data":\#(rate)}"#
            }.joined(separator: "\n")
        }
        var trial = joined(remedy, #"columns: {c: {convert: "amount", to: "NOK", rates: "ecb", at: "\#(column)"}}\#(filter)"#, command: "refold report r")
        trial.files["rates.ndjson"] = events(rates, from: 1)
        trial.files["more.ndjson"] = events(cure, from: rates.count + 1)
        trial.before = "\(rates.isEmpty ? "" : "refold import rates.ndjson --quiet; ")refold rebuild sales ecb --quiet"
        if !cure.isEmpty { trial.cure = "refold import more.ndjson --quiet; refold catch-up --quiet sales ecb" }
        trial.isByExample = true
        return trial
    }

    private static func rate(_ rate: String) -> [String] {
        ["EUR", "USD", "GBP", "JPY", "CHF", "BHD"].map { #"{"currency":"\#($0)","day":"2000-01-01","rate":"\#(rate)"}"# }
    }

    private static let lookup = #"{from: "orgs", key: "shop", column: "n"}"#
    private static let convert = #"{convert: "amount", to: "EUR", rates: "ecb", at: "at"}"#

    static let joins = [
        joined("ReportPlanner+Lookups: give the one that is looked up another name", #"lookup: {<<n|>sales_of_shop>>: \#(lookup)}"#),
        joined("ReportPlanner+Lookups: keep it in the projection, as a computed column", #"columns: {c: {upper: "shop"}}, lookup: {a: {from: "orgs", key: "<<c|>shop>>", column: "n"}}"#)
            .with { $0.isByExample = true },
        joined(
            #"ReportPlanner+Lookups: add …_currency: {from: "…", key: …, column: "…"} to lookup"#,
            #"lookup: {last: {from: "orgs", key: "shop", column: "last"}<<|>, last_currency: {from: "orgs", key: "shop", column: "currency"}>>}"#),
        joined("ReportPlanner+Conversions: give the column another name", #"columns: {<<n|>euros>>: \#(convert)}"#),
        joined("ReportPlanner+Conversions: give it a currency in the projection, or multiply it in a column", #"columns: {c: {convert: "<<n|>amount>>", to: "EUR", rates: "ecb", at: "at"}}"#)
            .with { $0.isByExample = true },
        joined(#"ConversionDefinition: did you mean "…"?"#, #"columns: {c: {convert: "amount", to: "<<EURO|>EUR>>", rates: "ecb", at: "at"}}"#),
        joined("ReportPlanner+Conversions: move it above", #"columns: {<<|>d: {multiply: ["amount", 2]}, >>c: {convert: "d", to: "EUR", rates: "ecb", at: "at"}<<, d: {multiply: ["amount", 2]}|>>>}"#),
        joined(
            #"ReportPlanner+Conversions: declare them so: key: [{value: "$.currency", as: "currency"}, {day: …, as: "day"}], columns: {rate: {type: "decimal", scale: 6}}"#,
            #"columns: {c: {convert: "amount", to: "EUR", rates: "<<orgs|>ecb>>", at: "at"}}"#).with { $0.isByExample = true },
        joined("ServedRows: run refold catch-up …", "lookup: {c: \(lookup)}", command: "refold report r").with {
            $0.before = "refold rebuild orgs --through 3 --quiet; refold rebuild sales --quiet"
            $0.cure = "refold catch-up sales orgs --quiet"
        },
        converted("ConversionStage: record that rate, and run refold catch-up", rates: [], cure: rate("0.5")),
        converted("ConversionStage: correct that rate by an event, and run refold catch-up …", rates: rate("0"), cure: rate("0.5")),
        converted("ConversionStage: rebuild the projection with --accept", rates: rate("0.5")).with {
            $0.sql = ("UPDATE \"sales#1\" SET currency = 'ZZZ'", "")
            $0.isOnReadModels = true
            $0.cure = "refold rebuild sales ecb --accept --quiet"
        },
        converted("ConversionStage: leave such rows out: where: {…: {not: null}}", rates: rate("0.5"), at: "done", where: "<<|>, where: {done: {not: null}}>>"),
    ]
}
