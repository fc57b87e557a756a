/// Measures elapsed time.
struct Stopwatch {
    private let start = ContinuousClock.now

    /// Milliseconds since the start.
    var milliseconds: Int {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Int(seconds) * 1000 + Int(attoseconds / 1_000_000_000_000_000)
    }

    /// `0.4 s`, `12.0 s`.
    static func text(_ milliseconds: Int) -> String { "\(milliseconds / 1000).\(milliseconds % 1000 / 100) s" }
}
