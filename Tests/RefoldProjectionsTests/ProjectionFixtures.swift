import RefoldProjections
import RefoldValues

/// The projection of the contract, which uses most of the language.
let finesProjection = """
    {
      name: "fines", version: 1,
      key: "@stream",
      columns: {
        status:     "text",
        amount:     {type: "decimal", scale: 2},
        paid:       {type: "decimal", scale: 2, default: "0"},
        payments:   {type: "integer", default: 0},
        created_at: "timestamp",
        paid_at:    "timestamp",
        vehicle_class: "text",
      },
      on: {
        CreateFine: {status: "created", amount: "$.amount", created_at: "@occurred_at", vehicle_class: "$.vehicleClass"},
        Payment:    {status: "paid", paid: {add: "$.paymentAmount"}, payments: {add: 1}, paid_at: {first: "@occurred_at"}},
        Appeal:     [{when: {"$.dismissal": ["#", "G"]}, set: {status: "dismissed"}}, {when: {"$.dismissal": {not: ["#", "G"]}}, set: {status: "appealed"}}],
        Erased:     "delete",
      },
      computed: {
        due:     {subtract: ["amount", "paid"]},
        overdue: {days: ["created_at", "paid_at"], timeZone: "Europe/Rome"},
        state:   {case: [{when: {status: "dismissed"}, then: "dismissed"},
                         {when: {paid: {atLeast: {column: "amount"}}}, then: "settled"}], else: "open"},
      },
    }
    """

/// A small projection around the parts under test.
func projection(
    key: String = "'@stream'", columns: String = "", on: String = "{X: {}}", computed: String = "{}"
) -> String {
    """
    {name: 'p', version: 1, key: \(key), columns: {t: 'text', i: 'integer', d: {type: 'decimal', scale: 2}, b: 'boolean', ts: 'timestamp', da: 'date', j: 'json', cur: 'text', cur2: 'text', m: {type: 'money', currency: 'cur'}, m2: {type: 'money', currency: 'cur2'}, \(columns)},
    on: \(on),
    computed: \(computed)}
    """
}

func read(_ text: String) throws(RefoldError) -> ProjectionDefinition { try ProjectionDefinition.read(text.utf8, file: "f") }

/// All faults of a projection, one line each.
func faults(_ text: String) -> [String] {
    do throws(RefoldError) {
        _ = try read(text)
        return []
    } catch {
        return error.faults.map(\.description)
    }
}
