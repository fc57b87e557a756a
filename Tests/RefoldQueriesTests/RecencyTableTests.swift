import RefoldTesting
import Testing

@testable import RefoldQueries

@Suite("The table of a cache")
struct RecencyTableTests {
    @Test("has the same contents as a plain list sorted by use, whatever is added, used and removed", arguments: [1, 2, 3] as [UInt64])
    func equalsPlainList(seed: UInt64) {
        var numbers = SeededNumbers(seed)
        var table = RecencyTable<Int, Int>()
        // The most recently used is last.
        var plain: [(key: Int, entry: Int)] = []
        for step in 0..<3000 {
            let key = Int.random(in: 0..<12, using: &numbers)
            let place = plain.firstIndex { $0.key == key }
            switch Int.random(in: 0..<8, using: &numbers) {
            case 0...2:
                let old = place.map { plain.remove(at: $0).entry }
                plain.append((key, step))
                #expect(table.put(step, for: key) == old)
            case 3...5:
                let isWanted = Bool.random(using: &numbers)
                let found = table.use(key) { _ in isWanted }
                #expect(found == (isWanted ? place.map { plain[$0].entry } : nil))
                if isWanted, let place { plain.append(plain.remove(at: place)) }
            case 6:
                #expect(table.remove(key) == place.map { plain.remove(at: $0).entry })
            default:
                let oldest = table.removeOldest()
                let expected = plain.isEmpty ? nil : plain.removeFirst()
                #expect(oldest?.key == expected?.key && oldest?.entry == expected?.entry)
            }
            #expect(table.count == plain.count)
        }
    }
}
