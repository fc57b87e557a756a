import Dispatch
import RefoldCore
import RefoldPayments
import RefoldQueries
import RefoldSQLite
import RefoldStores
import RefoldValues
import Synchronization

/// Asks for single payments again and again, of a SQLite file and of a cache before it.
enum CacheStep {
    enum Way: String {
        /// The store is asked each time.
        case plain
        /// The look at the read model's revision alone.
        case revision
        /// The cache, with a look that costs nothing.
        case free
        /// The cache, with a look into the file each time.
        case marked
    }

    /// How many payments are asked for by turns.
    private static let payments = 1000

    /// - Returns: the time of `questions`, shared among threads; the checksum is how many had an answer.
    static func run(_ way: Way, readModels: String, threads: Int, questions: Int) throws(RefoldError) -> FloorResult {
        let reader = SQLiteReadModelReader(path: readModels)
        let ids = try reader.rows(
            RowSelection([ColumnSchema("id", .text)], of: "payments", order: ["id"]), [], limit: payments, offset: 0
        ).value
        let names = (0..<ids.count).compactMap { ids.text($0, 0) }
        guard let revision = try reader.revision(of: "payments"), !names.isEmpty else {
            throw RefoldError(.failed, "there are no payments", at: .named(readModels))
        }
        let stored = StoredPaymentQueries(reader)
        let isFree = way == .free
        let cached = CachedPaymentQueries(stored) { model throws(RefoldError) in isFree ? revision : try reader.revision(of: model) }
        let ask: @Sendable (String) throws(RefoldError) -> Bool =
            switch way {
            case .plain: { name throws(RefoldError) in try stored.payment(name).value != nil }
            case .revision: { name throws(RefoldError) in try reader.revision(of: "payments") != nil }
            case .free, .marked: { name throws(RefoldError) in try cached.payment(name).value != nil }
            }
        for name in names { _ = try ask(name) }
        return try .working(threads: threads) { thread throws(RefoldError) in
            var answered = 0
            for number in 0..<(questions / threads) where try ask(names[(number &* 7 &+ thread) % names.count]) { answered += 1 }
            return answered
        }
    }
}
