/// Round numbers along an axis: steps of 1, 2, 2.5 or 5 times a power of ten.
struct ValueTicks {
    /// A tick: its place, and its text without what all share.
    struct Tick {
        var value: Double
        var text: String
    }

    var ticks: [Tick]
    /// What the letters or the power of ten in the texts say: `k = thousand`; empty if there are none.
    var note: String

    /// The first and the last tick.
    var low: Double { ticks.first?.value ?? 0 }
    var high: Double { ticks.last?.value ?? 1 }

    /// Ticks that enclose two numbers.
    ///
    /// - Parameters:
    ///   - count: about how many intervals, at least one.
    ///   - isInside: whether they lie between the two numbers instead.
    ///   - isPlain: whether large numbers have no letters, as years have none.
    ///   - isWhole: whether no step is below 1.
    init(_ low: Double, _ high: Double, count: Int, isInside: Bool = false, isPlain: Bool = false, isWhole: Bool = false) {
        let high = high > low ? high : low + 1
        let step = Step(atLeast: (high - low) / Double(max(count, 1)), isWhole: isWhole)
        // Numbers just beyond a tick by an error of rounding are taken as the tick.
        let (first, last) = (low / step.size, high / step.size)
        let bounds = isInside ? ((first - 1e-9).rounded(.up), (last + 1e-9).rounded(.down)) : ((first + 1e-9).rounded(.down), (last - 1e-9).rounded(.up))
        guard abs(bounds.0) < 1e15, abs(bounds.1) < 1e15, bounds.0 <= bounds.1 else {
            (ticks, note) = ([], "")
            return
        }
        let range = Int(bounds.0)...Int(bounds.1)
        let largest = max(abs(range.lowerBound), abs(range.upperBound))
        let unit = TickUnit(of: step, times: largest, isPlain: isPlain)
        note = unit.note
        ticks = range.map { Tick(value: Double($0) * step.size, text: unit.text($0, step)) }
    }
}

/// The distance of ticks: `digits × 10^exponent`.
struct Step {
    var digits: Int
    var exponent: Int

    var size: Double { Double(digits) * PowerOfTen.of(exponent) }

    /// The smallest that is at least so large.
    init(atLeast least: Double, isWhole: Bool) {
        let least = isWhole ? max(least, 1) : least
        var exponent = 0
        while PowerOfTen.of(exponent) > least, exponent > -60 { exponent -= 1 }
        while PowerOfTen.of(exponent + 1) <= least, exponent < 60 { exponent += 1 }
        let lead = least / PowerOfTen.of(exponent) * (1 - 1e-9)
        (digits, self.exponent) =
            lead <= 1 ? (1, exponent) : lead <= 2 ? (2, exponent) : lead <= 2.5 ? (25, exponent - 1) : lead <= 5 ? (5, exponent) : (1, exponent + 1)
        if isWhole, self.exponent < 0 { (digits, self.exponent) = (5, 0) }
    }
}

/// By what all ticks of an axis are divided, and how that is said.
private struct TickUnit {
    private var power = 0
    private var letter = ""
    var note = ""

    init(of step: Step, times largest: Int, isPlain: Bool) {
        guard largest > 0 else { return }
        let magnitude = String(step.digits * largest).count - 1 + step.exponent
        switch magnitude {
        case 15..., ..<(-4):
            power = Int((Double(magnitude) / 3).rounded(.down)) * 3
            note = "× 10^\(power)"
        case _ where isPlain && magnitude < 6: break
        case 12...: (power, letter, note) = (12, "tn", "tn = million million")
        case 9...: (power, letter, note) = (9, "bn", "bn = thousand million")
        case 6...: (power, letter, note) = (6, "M", "M = million")
        case 4...: (power, letter, note) = (3, "k", "k = thousand")
        default: break
        }
    }

    /// The exact number, in this unit.
    func text(_ times: Int, _ step: Step) -> String {
        guard times != 0 else { return "0" }
        var (units, exponent) = (abs(times) * step.digits, step.exponent - power)
        while units % 10 == 0 { (units, exponent) = (units / 10, exponent + 1) }
        var digits = String(units) + String(repeating: "0", count: max(exponent, 0))
        if exponent < 0 {
            digits = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
            digits.insert(".", at: digits.index(digits.endIndex, offsetBy: exponent))
        }
        return (times < 0 ? "−" : "") + digits + letter
    }
}
