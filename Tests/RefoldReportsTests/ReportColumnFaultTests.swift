import RefoldDefinitions
import RefoldProjections
import Testing
@testable import RefoldReports

@Suite("Faults in the columns of a report")
struct ReportColumnFaultTests {
    private static let names =
        "\"key\", \"shop\", \"quantity\", \"price\", \"amount\", \"currency\", \"is_online\", \"sold_at\", \"due_on\", \"note\", \"fee\","
        + " \"fee_currency\""
    private static let columns = names + " or \"target\""

    /// The faults of a definition whose second line this is.
    private static func faults(_ part: String) -> [String] {
        Sample.faults("{from: \"sales\",\n\(part)" + (part.contains("measures:") ? "}" : ", measures: {n: {count: \"*\"}}}"))
    }

    @Test(
        "One mistake, one finding, with its place and remedy",
        arguments: [
            ("columns: 5", #"columns: found a number; expected an object of columns such as {age: {days: ["created_at", "@as_of"]}}"#),
            (#"columns: ["shop"]"#, #"columns: found a list; expected an object of columns such as {age: {days: ["created_at", "@as_of"]}}; write rows if lines are to be made for these"#),
            (#"columns: {shop: {sum: ["price", 1]}}"#, #"columns.shop: there is a column "shop" already; give the column another name"#),
            (#"columns: {key: {sum: ["price", 1]}}"#, #"columns.key: there is a column "key" already; give the column another name"#),
            (#"columns: {Up: {sum: ["price", 1]}}"#, #"columns.Up: "Up" cannot be the name of a column; expected a name of small letters, digits and _ that begins with a letter, at most 48 long"#),
            (#"columns: {c: {sum: ["prize", 1]}}, rows: ["c"], measures: {n: {count: "c"}}"#, #"columns.c.sum[0]: there is no column "prize"; expected \#(columns); did you mean "price"?"#),
            (#"columns: {c: {sum: ["d", 1]}, d: {sum: ["price", 1]}}"#, #"columns.c.sum[0]: the column "d" stands below this one"#),
            (#"columns: {c: {sum: ["c", 1]}}"#, #"columns.c.sum[0]: the column "c" is this one"#),
            (#"columns: {c: "shop"}"#, #"columns.c: "shop" is a text here, and the name of a column; expected one of them; write {column: "shop"} or {text: "shop"}"#),
            (#"columns: {c: {number: "shop"}}"#, "columns.c: the type of the column cannot be told: it is a number; expected a value of a known type; state its decimals: {sum: […], scale: 2}"),
            ("columns: {c: null}", "columns.c: the type of the column cannot be told: it is null; expected a value of a known type"),
            (#"columns: {c: {multiply: ["target", "target", "target", "target", "target", "target", "target"]}}"#,
                #"columns.c.multiply: the result has 21 decimals; expected at most 18; name a scale and a rounding: {multiply: […], scale: 2, rounding: "half-even"}"#),
            (#"columns: {c: "$.shop"}"#, #"columns.c: "$.shop" speaks of an event, and there is none here; expected a column or a text; write {text: "$.shop"} if it is a text"#),
            (#"columns: {c: {sum: ["amount", "fee"]}}"#, #"columns.c.sum: amounts of two currency columns, "currency" and "fee_currency", are mixed; expected amounts of one currency"#),
            (#"columns: {c: {sum: ["@as_of", 1]}}"#, "columns.c.sum[0]: found a time; expected a number"),
            (#"columns: {c: {case: [{when: {due_on: {below: "@as_of"}}, then: 1}], else: 0}}"#,
                #"columns.c.case[0].when.due_on.below: a time is compared with a date; expected two values of one kind; write {day: "@as_of", timeZone: "UTC"}"#),
            (#"columns: {c: {sum: ["price", "price"]}}, rows: ["d"]"#, #"rows[0]: there is no column "d"; expected \#(names), "target" or "c""#),
            (#"columns: {twice: {sum: ["price", "price"]}}, measures: {n: {sum: "twise"}}"#, #"measures.n.sum: there is no column "twise"; expected \#(names), "target" or "twice"; did you mean "twice"?"#),
            (#"columns: {twice: {sum: ["price", "price"]}}, where: {twise: 1}"#, #"where.twise: there is no column "twise"; expected \#(names), "target" or "twice"; did you mean "twice"?"#),
            (#"columns: {c: {sum: ["price", 1]}}, measures: {n: {sum: ["c", 1]}}"#, #"measures.n.sum[0]: "c" is a column of this report; expected a measure above; make a measure of it first, as {sum: "c"}"#),
            (#"columns: {c: {multiply: ["amount", 2]}}, measures: {n: {sum: "c"}}"#,
                #"measures.n.sum: amounts of several currencies would meet in "c"; expected its currency among rows, or fixed to one in where; add "currency" to rows, or write where: {currency: "EUR"}"#),
            (#"columns: {c: {multiply: ["amount", 2]}}, where: {c: {above: 3}}"#,
                #"where.c: amounts of several currencies would meet in "c"; expected its currency among rows, or fixed to one in where; add "currency" to rows, or write where: {currency: "EUR"}"#),
            (#"columns: {c: {text: "x"}}, measures: {n: {sum: "c"}}"#, #"measures.n.sum: the column "c" is text; expected a column of numbers; count it with {count: "c"}"#),
            (#"columns: {c: {coalesce: ["sold_at", "@as_of"]}}, period: {column: "c"}"#,
                #"period.column: the column "c" is worked out for this report; expected a column of the read model, by which rows are read; name the column that it is worked out from, or choose by it in where"#),
            (#"where: {due_on: {below: "@as_of"}}"#, #"where.due_on.below: a time is compared with a date; expected two values of one kind; write {day: "@as_of", timeZone: "UTC"}"#),
            (#"where: {"@as_of": {above: "2024-01-01T00:00:00Z"}}"#, #"where: the moment of the report is tested, which is the same for every row; expected a column; turn the test round: {blocked_until: {above: "@as_of"}}"#),
            (#"where: {sold_at: {above: {coalesce: ["sold_at", "@as_of"]}}}"#, #"where.sold_at: the test works something out; expected a value or {column: "name"}; make it a column of the report, under columns"#),
            (#"where: {shop: "@as_off"}"#, #"where.shop: there is no "@as_off"; expected "@as_of", a column or a text; did you mean "@as_of"?"#),
            (#"columns: {c: {days: ["sold_at", "@today"]}}"#, #"columns.c.days[1]: there is no "@today"; expected "@as_of", a column or a text; write {text: "@today"} if it is a text"#),
            (#"where: {sold_at: {above: {column: "@as_of"}}}"#, #"where.sold_at.above.column: the moment of the report is no column; expected the name of a column; write "@as_of" without column"#),
            (#"where: {sold_at: {above: "now"}}"#, #"where.sold_at.above: found a text; expected a time such as "2024-03-01T09:30:00Z"; write "@as_of""#),
            (#"columns: {c: {case: [{when: {due_on: {below: "TODAY"}}, then: 1}], else: 0}}"#, #"columns.c.case[0].when.due_on.below: found a text; expected a date such as "2024-03-01"; write {day: "@as_of"}"#),
            (#"computed: {c: {sum: ["price", 1]}}"#, "computed: there is no key \"computed\"; expected \(DefinitionValue.list(ReportParser.keys)); write columns"),
            (#"measures: {n: {sum: "@as_of"}}"#, #"measures.n.sum: there is no column "@as_of"; expected \#(columns)"#),
        ])
    func oneMistake(part: String, finding: String) { #expect(Self.faults(part) == ["r.report.json5:2: " + finding]) }

    @Test("All faults of columns and of their uses are found at once")
    func allAtOnce() {
        let text = """
            {
              from: "sales",
              period: {column: "c"},
              columns: {
                a: {sum: ["prize", 1]},
                shop: "x",
                b: {sum: ["a", 1]},
                c: {day: "shop"},
                d: {multiply: ["price", 2]},
              },
              where: {d: {above: "x"}, a: 1},
              rows: ["a", "b", "d"],
              measures: {m: {max: "c"}, n: {min: "e"}, o: {sum: "d", where: {sold_at: {not: "@as_offf"}}}},
            }
            """
        let lines = Sample.faults(text).map { $0.split(separator: ": ").prefix(2).joined(separator: ": ") }
        #expect(lines == [
            "r.report.json5:3: period.column", "r.report.json5:5: columns.a.sum[0]", "r.report.json5:6: columns.shop", "r.report.json5:7: columns.b.sum[0]",
            "r.report.json5:8: columns.c.day", "r.report.json5:11: where.d.above", "r.report.json5:11: where.a", "r.report.json5:13: measures.n.min",
            "r.report.json5:13: measures.o.where.sold_at.not",
        ])
    }

    @Test("A report with more columns than a read model may have is refused")
    func tooMany() {
        let columns = (0..<401).map { "c\($0): 1" }.joined(separator: ", ")
        #expect(Self.faults("columns: {\(columns)}, rows: [\"c3\"]") == [
            "r.report.json5:2: columns: the report has 401 columns; expected at most 400; make several reports, or computed columns of the projection"
        ])
    }

    @Test("The columns of a report are checked although its projection has faults of its own")
    func outline() throws {
        let broken = """
            {name: "sales", version: 0, key: "@stream", columns: {price: {type: "decimal", scale: 15}, at: "timestamp"}, on: {X: {prize: 1}},
             computed: {twice: {multiply: ["price", 2]}}}
            """
        let schema = try #require(ProjectionDefinition.outline(broken.utf8, name: "sales"))
        func faults(_ column: String) -> [String] {
            let text = "{from: \"sales\", columns: {c: \(column), age: {days: [\"at\", \"@as_of\"]}}, rows: [\"age\"], measures: {m: {sum: \"c\"}}}"
            return ReportPlan.read(text.utf8, file: "r", name: "r", readModels: ["sales": schema]).faults.map(\.description)
        }
        #expect(faults("{sum: [\"twice\", \"price\"]}") == [])
        #expect(faults("{sum: [\"twise\", 1]}") == [#"r:1: columns.c.sum[0]: there is no column "twise"; expected "key", "price", "at" or "twice"; did you mean "twice"?"#])
    }

    @Test("Definitions with different columns differ")
    func equality() {
        func definition(_ columns: String) -> ReportDefinition? {
            ReportDefinition.read("{from: \"sales\", columns: {\(columns)}, measures: {n: {count: \"*\"}}}".utf8, file: "r", name: "r").definition
        }
        #expect(definition("c: 1") == definition("c: 1"))
        #expect(definition("c: 1") != definition("c: 2"))
        #expect(definition("c: 1") != definition(""))
    }
}
