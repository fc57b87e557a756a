import RefoldPayments
import RefoldQueries
import RefoldValues

/// Runs a query through Refold's own queries, as a program that links them does.
enum QueryStep {
    static func run(_ question: PaymentQuestion, of rows: PaymentRows, at place: String, rounds: Int) throws(RefoldError) -> FloorResult {
        let reader = try PaymentRows.reader(place)
        let queries = StoredPaymentQueries(reader)
        return try .asking(rounds) { round throws(RefoldError) in
            let subject = question.subject(round, of: rows)
            switch question {
            case .lookup: return try queries.payment(subject).value?.id.utf8.count ?? 0
            case .page: return try queries.payments(of: subject, PageRequest()).value.items.count
            case .cursor:
                let cursor = PageCursor([.integer(rows.deepTime), .text("~")], in: "payments of \(subject)")
                return try queries.payments(of: subject, PageRequest(.after(cursor))).value.items.count
            case .revision: return Int(try reader.revision(of: subject)?.generation ?? 0)
            }
        }
    }
}
