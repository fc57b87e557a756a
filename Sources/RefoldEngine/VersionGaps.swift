import RefoldValues

/// The missing versions of a stream: their events were deleted.
struct VersionGaps {
    private static let listed = 10

    private var last: Int64 = 0
    private var first: [ClosedRange<Int64>] = []
    private var count = 0

    /// Takes the version of the stream's next event.
    mutating func add(_ version: Int64) {
        if version > last + 1 {
            count += 1
            if first.count < Self.listed { first.append(last + 1...version - 1) }
        }
        last = max(last, version)
    }

    /// The error that lists them; nil if there are none.
    func error(in stream: String) -> RefoldError? {
        guard count > 0 else { return nil }
        var words = first.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
        if count > first.count { words.append("\(count - first.count) more places") }
        let list = words.count == 1 ? words[0] : words.dropLast().joined(separator: ", ") + " and " + words[words.count - 1]
        let isOne = count == 1 && first[0].count == 1
        return RefoldError(
            .refused, isOne ? "version \(list) is missing" : "the versions \(list) are missing", at: .named("stream \"\(stream)\""),
            expected: "the versions 1, 2, 3 … without a gap", remedy: "find out who deleted the events, and restore them from a backup of the store")
    }
}
