import RefoldCore
import RefoldTesting
import RefoldValues
import Testing

@Suite("Declared money, compiled")
struct CompileMoneyTests {
    private static let account = """
        {name: 'p', version: 1, key: '@stream',
         columns: {amount: {type: 'money', currency: 'currency'}, fee: {type: 'money', currency: 'currency'}, currency: 'text', note: 'text'},
         on: {
           Set:   {amount: '$.amount', currency: '$.currency'},
           Both:  {fee: '$.fee', amount: '$.amount', currency: '$.currency'},
           Add:   {amount: {add: '$.amount'}},
           Mixed: {amount: {add: '$.amount'}, currency: '$.currency'},
           Fixed: {amount: 5, currency: 'EUR'},
           Copy:  {fee: {column: 'amount'}, amount: '$.amount', currency: '$.currency'},
           Note:  {note: {column: 'amount'}, amount: '$.amount', currency: '$.currency'},
           First: {amount: {first: '$.amount'}, currency: {first: '$.currency'}},
           Tax:   {fee: {multiply: [{column: 'amount'}, '$.rate'], rounding: 'half-even'}},
           Lose:  {currency: null},
         }}
        """

    private func scenario() throws -> ProjectionScenario { try RefoldProjectionsTests.scenario(Self.account) }

    @Test("An amount has the decimals of its currency: none, two or three")
    func decimals() throws {
        for (currency, text) in [("JPY", "20"), ("EUR", "20.00"), ("KWD", "20.000")] {
            let rows = try scenario().given("Set", #"{"amount": "20", "currency": "\#(currency)"}"#).rows()
            #expect(rows == [["key": "s", "amount": text, "currency": currency]])
        }
        #expect(
            try scenario().given("Set", #"{"amount": "0.5", "currency": "JPY"}"#).failure()
                == .refused(event: 1, .tooManyDecimals(scale: 0), column: "amount"))
        #expect(
            try scenario().given("Set", #"{"amount": 1.005, "currency": "EUR"}"#).failure()
                == .refused(event: 1, .tooManyDecimals(scale: 2), column: "amount"))
        #expect(try scenario().given("Fixed").given("Add", #"{"amount": 0.5}"#).rows().first?["amount"] == "5.50")
        #expect(try scenario().given("Set", ##"{"amount": 1.005, "currency": "\u004bWD"}"##).rows().first?["amount"] == "1.005")
    }

    @Test("An entry that sets amount and currency may change the currency; one that adds may not")
    func change() throws {
        let euro = try scenario().given("Set", #"{"amount": "20.50", "currency": "EUR"}"#)
        #expect(
            try euro.given("Set", #"{"amount": "20", "currency": "JPY"}"#).rows() == [["key": "s", "amount": "20", "currency": "JPY"]])
        #expect(
            try euro.given("Mixed", #"{"amount": "20", "currency": "EUR"}"#).rows() == [["key": "s", "amount": "40.50", "currency": "EUR"]])
        #expect(
            euro.given("Mixed", #"{"amount": "20", "currency": "JPY"}"#).failure()
                == .refused(event: 2, .mixedCurrencies, column: "currency"))
    }

    @Test("The currency does not change while another amount uses it")
    func another() throws {
        let euro = try scenario().given("Both", #"{"amount": "20.50", "fee": "1", "currency": "EUR"}"#)
        #expect(
            euro.given("Set", #"{"amount": "20", "currency": "USD"}"#).failure()
                == .refused(event: 2, .mixedCurrencies, column: "currency"))
        #expect(
            try euro.given("Both", #"{"amount": "1", "fee": null, "currency": "USD"}"#).rows()
                == [["key": "s", "amount": "1.00", "currency": "USD"]])
    }

    @Test("An amount is never read in one currency and written in another")
    func reinterpretation() throws {
        let euro = try scenario().given("Set", #"{"amount": "20", "currency": "EUR"}"#)
        #expect(
            try euro.given("Copy", #"{"amount": "1", "currency": "EUR"}"#).rows()
                == [["key": "s", "amount": "1.00", "fee": "20.00", "currency": "EUR"]])
        #expect(
            euro.given("Copy", #"{"amount": "1", "currency": "USD"}"#).failure() == .refused(event: 2, .mixedCurrencies, column: "currency"))
        #expect(
            try euro.given("Note", #"{"amount": "1", "currency": "JPY"}"#).rows()
                == [["key": "s", "amount": "1", "note": "20.00", "currency": "JPY"]])
    }

    @Test("An amount needs a currency, and a known one")
    func missing() throws {
        #expect(
            try scenario().given("Set", #"{"amount": "1"}"#).failure() == .refused(event: 1, .missingCurrency, column: "amount"))
        #expect(
            try scenario().given("Add", #"{"amount": "1"}"#).failure() == .refused(event: 1, .missingCurrency, column: "amount"))
        #expect(
            try scenario().given("Set", #"{"amount": "1", "currency": "XYZ"}"#).failure()
                == .refused(event: 1, .unknownCurrency, column: "currency"))
        #expect(try scenario().given("Set", "{}").rows() == [["key": "s"]])
        #expect(try scenario().given("Fixed").given("Lose").failure() == .refused(event: 2, .missingCurrency, column: "amount"))
        #expect(try scenario().given("Fixed").given("Set", "{}").rows() == [["key": "s"]])
    }

    @Test("first keeps the first amount and currency")
    func first() throws {
        let rows = try scenario()
            .given("First", #"{"amount": "1.5", "currency": "EUR"}"#).given("First", #"{"amount": "2", "currency": "JPY"}"#).rows()
        #expect(rows == [["key": "s", "amount": "1.50", "currency": "EUR"]])
    }

    @Test("A product is rounded to the currency's decimals")
    func product() throws {
        for (currency, fee) in [("JPY", "2"), ("EUR", "2.50"), ("KWD", "2.500")] {
            let rows = try scenario()
                .given("Set", #"{"amount": "20", "currency": "\#(currency)"}"#).given("Tax", #"{"rate": 0.125}"#).rows()
            #expect(rows.first?["fee"] == fee)
        }
    }

    @Test("A computed amount follows its currency, even after the row was written")
    func computed() throws {
        let text = """
            {name: 'p', version: 1, key: '@stream',
             columns: {amount: {type: 'money', currency: 'currency'}, paid: {type: 'money', currency: 'currency'}, currency: 'text'},
             on: {Set: {amount: '$.amount', paid: '$.paid', currency: '$.currency'}, Pay: {paid: {add: '$.paid'}}},
             computed: {due: {subtract: ['amount', 'paid']}, half: {multiply: ['amount', 0.5], rounding: 'half-up'}}}
            """
        let rows = try RefoldProjectionsTests.scenario(text)
            .given("Set", #"{"amount": "3.01", "paid": 1, "currency": "EUR"}"#)
            .given("Set", #"{"amount": "3", "paid": 1, "currency": "JPY"}"#)
            .given("Pay", #"{"paid": "3"}"#).rows()
        #expect(rows == [["key": "s", "amount": "3", "paid": "4", "currency": "JPY", "due": "-1", "half": "2"]])
    }

    @Test("The currency may be a part of the key")
    func inKey() throws {
        let text = """
            {name: 'p', version: 1, key: ['@stream', '$.currency'], columns: {total: {type: 'money', currency: 'currency'}},
             on: {X: {total: {add: '$.amount'}}}, computed: {twice: {sum: ['total', 'total']}, who: {column: 'stream'}}}
            """
        let rows = try RefoldProjectionsTests.scenario(text)
            .given("X", #"{"amount": "1.50", "currency": "EUR"}"#).given("X", #"{"amount": "150", "currency": "JPY"}"#)
            .given("X", #"{"amount": "0.25", "currency": "EUR"}"#).rows()
        #expect(
            rows == [
                ["stream": "s", "currency": "EUR", "total": "1.75", "twice": "3.50", "who": "s"],
                ["stream": "s", "currency": "JPY", "total": "150", "twice": "300", "who": "s"],
            ])
        #expect(
            try RefoldProjectionsTests.scenario(text).given("X", #"{"amount": "1.50", "currency": "?"}"#).failure()
                == .refused(event: 1, .unknownCurrency, column: "total"))
    }

    @Test("A default amount needs a default currency with enough decimals")
    func defaults() throws {
        func text(_ amount: String, _ currency: String) -> String {
            """
            {name: 'p', version: 1, key: '@stream', columns: {amount: {type: 'money', currency: 'currency', default: \(amount)}, currency: \(currency)},
             on: {X: {amount: {add: '$.amount'}}}}
            """
        }
        let rows = try RefoldProjectionsTests.scenario(text("1", "{type: 'text', default: 'KWD'}")).given("X", #"{"amount": 0.005}"#).rows()
        #expect(rows == [["key": "s", "amount": "1.005", "currency": "KWD"]])
        for (amount, currency) in [("1", "'text'"), ("1", "{type: 'text', default: 'euro'}"), ("'0.001'", "{type: 'text', default: 'EUR'}")] {
            let definition = try read(text(amount, currency))
            #expect(throws: RefoldError.self) { try Projection(definition) }
        }
    }

    @Test("An amount with the default 0 needs no default of its currency: it is 0 as soon as the row has one")
    func defaultZero() throws {
        let text = """
            {name: 'p', version: 1, key: '@stream',
             columns: {paid: {type: 'money', currency: 'currency', default: 0}, total: {type: 'money', currency: 'currency', default: '0.00'}, currency: 'text', n: 'integer'},
             on: {Placed: {currency: '$.currency', total: '$.total'}, Paid: {paid: {add: '$.amount'}}, Noted: {n: 1}, Named: {currency: '$.currency'}, Cleared: {paid: null}},
             computed: {due: {subtract: ['total', 'paid']}}}
            """
        let placed = try RefoldProjectionsTests.scenario(text).given("Placed", #"{"currency": "EUR", "total": "5"}"#)
        #expect(try placed.rows() == [["key": "s", "paid": "0.00", "total": "5.00", "currency": "EUR", "due": "5.00"]])
        #expect(try placed.given("Paid", #"{"amount": 2}"#).rows().first?["due"] == "3.00")
        #expect(try placed.given("Cleared").given("Named", #"{"currency": "EUR"}"#).rows().first?["paid"] == nil)
        let noted = try RefoldProjectionsTests.scenario(text).given("Noted")
        #expect(try noted.rows() == [["key": "s", "n": "1"]])
        #expect(try noted.given("Named", "{}").rows() == [["key": "s", "n": "1"]])
        #expect(try noted.given("Named", #"{"currency": "JPY"}"#).rows() == [["key": "s", "paid": "0", "total": "0", "currency": "JPY", "n": "1", "due": "0"]])
        let keyed = "{name: 'p', version: 1, key: ['$.currency', '$.k'], columns: {paid: {type: 'money', currency: 'currency', default: 0}}, on: {X: {}}}"
        #expect(try RefoldProjectionsTests.scenario(keyed).given("X", #"{"currency": "KWD", "k": "1"}"#).rows() == [["currency": "KWD", "k": "1", "paid": "0.000"]])
        let one = text.replacing("default: 0}", with: "default: 1}")
        #expect(throws: RefoldError.self) { try Projection(read(one)) }
    }
}
