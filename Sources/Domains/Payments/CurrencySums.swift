import RefoldCore
import RefoldQueries
import RefoldStores
import RefoldValues

/// Adds up numbers of a read model per currency.
struct CurrencySums {
    private let model: String
    /// What is counted, for messages.
    private let what: String
    private let columns: Int
    private var sums: [Currency: [Int64]] = [:]

    /// - Parameter selection: its last column is the currency; the others are counts, and amounts of that currency.
    init(_ selection: RowSelection, of what: String) {
        model = selection.model
        self.what = what
        columns = selection.columns.count - 1
    }

    /// Adds the rows of a selection.
    ///
    /// - Throws: `.failed`, with the currency, if a sum exceeds 64 bits.
    mutating func add(_ rows: RowBlock) throws(RefoldError) {
        for row in 0..<rows.count {
            guard let currency = rows.withBytes(row, columns, { Currency(code: $0) }) else {
                throw RowReading(row, of: rows, in: model).broken("no known currency")
            }
            var sum = sums[currency] ?? Array(repeating: 0, count: columns)
            for column in 0..<columns {
                let (total, overflow) = sum[column].addingReportingOverflow(rows.integer(row, column))
                guard !overflow else { throw tooLarge(currency) }
                sum[column] = total
            }
            sums[currency] = sum
        }
    }

    private func tooLarge(_ currency: Currency) -> RefoldError {
        RefoldError(
            .failed, "a sum of \(what) in \(currency) is too large", at: .named("the read model \"\(model)\""),
            expected: "at most \(Int64.max), for amounts of the currency's minor unit", remedy: "ask for fewer days")
    }

    /// The sums in the order of the columns, by currency code.
    var all: [(currency: Currency, sums: [Int64])] { sums.sorted { $0.key < $1.key }.map { ($0.key, $0.value) } }
}
