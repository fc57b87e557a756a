import Dispatch
import RefoldCore
import RefoldPayments
import RefoldQueries
import RefoldSQLite
import RefoldStores
import RefoldValues
import Synchronization

/// Queries single payments repeatedly, from a SQLite file and through a cache.
enum CacheStep {
    enum Way: String {
        /// The store is queried each time.
        case plain
        /// Only the revision of the read model is looked up.
        case revision
        /// The cache, with a lookup that costs nothing.
        case free
        /// The cache, with a lookup in the file each time.
        case marked
    }

    /// The number of different payments that are queried.
    private static let payments = 1000

    /// - Returns: the time of `questions` queries, divided among the threads; the checksum is the number of answers.
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
