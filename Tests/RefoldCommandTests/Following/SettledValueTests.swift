import Testing
@testable import RefoldCLI

@Suite("A value that others may be changing")
struct SettledValueTests {
    /// When each value, seen a tenth of a second after the one before, is taken.
    private func taken(_ seen: [Int]) -> [Int] {
        var settled = SettledValue(0, after: .milliseconds(200))
        let start = ContinuousClock.now
        return seen.indices.filter { settled.see(seen[$0], at: start + .milliseconds(100 * $0)) }
    }

    @Test("is taken once, after it has stayed the same for the time")
    func once() { #expect(taken([0, 1, 1, 1, 1, 1]) == [3]) }

    @Test("is not taken while it goes on changing, nor if it becomes what it was")
    func unsettled() {
        #expect(taken([1, 2, 1, 2, 3, 3, 4, 4]).isEmpty)
        #expect(taken([1, 1, 0, 1, 1, 0, 0, 0]).isEmpty)
        #expect(taken([1, 1, 0, 1, 1, 1, 0, 0, 0]) == [5, 8])
    }
}
