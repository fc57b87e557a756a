import RefoldPayments
import RefoldQueries
import RefoldValues

/// Puts a question to Refold's own queries, as a program that links them does.
enum QueryStep {
    static func run(_ question: PaymentQuestion, of rows: PaymentRows, at place: String, rounds: Int) throws(RefoldError) -> FloorResult {
        let reader = try PaymentRows.reader(place)
        let queries = StoredPaymentQueries(reader)
        var checksum = 0
        func ask(_ round: Int) throws(RefoldError) {
            let subject = question.subject(round, of: rows)
            switch question {
            case .lookup: checksum &+= try queries.payment(subject).value?.id.utf8.count ?? 0
            case .page: checksum &+= try queries.payments(of: subject, PageRequest()).value.items.count
            case .cursor:
                let cursor = PageCursor([.integer(rows.deepTime), .text("~")], in: "payments of \(subject)")
                checksum &+= try queries.payments(of: subject, PageRequest(.after(cursor))).value.items.count
            case .revision: checksum &+= Int(try reader.revision(of: subject)?.generation ?? 0)
            }
        }
        for round in 0..<200 { try ask(round) }
        let start = ContinuousClock.now
        for round in 0..<rounds { try ask(round) }
        return FloorResult(duration: .now - start, checksum: checksum)
    }
}
