/// A value that others may be changing: a new one is taken only after it has stayed the same for a time.
struct SettledValue<Value: Equatable> {
    private(set) var value: Value
    private let time: Duration
    private var next: (value: Value, since: ContinuousClock.Instant)?

    /// - Parameter time: for which a new value must stay the same.
    init(_ value: Value, after time: Duration) {
        self.value = value
        self.time = time
    }

    /// - Returns: whether ``value`` has become the one seen now.
    mutating func see(_ seen: Value, at now: ContinuousClock.Instant = .now) -> Bool {
        guard seen != value else {
            next = nil
            return false
        }
        guard let known = next, known.value == seen else {
            next = (seen, now)
            return false
        }
        guard known.since.duration(to: now) >= time else { return false }
        (value, next) = (seen, nil)
        return true
    }
}
