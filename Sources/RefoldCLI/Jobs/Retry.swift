import RefoldDefinitions

/// How often what failed for a reason that may pass is tried again: a lock that somebody has, a connection that was lost.
struct Retry: Hashable, Sendable {
    /// How often after the first try.
    var times: Int
    /// How long before each.
    var wait: Duration

    static let keys = ["times", "wait"]
    static let none = Retry(times: 0, wait: .zero)
    private static let usualWait = Duration.seconds(60)
    /// Nobody means a longer one.
    private static let longestWait = 86_400

    init(times: Int, wait: Duration) {
        self.times = times
        self.wait = wait
    }

    /// The value of the key `retry`.
    init?(_ value: DefinitionValue) {
        guard let object = value.object("how often and after which time: {times: 3, wait: \"5m\"}", keys: Self.keys) else { return nil }
        let times = object.required("times")?.integer(0...1000)
        let wait = object.optional("wait").map { $0.span("a duration of at most a day, such as \"5m\"", 0...Self.longestWait) } ?? Self.usualWait
        guard let times, let wait else { return nil }
        self.init(times: times, wait: wait)
    }
}

extension DefinitionValue {
    /// A span of time in text whose seconds are in the range; notes a fault and returns nil if it is none. See ``TimeSpan``.
    func span(_ expected: String, _ range: ClosedRange<Int> = 1...Int.max) -> Duration? {
        guard let text = filled(expected) else { return nil }
        guard let seconds = TimeSpan.parse(text), range.contains(seconds) else {
            note(TimeSpan.parse(text) == nil ? "\"\(text)\" is no duration" : "found \"\(text)\"", expected: expected)
            return nil
        }
        return .seconds(seconds)
    }
}
