import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Ticks of numbers")
struct ValueTicksTests {
    @Test(
        "Ticks are round numbers with a letter that is explained",
        arguments: [
            (0.0, 4.0, "0 1 2 3 4", ""), (0, 9, "0 2 4 6 8 10", ""), (0, 12, "0 2.5 5 7.5 10 12.5", ""), (-3, 7, "−4 −2 0 2 4 6 8", ""),
            (0, 0.0043, "0 0.001 0.002 0.003 0.004 0.005", ""),
            (0, 4800, "0 1000 2000 3000 4000 5000", ""), (0, 119_000, "0 25k 50k 75k 100k 125k", "k = thousand"),
            (0, 12_100_000, "0 2.5M 5M 7.5M 10M 12.5M", "M = million"),
            (-2e9, 0, "−2bn −1.5bn −1bn −0.5bn 0", "bn = thousand million"), (0, 4e12, "0 1tn 2tn 3tn 4tn", "tn = million million"),
            (0, 4e20, "0 100 200 300 400", "× 10^18"),
            (0, 4e-9, "0 1 2 3 4", "× 10^-9"), (0, 0, "0 0.2 0.4 0.6 0.8 1", ""),
        ])
    func texts(low: Double, high: Double, texts: String, note: String) {
        let ticks = ValueTicks(low, high, count: 5)
        #expect(ticks.ticks.map(\.text).joined(separator: " ") == texts)
        #expect(ticks.note == note)
    }

    @Test("Counts have no ticks with decimals, and years no letters")
    func whole() {
        #expect(ValueTicks(0, 2, count: 5, isWhole: true).ticks.map(\.text) == ["0", "1", "2"])
        #expect(ValueTicks(0, 0, count: 5, isWhole: true).ticks.map(\.text) == ["0", "1"])
        #expect(
            ValueTicks(12_000, 12_004, count: 5, isInside: true, isPlain: true, isWhole: true).ticks.map(\.text) == [
                "12000", "12001", "12002", "12003", "12004",
            ])
    }

    @Test("Ticks enclose the numbers, or lie between them, at any size, and are few")
    func encloses() {
        var dice = Dice(seed: 7)
        for _ in 0..<2000 {
            let size = PowerOfTen.of(dice.below(70) - 35)
            let (a, b) = ((Double(dice.below(2001)) - 1000) * size, (Double(dice.below(2001)) - 1000) * size)
            let (low, high) = (min(a, b, 0), max(a, b, 0))
            let ticks = ValueTicks(low, high, count: 5)
            #expect(ticks.low <= low * (1 - 1e-6) + size * 1e-6 && ticks.high >= high * (1 - 1e-6) - size * 1e-6)
            #expect((2...9).contains(ticks.ticks.count), "\(low) \(high)")
            #expect(ticks.ticks.contains { $0.value == 0 })
            #expect(Set(ticks.ticks.map(\.text)).count == ticks.ticks.count)
        }
    }

    @Test(
        "Positions are written with two decimals",
        arguments: [(0.0, "0"), (1.5, "1.5"), (-0.004, "0"), (-2.05, "-2.05"), (99.999, "100"), (1e30, "99999"), (.infinity, "99999")])
    func positions(value: Double, text: String) {
        var bytes: [UInt8] = []
        bytes.position(value)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
}

/// Random numbers that are the same in each run.
struct Dice {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func below(_ limit: Int) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((mixed ^ (mixed >> 31)) % UInt64(limit))
    }
}
