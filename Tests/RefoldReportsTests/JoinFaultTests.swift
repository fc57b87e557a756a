import RefoldCore
import Testing
@testable import RefoldReports

@Suite("Faults in what a report looks up and converts")
struct JoinFaultTests {
    private static func faults(_ part: String) -> [String] {
        let text = "{from: \"sales\",\n\(part)" + (part.contains("measures:") ? "}" : ", measures: {n: {count: \"*\"}}}")
        let readModels = JoinTests.readModels
        return ReportPlan.read(text.utf8, file: "r.report.json5", name: "sales/r", readModels: readModels).faults.map {
            $0.description.replacing("r.report.json5:2: ", with: "")
        }
    }

    private static let shopColumns = "\"shop\", \"city\", \"rent\", \"currency\", \"opened\" or \"wei\""
    private static let rates = "expected a key of two parts, a currency (text) and a day (date), and a column \"rate\" (decimal); "
        + #"declare them so: key: [{value: "$.currency", as: "currency"}, {day: …, as: "day"}], columns: {rate: {type: "decimal", scale: 6}}"#

    @Test(
        "One mistake, one finding, with its place and remedy",
        arguments: [
            (#"lookup: {c: {from: "shopz", key: "shop", column: "city"}}"#, #"lookup.c.from: there is no projection "shopz"; expected "broken", "ecb", "items", "sales" or "shops"; did you mean "shops"?"#),
            (#"lookup: {c: {from: "shops", key: "shop", column: "citi"}}"#, "lookup.c.column: there is no column of \"shops\" \"citi\"; expected \(shopColumns); did you mean \"city\"?"),
            (#"lookup: {c: {from: "shops", key: "quantity", column: "city"}}"#, #"lookup.c.key: the column "quantity" is integer; expected a text, as "shop" of "shops" is"#),
            (#"lookup: {c: {from: "items", key: "shop", column: "label"}}"#, #"lookup.c.key: the key has one part, and that of "items" has 2; expected a list of columns for "shop", "number", in this order"#),
            (#"lookup: {c: {from: "shops", key: ["shop", "quantity"], column: "city"}}"#, #"lookup.c.key[0]: the key has 2 parts, and that of "shops" has 1; expected a column for "shop""#),
            (#"lookup: {c: {from: "shops", key: "shop", column: "rent"}}"#,
                #"lookup.c.column: "rent" of "shops" is an amount, and its currency is not looked up; expected its currency beside it; add c_currency: {from: "shops", key: "shop", column: "currency"} to lookup"#),
            (#"lookup: {shop: {from: "shops", key: "shop", column: "city"}}"#, #"lookup.shop: there is a column "shop" already; give the one that is looked up another name"#),
            (#"lookup: {c: {from: "shops", key: "d", column: "city"}, d: {from: "shops", key: "shop", column: "city"}}"#,
                #"lookup.c.key: "d" is a column of this report; expected a column of the read model, by which rows are looked up; keep it in the projection, as a computed column"#),
            (#"lookup: {c: {from: "shops", key: [], column: "city"}}"#, "lookup.c.key: found an empty list; expected the name of a column, or a list of them"),
            (#"lookup: {c: {from: "shops", key: "shop"}}"#, #"lookup.c: the key "column" is missing; add it"#),
            (#"lookup: {c: {from: "shops", key: "shop", column: "city"}}, period: {column: "c"}"#,
                #"period.column: the column "c" is looked up in another read model; expected a column of the read model, by which rows are read; name the column that it is worked out from, or choose by it in where"#),
            (#"lookup: {c: {from: "shops", key: "shop", column: "rent"}, u: {from: "shops", key: "shop", column: "currency"}}, measures: {n: {sum: "c"}}"#,
                #"measures.n.sum: amounts of several currencies would meet in "c"; expected its currency among rows, or fixed to one in where; add "u" to rows, or write where: {u: "EUR"}"#),
            (#"columns: {c: {convert: "amount", to: "EUX", rates: "ecb", at: "sold_at"}}"#, #"columns.c.to: "EUX" is no currency; expected a code of ISO 4217 such as EUR, or one of the added currencies; did you mean "EUR"?"#),
            (#"columns: {c: {convert: "price", to: "EUR", rates: "ecb", at: "sold_at"}}"#,
                #"columns.c.convert: the column "price" is decimal; expected an amount of money; give it a currency in the projection, or multiply it in a column"#),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "ecb", at: "shop"}}"#, #"columns.c.at: the column "shop" is text; expected a timestamp or a date"#),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "shops", at: "sold_at"}}"#, "columns.c.rates: \"shops\" holds no rates: its key is \"shop\" (text); \(rates)"),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "ecc", at: "sold_at"}}"#, #"columns.c.rates: there is no projection "ecc"; expected "broken", "ecb", "items", "sales" or "shops"; did you mean "ecb"?"#),
            (#"columns: {c: {convert: "d", to: "EUR", rates: "ecb", at: "sold_at"}, d: {multiply: ["amount", 2]}}"#, #"columns.c.convert: the column "d" stands below this one; move it above"#),
            (#"columns: {c: {convert: "c", to: "EUR", rates: "ecb", at: "sold_at"}}"#, #"columns.c.convert: the column "c" is this one"#),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "ecb", at: "sold_at", maxAge: -1}}"#, #"columns.c.maxAge: found -1; expected a whole number from 0 to 36600"#),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "ecb", at: "sold_at"}, d: {sum: ["c", "amount"]}}"#,
                #"columns.d.sum: amounts of two currency columns, "EUR" and "currency", are mixed; expected amounts of one currency"#),
            (#"columns: {c: {convert: "amount", to: "EUR", rates: "ecb", at: "sold_at"}}, rows: ["EUR"]"#,
                #"rows[0]: there is no column "EUR"; expected "key", "shop", "quantity", "price", "amount", "currency", "is_online", "sold_at", "due_on", "note", "fee", "fee_currency", "target" or "c""#),
        ])
    func one(part: String, fault: String) { #expect(Self.faults(part) == [fault]) }

    @Test("All faults are found at once, and a read model whose own definition has faults is no fault of the report")
    func all() {
        let faults = Self.faults(#"lookup: {a: {from: "x", key: "y", column: "z"}, b: {from: "shops", key: "shop", column: "q"}}, columns: {c: {convert: "m", to: "E", rates: "n", at: "o"}}, rows: ["a", "c"]"#)
        // Of "a" the projection and the key, of "b" the column, of "c" every part.
        #expect(faults.count == 7, "\(faults)")
        let text = #"{from: "sales", lookup: {a: {from: "broken", key: "shop", column: "z"}}, rows: ["a"], measures: {n: {count: "*"}}}"#
        let read = ReportPlan.read(text.utf8, file: "r", name: "r", readModels: JoinTests.readModels)
        #expect(read.plan == nil && read.faults.isEmpty)
    }
}
