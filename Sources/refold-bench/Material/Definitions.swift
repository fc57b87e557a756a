/// The definitions for the measures, which do not change with the project's own definitions.
enum Definitions {
    /// The built-in projection `payments`, declared.
    static let payments = """
        {
          name: "payments_declared", version: 1,
          key: {value: "@stream", as: "id"},
          columns: {
            organization_id: "text", customer_name: "text", customer_email: "text",
            amount: {type: "money", currency: "currency"}, currency: "text", status: "text",
            created_at: "timestamp", created_by: "text", updated_at: "timestamp", updated_by: "text",
            failure_reason: "text", refund_reason: "text",
          },
          on: {
            PaymentInitiated: {
              organization_id: "$.organization_id", customer_name: "$.customer_name", customer_email: "$.customer_email",
              amount: "$.amount", currency: "$.currency", status: "initiated", created_at: "@occurred_at", created_by: "$.by",
            },
            PaymentProcessed: {status: "processed", updated_at: "@occurred_at", updated_by: "$.by"},
            PaymentFailed: {status: "failed", updated_at: "@occurred_at", updated_by: "$.by", failure_reason: "$.reason"},
            PaymentRefunded: {status: "refunded", updated_at: "@occurred_at", updated_by: "$.by", refund_reason: "$.reason"},
          },
        }

        """

    /// Payments by day and currency: four columns of the read model, nine measures.
    static let byDay = """
        {
          title: "Payments by day and currency", from: "payments",
          period: {column: "created_at", timeZone: "Europe/Paris"},
          rows: [{day: "created_at"}, "currency"],
          measures: {
            payments:         {count: "*"},
            amount:           {sum: "amount"},
            average:          {average: "amount"},
            largest:          {max: "amount"},
            processed:        {count: "*", where: {status: "processed"}},
            processed_amount: {sum: "amount", where: {status: "processed"}},
            failed:           {count: "*", where: {status: "failed"}},
            refunded:         {count: "*", where: {status: "refunded"}},
            refunded_amount:  {sum: "amount", where: {status: "refunded"}},
          },
        }

        """

    static let byMonth = """
        {
          from: "payments", period: {column: "created_at", timeZone: "Europe/Paris"}, rows: [{month: "created_at"}, "currency"],
          measures: {payments: {count: "*"}, amount: {sum: "amount"}},
        }

        """

    static let byMonthMore = """
        {
          from: "payments", period: {column: "created_at", timeZone: "Europe/Paris"}, rows: ["currency", {month: "created_at"}],
          fill: ["month"], subtotals: ["currency"], totals: true,
          measures: {
            payments: {count: "*"}, amount: {sum: "amount"}, so_far: {running: "amount", along: "month"}, growth: {growth: "amount", along: "month", scale: 4},
            share: {share: "amount", scale: 4}, place: {rank: "amount"},
          },
        }

        """

    static let distinct = """
        {from: "payments", rows: ["organization_id"], measures: {customers: {distinct: "customer_email"}}}

        """
}
