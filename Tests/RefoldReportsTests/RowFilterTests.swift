import RefoldTesting
import Testing
@testable import RefoldReports

@Suite("The rows that count")
struct RowFilterTests {
    private static func rows() throws -> [[InMemorySnapshot.Cell]] {
        [
            Sample.row("a", ["shop": .text("Rome"), "quantity": .units(2), "price": .units(1999), "amount": .units(1050), "currency": .text("EUR"),
                "is_online": .units(1), "sold_at": try micros("2024-01-31T23:30:00Z"), "due_on": .units(0), "target": .units(19990)]),
            Sample.row("b", ["shop": .text("Rom"), "quantity": .units(-5), "price": .units(-1), "amount": .units(1050), "currency": .text("JPY"),
                "is_online": .units(0), "sold_at": try micros("2024-02-01T00:00:00Z"), "due_on": .units(1), "target": .units(-11)]),
            Sample.row("c", ["shop": .text("Ämtli"), "price": .units(500), "amount": .units(7), "currency": .text("BHD"), "target": .units(4999),
                "fee": .units(1), "fee_currency": .text("BHD")]),
            Sample.row("d", ["shop": .text(""), "quantity": .units(.max), "price": .units(.min), "amount": .units(3), "currency": .text("nix"),
                "note": .text("{}")]),
            Sample.row("e", [:]),
        ]
    }

    @Test(
        "A test leaves the rows that it names",
        arguments: [
            ("shop: \"Rome\"", "a"), ("shop: [\"Rome\", \"\"]", "ad"), ("shop: null", "e"), ("shop: {not: null}", "abcd"),
            ("shop: {not: \"Rome\"}", "bcde"), ("shop: {not: [\"Rome\", null]}", "bcd"), ("shop: [\"Rome\", null]", "ae"),
            ("shop: {above: \"Rom\"}", "ac"), ("shop: {atLeast: \"Rom\"}", "abc"), ("shop: {below: \"Rome\"}", "bd"), ("shop: {atMost: \"\"}", "d"),
            ("shop: {not: {atLeast: \"Rom\"}}", "de"), ("key: {above: \"a\", below: \"d\"}", "bc"), ("key: 5", ""),
            ("quantity: 2", "a"), ("quantity: [2, -5]", "ab"), ("quantity: 2.0", "a"), ("quantity: 2.5", ""), ("quantity: {above: 1.5}", "ad"),
            ("quantity: {below: -4.5}", "b"), ("quantity: {atMost: -5.0}", "b"), ("quantity: {atLeast: 9223372036854775807}", "d"),
            ("quantity: {above: 9223372036854775807}", ""), ("quantity: {below: 1e30}", "abd"), ("quantity: {above: -1e30}", "abd"),
            ("quantity: {atLeast: 1e30}", ""), ("quantity: {not: {atMost: 2}}", "cde"),
            ("price: 19.99", "a"), ("price: \"19.99\"", "a"), ("price: 19.990", "a"), ("price: 19.991", ""), ("price: {above: 4.999}", "ac"),
            ("price: {atLeast: 5.001}", "a"), ("price: {below: -0.005}", "bd"), ("price: {below: -0.01}", "d"),
            ("is_online: true", "a"), ("is_online: {not: true}", "bcde"), ("is_online: [true, false]", "ab"),
            ("sold_at: {atLeast: \"2024-02-01T00:00:00Z\"}", "b"), ("sold_at: \"2024-02-01T01:00:00+01:00\"", "b"),
            ("due_on: \"1970-01-02\"", "b"), ("due_on: {below: \"1970-01-02\"}", "a"),
            ("amount: 10.5", "a"), ("amount: {atLeast: 10}", "ab"), ("amount: {below: 1}", "c"), ("amount: {above: 0.0069}", "abc"),
            ("amount: 0.007", "c"), ("amount: [1050, 10.50]", "ab"), ("amount: {not: null}", "abcd"),
            ("note: null", "abce"), ("note: {not: null}", "d"),
            ("price: {column: \"target\"}", "a"), ("price: {atLeast: {column: \"target\"}}", "abc"), ("price: {below: {column: \"quantity\"}}", "d"),
            ("shop: {below: {column: \"currency\"}}", "d"), ("amount: {below: {column: \"price\"}}", "ac"),
            ("quantity: {not: {column: \"quantity\"}}", "ce"), ("shop: \"Rome\", quantity: 2", "a"), ("shop: \"Rome\", quantity: 3", ""),
            ("quantity: [null, 2]", "ace"), ("shop: [{column: \"currency\"}, \"Rom\"]", "b"),
        ])
    func leaves(test: String, keys: String) throws {
        for blockSize in [1, 2, 100] {
            let csv = try Sample.csv("{from: \"sales\", where: {\(test)}, rows: [\"key\", \"currency\"], measures: {n: {count: \"*\"}}}", Self.rows(), blockSize: blockSize)
            #expect(csv.split(separator: "\n").dropFirst().compactMap(\.first) == Array(keys))
        }
    }

    @Test("Each measure can have its own")
    func ownFilter() throws {
        let text = """
            {from: "sales", where: {shop: {not: null}}, measures: {all: {count: "*"}, rome: {count: "*", where: {shop: "Rome"}},
             also: {sum: "quantity", where: {shop: "Rome"}}, none: {max: "price", where: {shop: "x"}}, no: {count: "*", where: {shop: "x"}}}}
            """
        #expect(try Sample.csv(text, Self.rows()) == "all,rome,also,none,no\n4,1,2,,0\n")
    }
}
