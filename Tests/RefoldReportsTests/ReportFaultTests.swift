import RefoldDefinitions
import Testing
@testable import RefoldReports

extension CutTable {
    /// All words, as messages have them.
    fileprivate static let list = DefinitionValue.list(words)
}

@Suite("Faults in a report's definition")
struct ReportFaultTests {
    /// The definition around the part under test, which is on line 2.
    private static func definition(_ part: String) -> String {
        "{from: \"sales\",\n\(part)" + (part.contains("measures:") ? "}" : ", measures: {n: {count: \"*\"}}}")
    }

    private static let columns =
        "\"key\", \"shop\", \"quantity\", \"price\", \"amount\", \"currency\", \"is_online\", \"sold_at\", \"due_on\", \"note\", \"fee\","
        + " \"fee_currency\" or \"target\""

    private static let keys = DefinitionValue.list(ReportParser.keys)
    private static let forms = DefinitionValue.list(ReportParser.forms)

    @Test(
        "An amount is compared if its currency is certain, and with zero and amounts beside it anywhere",
        arguments: [
            "where: {amount: {above: 2}, currency: \"EUR\"}", "where: {amount: {above: 2}}, rows: [\"currency\"]", "where: {amount: {above: 0}}", "where: {amount: null}",
            "where: {currency: \"EUR\"}, measures: {n: {count: \"*\", where: {amount: 2}}}", "measures: {n: {count: \"*\", where: {amount: {below: {column: \"amount\"}}}}}",
        ])
    func certainCurrency(part: String) { #expect(Sample.faults(Self.definition(part)) == []) }

    @Test(
        "One mistake, one finding, with its place and remedy",
        arguments: [
            ("titel: \"x\"", "titel: there is no key \"titel\"; expected \(keys); did you mean \"title\"?"),
            ("title: 5", "title: found a number; expected a string"),
            ("period: \"sold_at\"", "period: found a string; expected an object {column, timeZone}"),
            ("period: {timeZone: \"UTC\"}", "period: the key \"column\" is missing; add it"),
            ("period: {column: \"sold_att\"}", "period.column: there is no column \"sold_att\"; expected \(columns); did you mean \"sold_at\"?"),
            ("period: {column: \"shop\"}", "period.column: the column \"shop\" is text; expected a timestamp or a date"),
            ("period: {column: \"sold_at\", timeZone: \"Europe/Rom\"}", "period.timeZone: the time zone \"Europe/Rom\" is not known; expected a name of the IANA data base, as Europe/Rome, or UTC; did you mean \"Europe/Rome\"?"),
            ("where: {shp: \"x\"}", "where.shp: there is no column \"shp\"; expected \(columns); did you mean \"shop\"?"),
            ("where: {price: {atLest: 5}}", "where.price.atLest: there is no test \"atLest\"; expected \"not\", \"atLeast\", \"atMost\", \"above\" or \"below\"; did you mean \"atLeast\"?"),
            ("where: {price: {sum: [1, 2]}}", "where.price: the test works something out; expected a value or {column: \"name\"}; make it a column of the report, under columns"),
            ("where: {price: {gte: 5}}", "where.price.gte: there is no test \"gte\"; expected \"not\", \"atLeast\", \"atMost\", \"above\" or \"below\"; write {atLeast: …}"),
            ("groupBy: [\"shop\"]", "groupBy: there is no key \"groupBy\"; expected \(keys); write rows"),
            ("top: 10", "top: there is no key \"top\"; expected \(keys); write limit, and an order with the largest first"),
            ("having: {x: 1}", "having.x: there is no column \"x\"; expected \"n\""),
            ("measures: {n: {avg: \"price\"}}", "measures.n.avg: there is no kind of measure \"avg\"; expected \(forms); write {average: …, scale: 2}"),
            ("where: {amount: {above: 2}}", "where.amount: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("where: {amount: {not: [2, 3]}}", "where.amount: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("where: {price: {below: {column: \"amount\"}}}", "where.price: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("measures: {n: {count: \"*\", where: {amount: 2}}}", "measures.n.where.amount: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("where: 5", "where: found a number; expected an object of tests"),
            ("rows: \"shop\"", "rows: found a string; expected a list of columns and cuts"),
            ("rows: [\"shp\"]", "rows[0]: there is no column \"shp\"; expected \(columns); did you mean \"shop\"?"),
            ("rows: [5]", "rows[0]: found a number; expected the name of a column, or a cut such as {month: \"created_at\"}"),
            ("rows: [\"shop\", \"shop\"]", "rows[1]: there are two row columns \"shop\"; expected one of each name; remove one"),
            ("rows: [{month: \"sold_at\"}, {month: \"due_on\"}]", "rows[1]: there are two row columns \"month\"; expected one of each name; name this one with as"),
            ("rows: [{decade: \"sold_at\"}]", "rows[0].decade: there is no cut \"decade\"; expected \(CutTable.list)"),
            ("rows: [{hour: \"due_on\"}]", "rows[0].hour: the column \"due_on\" is date; expected a timestamp; a date has no hours: cut it by day"),
            ("rows: [{hour: \"shop\"}]", "rows[0].hour: the column \"shop\" is text; expected a timestamp"),
            ("rows: [{week: \"due_on\", timeZone: \"Europe/Rome\"}]", "rows[0].timeZone: the column \"due_on\" is a date and has no zone; leave timeZone out"),
            ("rows: [{year: \"due_on\", startMonth: 13}]", "rows[0].startMonth: found 13; expected a whole number from 1 to 12"),
            ("rows: [{month: \"due_on\", startMonth: 4}]", "rows[0].startMonth: there is no key \"startMonth\"; expected \"month\", \"timeZone\" or \"as\""),
            ("rows: [{calendar: \"due_on\"}]", "rows[0]: the key \"file\" is missing; add it"),
            ("rows: [{calendar: \"due_on\", file: \"a.csv\"}]", "rows[0].file: a file is named, and there is no folder of definitions; expected the path of a file from that folder on, without \"..\""),
            ("rows: [{bands: \"quantity\"}]", "rows[0]: the key \"at\" is missing; add it"),
            ("rows: [{bands: \"quantity\", at: []}]", "rows[0].at: found a list of 0; expected 1 to 100 bounds, as [\"100\", \"1000\"]"),
            ("rows: [{bands: \"quantity\", at: [1, 1.0]}]", "rows[0].at[1]: the bound 1.0 stands there twice; expected bounds that ascend, as [\"100\", \"1000\"]; leave one out"),
            ("rows: [{bands: \"quantity\", at: [10, 2]}]", "rows[0].at[1]: the bound 2 is below the one before it; expected bounds that ascend, as [\"100\", \"1000\"]; put them in order"),
            ("rows: [{bands: \"quantity\", at: [\"many\"]}]", "rows[0].at[0]: found a string that is no bound; expected a number of at most 38 digits, or a text of one such as \"99.50\""),
            ("rows: [{bands: \"sold_at\", at: [1]}]", "rows[0].bands: the column \"sold_at\" is timestamp; expected a column of numbers; write {age: \"sold_at\", at: [30, 60, 90]} for days up to the report's day"),
            ("rows: [{bands: \"shop\", at: [1]}]", "rows[0].bands: the column \"shop\" is text; expected a column of numbers"),
            ("rows: [{bands: \"amount\", at: [1]}]", "rows[0].bands: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("rows: [{age: \"quantity\", at: [1]}]", "rows[0].age: the column \"quantity\" is integer; expected a timestamp or a date; write {bands: \"quantity\", at: [30, 60, 90]} for a number"),
            ("rows: [{age: \"due_on\", at: [1.5]}]", "rows[0].at[0]: found 1.5; expected a whole number from -3652058 to 3652058"),
            ("rows: [{age: \"due_on\", at: [1], timeZone: \"UTC\"}]", "rows[0].timeZone: there is no key \"timeZone\"; expected \"age\", \"at\" or \"as\""),
            ("rows: [{mont: \"sold_at\"}]", "rows[0].mont: there is no cut \"mont\"; expected \(CutTable.list); did you mean \"month\"?"),
            ("rows: [{}]", "rows[0]: this is no cut; expected one of the keys \(CutTable.list)"),
            ("rows: [{day: \"sold_at\", month: \"sold_at\"}]", "rows[0]: a cut is of two kinds, \"day\" or \"month\"; expected one of them"),
            ("rows: [{day: \"shop\"}]", "rows[0].day: the column \"shop\" is text; expected a timestamp or a date"),
            ("rows: [{day: \"due_on\", timeZone: \"UTC\"}]", "rows[0].timeZone: the column \"due_on\" is a date and has no zone; leave timeZone out"),
            ("rows: [{day: \"sold_at\", timezone: \"UTC\"}]", "rows[0].timezone: there is no key \"timezone\"; expected \"day\", \"timeZone\" or \"as\"; did you mean \"timeZone\"?"),
            ("rows: [{day: \"sold_at\", as: \"The Day\"}]", "rows[0].as: \"The Day\" is no name for a column; expected a name of small letters, digits and _ that begins with a letter, at most 48 long"),
            ("rows: [\"note\"]", "rows[0]: the column \"note\" is json; expected a column of another type: JSON has no order"),
            ("rows: [\"amount\"]", "rows[0]: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("measures: {}", "measures: there is no measure; expected at least one, such as {count: \"*\"}"),
            ("measures: {n: \"count\"}", "measures.n: found a string; expected an object such as {sum: \"amount\"}"),
            ("measures: {N: {count: \"*\"}}", "measures.N: \"N\" is no name for a column; expected a name of small letters, digits and _ that begins with a letter, at most 48 long"),
            ("measures: {n: {}}", "measures.n: found an empty object; expected a measure such as {sum: \"amount\"}"),
            ("measures: {n: {cuont: \"*\"}}", "measures.n.cuont: there is no kind of measure \"cuont\"; expected \(forms); did you mean \"count\"?"),
            ("measures: {n: {sum: \"price\", max: \"price\"}}", "measures.n: a measure is of two kinds, \"sum\" or \"max\"; expected one of them"),
            ("measures: {n: {sum: \"prize\"}}", "measures.n.sum: there is no column \"prize\"; expected \(columns); did you mean \"price\"?"),
            ("measures: {n: {sum: 5}}", "measures.n.sum: found a number; expected the name of a column, or a list of measures"),
            ("measures: {n: {sum: \"shop\"}}", "measures.n.sum: the column \"shop\" is text; expected a column of numbers; count it with {count: \"shop\"}"),
            ("measures: {n: {average: \"sold_at\", scale: 2}}", "measures.n.average: the column \"sold_at\" is timestamp; expected a column of numbers; count it with {count: \"sold_at\"}"),
            ("measures: {n: {average: \"price\"}}", "measures.n: an average has no end of decimals; expected a scale; add scale: 2"),
            ("measures: {n: {average: \"price\", scale: 19}}", "measures.n.scale: found 19; expected a whole number from 0 to 18"),
            ("measures: {n: {average: \"price\", scale: 2, rounding: \"up\"}}", "measures.n.rounding: there is no rounding \"up\"; expected \"half-even\", \"half-up\" or \"down\""),
            ("measures: {n: {average: \"amount\", rounding: \"down\"}}", "measures.n.rounding: there is nothing to round to; expected a scale beside the rounding; add scale"),
            ("measures: {n: {min: \"is_online\"}}", "measures.n.min: the column \"is_online\" is boolean; expected a column that has an order"),
            ("measures: {n: {max: \"note\"}}", "measures.n.max: the column \"note\" is json; expected a column that has an order"),
            ("measures: {n: {distinct: \"note\"}}", "measures.n.distinct: the column \"note\" is json; expected a column of another type: equal JSON can be written in many ways"),
            ("measures: {n: {percentile: \"price\"}}", "measures.n: the key \"at\" is missing; add it"),
            ("measures: {n: {percentile: \"price\", at: 95}}", "measures.n.at: found 95; expected a number from 0 to 1 of at most nine decimals, as 0.95"),
            ("measures: {n: {percentile: \"price\", at: \"0.5\"}}", "measures.n.at: found a string; expected a number from 0 to 1, as 0.95"),
            ("measures: {n: {count: \"*\", at: 1}}", "measures.n.at: there is no key \"at\"; expected \"count\", \"where\" or \"stock\""),
            ("measures: {n: {sum: \"amount\"}}", "measures.n.sum: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("where: {currency: [\"EUR\", \"USD\"]}, measures: {n: {max: \"amount\"}}", "measures.n.max: amounts of several currencies would meet in \"amount\"; expected its currency among rows, or fixed to one in where; add \"currency\" to rows, or write where: {currency: \"EUR\"}"),
            ("measures: {n: {sum: \"amount\", where: {currency: \"EURO\"}}}", "measures.n.sum: where fixes \"currency\" to \"EURO\", which is no currency; expected a code of ISO 4217 such as EUR, or one of the added currencies; did you mean \"EUR\"?"),
            ("measures: {n: {count: \"*\", where: {shp: 1}}}", "measures.n.where.shp: there is no column \"shp\"; expected \(columns); did you mean \"shop\"?"),
            ("rows: [\"shop\"], measures: {shop: {count: \"*\"}}", "measures.shop: there is a row column \"shop\" already; give the measure another name, or the cut one with as"),
            ("measures: {a: {count: \"*\"}, n: {divide: [\"a\", \"a\"]}}", "measures.n: the key \"scale\" is missing; add it"),
            ("measures: {a: {count: \"*\"}, n: {subtract: [\"a\"]}}", "measures.n.subtract: found a list of 1; expected a list of two measures"),
            ("measures: {a: {count: \"*\"}, n: {sum: [\"a\"]}}", "measures.n.sum: found a list of 1; expected a list of at least two measures"),
            ("measures: {a: {count: \"*\"}, n: {subtract: \"a\"}}", "measures.n.subtract: found a string; expected a list of measures"),
            ("measures: {a: {count: \"*\"}, n: {sum: [\"a\", null]}}", "measures.n.sum[1]: found null; expected the name of a measure above, or a number"),
            ("measures: {alpha: {count: \"*\"}, n: {sum: [\"alpha\", \"alhpa\"]}}", "measures.n.sum[1]: there is no measure \"alhpa\"; expected \"alpha\"; did you mean \"alpha\"?"),
            ("measures: {n: {sum: [\"a\", 1]}, a: {count: \"*\"}}", "measures.n.sum[0]: the measure \"a\" stands below this one, or is this one; move it above"),
            ("measures: {n: {sum: [\"price\", 1]}}", "measures.n.sum[0]: \"price\" is a column of the read model; expected a measure above; make a measure of it first, as {sum: \"price\"}"),
            ("measures: {a: {min: \"shop\"}, n: {sum: [\"a\", 1]}}", "measures.n.sum[0]: the measure \"a\" is text; expected a measure that is a number"),
            ("measures: {a: {count: \"*\"}, n: {sum: [\"a\", \"a\"], where: {shop: \"x\"}}}", "measures.n.where: a measure of measures has no rows to choose from; put where into the measures that it uses"),
            ("order: \"n\"", "order: found a string; expected a list of column names"),
            ("order: [\"m\"]", "order[0]: there is no column \"m\"; expected \"n\""),
            ("order: [\"n\", \"-n\"]", "order[1]: the report is ordered by \"n\" twice; remove one"),
            ("totals: \"yes\"", "totals: found a string; expected true or false"),
            ("checks: \"n > 0\"", "checks: found a string; expected a list of checks such as \"paid <= amount\""),
            ("checks: [\"n\"]", "checks[0]: \"n\" is no check; expected two sides and one of \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\" between them"),
            ("checks: [\"n == 1\"]", "checks[0]: \"n == 1\" is no check; expected two sides and one of \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\" between them"),
            ("checks: [\"0 < n < 5\"]", "checks[0]: \"0 < n < 5\" is no check; expected two sides and one of \"=\", \"!=\", \"<\", \"<=\", \">\" or \">=\" between them"),
            ("checks: [\"n >\"]", "checks[0]: a side of \"n >\" is missing; expected a column of the report or a plain number"),
            ("checks: [\"n > 1,000\"]", "checks[0]: \"1,000\" is neither a column's name nor a number; expected a column of the report or a plain number"),
            ("checks: [\"m > 1\"]", "checks[0]: there is no column \"m\"; expected \"n\""),
            ("checks: [\"1 < 2\"]", "checks[0]: in \"1 < 2\" there is no column; expected a column of the report on one side"),
            ("rows: [\"shop\"], checks: [\"shop > 1\"]", "checks[0]: in \"shop > 1\" text is compared with a number; expected a column of numbers"),
            ("rows: [\"shop\"], checks: [\"shop > n\"]", "checks[0]: in \"shop > n\" text is compared with integer; expected two columns of one kind, amounts of one currency"),
            ("rows: [\"is_online\", \"shop\"], measures: {a: {count: \"*\"}}, checks: [\"is_online < is_online\"]", "checks[0]: in \"is_online < is_online\" a boolean has no order; expected \"=\" or \"!=\""),
        ])
    func oneMistake(part: String, finding: String) {
        #expect(Sample.faults(Self.definition(part)) == ["r.report.json5:2: " + finding])
    }

    @Test(
        "Amounts of money meet only amounts of the same currency",
        arguments: [
            ("{sum: [\"a\", \"b\"]}", "amounts of different currencies meet; expected amounts of one currency"),
            ("{divide: [\"a\", \"b\"], scale: 2}", "amounts of different currencies meet; expected amounts of one currency"),
            ("{sum: [\"a\", 5]}", "an amount of money and a plain number meet; expected amounts alone, or plain numbers alone"),
            ("{subtract: [\"p\", \"a\"]}", "an amount of money and a plain number meet; expected amounts alone, or plain numbers alone"),
            ("{multiply: [\"a\", \"a\"]}", "amounts of money are multiplied with each other; expected at most one amount"),
            ("{divide: [\"p\", \"a\"], scale: 2}", "a plain number is divided by an amount of money; expected an amount divided by an amount or a number"),
        ])
    func money(arithmetic: String, finding: String) {
        let text = """
            {from: "sales", rows: ["currency", "fee_currency"], measures: {
            a: {sum: "amount"}, b: {sum: "fee"}, p: {sum: "price"},
            n: \(arithmetic)}}
            """
        #expect(Sample.faults(text) == ["r.report.json5:3: measures.n: " + finding])
    }

    @Test("An amount is compared with numbers and amounts of its own currency only")
    func moneyChecks() {
        let text = """
            {from: "sales", rows: ["currency", "fee_currency"], measures: {a: {sum: "amount"}, b: {sum: "fee"}, p: {sum: "price"}},
            checks: ["a >= 0", "a <= a", "a < b", "a < p"]}
            """
        #expect(
            Sample.faults(text) == [
                "r.report.json5:2: checks[2]: in \"a < b\" money is compared with money; expected two columns of one kind, amounts of one currency",
                "r.report.json5:2: checks[3]: in \"a < p\" money is compared with decimal; expected two columns of one kind, amounts of one currency",
            ])
    }

    @Test("A product of more decimals than a number can have asks for a scale")
    func decimals() {
        let text = """
            {from: "sales", measures: {p: {sum: "target"}, a: {multiply: ["p", "p", "p", "p", "p", "p"]}, b: {multiply: ["a", "a"], scale: 2},
            n: {multiply: ["a", "a", "p"]}}}
            """
        #expect(
            Sample.faults(text) == [
                "r.report.json5:2: measures.n: the product has 39 decimals; expected at most 38; add scale"
            ])
    }

    @Test("All faults are found at once, in the order of the file, and none twice")
    func allAtOnce() {
        let text = """
            {
              title: 1,
              from: "sales",
              period: {column: "shop"},
              where: {qantity: 5},
              rows: [{month: "sold_att"}, "shop"],
              measures: {
                a: {sum: "shop"},
                b: {divide: ["a", "c"], scale: 2},
                c: {average: "price"},
                d: {sum: "amount"},
              },
              order: ["month", "-b", "x"],
              checks: ["a < b", "d <"],
              total: true,
            }
            """
        let lines = Sample.faults(text).map { $0.split(separator: ": ").prefix(2).joined(separator: ": ") }
        #expect(
            lines == [
                "r.report.json5:2: title", "r.report.json5:4: period.column", "r.report.json5:5: where.qantity", "r.report.json5:6: rows[0].month",
                "r.report.json5:8: measures.a.sum", "r.report.json5:9: measures.b.divide[1]", "r.report.json5:10: measures.c",
                "r.report.json5:13: order[2]", "r.report.json5:14: checks[1]", "r.report.json5:15: total",
            ])
    }

    @Test("An unknown projection is a fault, with the nearest name; one with faults of its own is not")
    func source() {
        #expect(
            Sample.faults("{from: \"sale\", measures: {n: {count: \"*\"}}}") == [
                "r.report.json5:1: from: there is no projection \"sale\"; expected \"broken\" or \"sales\"; did you mean \"sales\"?"
            ])
        #expect(
            Sample.faults("{measures: {n: {count: \"*\"}}}") == ["r.report.json5:1: the key \"from\" is missing; add it"])
        let read = ReportPlan.read(
            "{from: \"broken\", measures: {n: {count: \"*\"}}}".utf8, file: "r", name: "r", readModels: ["broken": nil])
        #expect(read.plan == nil && read.faults.isEmpty)
    }

    @Test("A file that is not JSON5, or not an object, is a fault and not a trap", arguments: ["", "[", "5", "[]", "{from: 1, from: 2}", "\u{0}"])
    func notADefinition(text: String) {
        #expect(!Sample.faults(text).isEmpty)
    }

    @Test("A report with more than the maximum number of row columns is refused")
    func tooManyRows() {
        let rows = (0..<33).map { "{day: \"sold_at\", as: \"d\($0)\"}" }.joined(separator: ", ")
        #expect(Sample.faults("{from: \"sales\",\nrows: [\(rows)], measures: {n: {count: \"*\"}}}") == ["r.report.json5:2: rows: the report has 33 row columns; expected at most 32"])
    }
}
