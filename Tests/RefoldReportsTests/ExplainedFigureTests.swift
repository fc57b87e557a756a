import RefoldCore
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("The rows behind a figure")
struct ExplainedFigureTests {
    private static let report = """
        {from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"}, rows: ["shop", {month: "sold_at"}, "currency"],
         where: {price: {not: {above: 900}}}, measures: {
         n: {count: "*"}, known: {count: "quantity"}, s: {sum: "quantity"}, a: {sum: "amount"}, m: {average: "price", scale: 4},
         lo: {min: "amount"}, hi: {max: "price"}, first: {min: "shop"}, d: {distinct: "amount"}, p: {percentile: "price", at: 0.9},
         few: {sum: "amount", where: {quantity: {below: 3}}}, some: {count: "*", where: {shop: ["Rome", null]}}, r: {divide: ["s", "n"], scale: 6}}}
        """

    private static func added(_ values: [TableValue]) throws -> ExactDecimal {
        var sum = ExactDecimal.zero
        for number in values.compactMap(\.number) { sum = try sum.adding(number) }
        return sum
    }

    private static func name(_ line: ArraySlice<TableValue>, of plan: ReportPlan) throws -> LineName {
        // JSON of events has no zero byte.
        if line.contains(where: { $0.plain.utf8.contains(0) }) {
            return try LineName(zip(plan.columns, line).map { "\($0.name)=\($1.plain)" }.joined(separator: ","), of: plan, at: .named("--row"))
        }
        let members = zip(plan.columns, line).map { "\"\($0.name)\": " + ($1.isNull ? "null" : "\"\($1.plain)\"") }
        return try LineName("{\(members.joined(separator: ", "))}", of: plan, at: .named("--row"))
    }

    @Test("add up to it for sums and counts, with the rest of them, and are those that put something in, in random worlds", arguments: 1...12)
    func random(seed: Int) throws {
        let rows = ReportReferenceTests.rows([1, 7, 60, 400][seed % 4], seed: UInt64(seed))
        let plan = try Sample.plan(Self.report)
        let month = try Period("2024-10", today: try day("2024-06-01"), at: .named("test"))
        let keys = rows.indices.map { Array("\($0)".utf8) }
        let generation = InMemorySnapshot(Sample.schema, rows: rows).generation
        for period in [nil, month] {
            let snapshot = InMemorySnapshot(generation, rows: rows, blockSize: 13, keys: keys)
            let table = try plan.run(on: snapshot, period: period)
            for number in 0..<table.rowCount {
                let line = table.row(number)
                for (index, measure) in plan.measures.enumerated() {
                    let name = try Self.name(line.prefix(3), of: plan)
                    let all = try plan.explain(index, of: name, on: snapshot, period: period, limit: 1000)
                    let two = try plan.explain(index, of: name, on: snapshot, period: period, limit: 2)
                    #expect(all.value.plain == line[line.startIndex + 3 + index].plain, "\(measure.name)")
                    #expect(all.line.map(ArraySlice.init) == line.prefix(3))
                    guard let aggregate = plan.aggregate(index) else {
                        #expect(all.rows.isEmpty && all.operands.count == 2 && all.rule.hasSuffix(" = \(all.value.word)"))
                        continue
                    }
                    #expect(two.rows == Array(all.rows.prefix(2)) && two.rest.rows == max(all.rows.count - 2, 0) && all.rest.rows == 0)
                    #expect(two.value == all.value && two.rule == all.rule && all.rule.hasSuffix(": \(all.value.word)"))
                    let isMin = ["lo", "first"].contains(measure.name)
                    for (one, next) in zip(all.rows, all.rows.dropFirst()) {
                        let order = TableValue.order(one.value, next.value)
                        #expect(order == 0 ? one.key.lexicographicallyPrecedes(next.key) : isMin ? order < 0 : order > 0)
                    }
                    if type(of: aggregate.function).isAdded {
                        #expect(try Self.added(all.rows.map(\.value)) == all.value.number ?? .zero, "\(measure.name)")
                        #expect(try Self.added(two.rows.map(\.value) + [two.rest.value]) == all.value.number ?? .zero)
                    }
                    if aggregate.function is AverageMeasure, !all.rows.isEmpty {
                        let sum = try Self.added(two.rows.map(\.value) + [two.rest.value])
                        #expect(try sum.divided(by: ExactDecimal(Int64(all.rows.count)), scale: 4, rounding: .halfEven) == all.value.number)
                    }
                    let contribution = try FigureContribution(plan, measure: index, line: all.line, period: period, Sample.schema)
                    let block = RowBlock(columnCount: Sample.schema.columns.count)
                    let wanted = RowBlock(columnCount: 0)
                    for key in keys { wanted.beginRow(key: key.span) }
                    try snapshot.load(keys: wanted, into: block)
                    #expect(block.count == rows.count)
                    for row in 0..<block.count {
                        #expect(try contribution.value(of: row, in: block) == all.rows.first { $0.key == keys[row] }?.value)
                    }
                }
            }
        }
    }

    @Test("of a figure over all lines are those of all lines, unless these are amounts of several currencies")
    func allLines() throws {
        let rows = ReportReferenceTests.rows(200, seed: 3)
        let plan = try Sample.plan(#"{from: "sales", rows: ["shop", "currency"], measures: {n: {count: "*"}, d: {distinct: "shop"}, a: {sum: "amount"}}, totals: true}"#)
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows)
        let totals = try #require(try plan.run(on: snapshot, period: nil).totals)
        for measure in 0...1 {
            let figure = try plan.explain(measure, of: nil, on: snapshot, period: nil, limit: 3)
            #expect(figure.value == totals[2 + measure] && figure.line == nil)
        }
        let error = #expect(throws: RefoldError.self) { try plan.explain(2, of: nil, on: snapshot, period: nil, limit: 3) }
        #expect(error?.status == .usage)
        let whole = try Sample.plan(#"{from: "sales", measures: {n: {count: "*"}}}"#)
        let none = try whole.explain(0, of: nil, on: InMemorySnapshot(Sample.schema, rows: []), period: nil, limit: 3)
        #expect(none.value == .number(.zero) && none.rows.isEmpty && none.line == [] && none.rule == "the number of rows: 0")
    }

    @Test("belong to the line that is named: by printed values or JSON, with commas, equal signs, nulls and empty texts")
    func lines() throws {
        let plan = try Sample.plan(#"{from: "sales", rows: ["shop", {year: "sold_at"}, "price"], measures: {n: {count: "*"}}}"#)
        let shops: [InMemorySnapshot.Cell] = [.text("a,b=c"), .text(""), .null, .text("x,year=2024"), .text("{y")]
        let rows = try shops.enumerated().map { number, shop in
            Sample.row("\(number)", ["shop": shop, "sold_at": try micros("2024-01-01T00:00:00Z"), "price": .units(150)])
        }
        let snapshot = InMemorySnapshot(Sample.schema, rows: rows)
        func key(_ text: String) throws -> String {
            let name = try LineName(text, of: plan, at: .named("--row"))
            return String(decoding: try plan.explain(0, of: name, on: snapshot, period: nil, limit: 1).rows[0].key, as: UTF8.self)
        }
        #expect(try key(#"{"shop":"a,b=c","year":2024,"price":1.5}"#) == "0")
        #expect(try key(#"{"shop":"","year":"2024","price":"1.50"}"#) == "1")
        #expect(try key(#" {"price":1.500,"shop":null,"year":2024}"#) == "2")
        #expect(try key(#"{"shop":"x,year=2024","year":2024,"price":"1.5"}"#) == "3")
        #expect(try key("year=2024,price=1.5,shop={y") == "4")
        for (text, message) in [
            ("shop=,year=2024,price=1.50", "two lines have these values"), ("shop=a,b=c,year=2024,price=1.50", #"no row column "b""#),
            ("shop=zz,year=2024,price=1.50", #"no line has this value of "shop""#), ("shop=,price=1.50", #"the column "year" is missing"#),
            ("shop=,shop=,year=2024,price=1", "stands twice"), ("", "a value has no column before it"), ("{", "no JSON object"),
        ] {
            let error = #expect(throws: RefoldError.self) { try key(text) }
            #expect(error?.description.contains(message) == true, "\(text): \(error.map(\.description) ?? "")")
        }
    }
}
