import RefoldValues

/// The bytes between the values of the last payloads, so that equal bytes need not be parsed again.
///
/// A step is the bytes from the end of one value, or from an opening brace, to the start of the next value: comma, key, colon and the white
/// space between them. If exactly the bytes of the expected step occur at the same point of the grammar, they have the same meaning, so
/// comparing words is enough.
struct JSONPlanSteps: Sendable {
    private struct Step {
        /// Its length in bytes; -1 if nothing was learned yet.
        var length: Int32 = -1
        /// The offset of the key in it.
        var keyOffset: Int32 = 0
        /// The node that it leads to; -1 for an unwanted key.
        var node: Int32 = -1
        /// The step after an unwanted value; -1 if there is none yet.
        var next: Int32 = -1
        /// The mask of its last word.
        var lastMask: UInt64 = 0
    }

    private static let wordsPerStep = 8
    /// How many steps after unwanted values a plan keeps.
    private static let spare = 32

    private var steps: [Step]
    private var words: [UInt64]
    private var used: Int

    init(nodeCount: Int) {
        used = 2 * nodeCount
        steps = Array(repeating: Step(), count: used + Self.spare)
        words = Array(repeating: 0, count: steps.count * Self.wordsPerStep)
    }

    /// The step from the opening brace of a node's object.
    @inline(__always)
    static func into(_ node: Int) -> Int { 2 * node }

    /// The step from the end of a node's value.
    @inline(__always)
    static func after(_ node: Int) -> Int { 2 * node + 1 }

    /// The step from the end of the unwanted value that `step` led to; -1 if no more are kept.
    @inline(__always)
    mutating func afterUnwanted(_ step: Int) -> Int {
        guard step >= 0 else { return -1 }
        let next = Int(steps[step].next)
        return next >= 0 ? next : addStep(after: step)
    }

    private mutating func addStep(after step: Int) -> Int {
        guard used < steps.count else { return -1 }
        steps[step].next = Int32(used)
        used += 1
        return used - 1
    }

    /// Takes a step if its bytes are at `index`.
    ///
    /// - Returns: the node that it leads to, -1 for an unwanted key, and the start of the key; nil if other bytes are there or if the
    ///   payload ends too soon after them.
    @inline(__always)
    func take(_ step: Int, in bytes: Span<UInt8>, _ index: inout Int) -> (node: Int, key: Int)? {
        guard step >= 0 else { return nil }
        let expected = steps[step]
        var left = Int(expected.length)
        var position = index
        guard left > 0, position &+ ((left &+ 7) & ~7) <= bytes.count else { return nil }
        var word = step &* Self.wordsPerStep
        while left > 8 {
            guard ByteRuns.word(bytes, at: position) == words[word] else { return nil }
            position &+= 8
            word &+= 1
            left &-= 8
        }
        guard ByteRuns.word(bytes, at: position) & expected.lastMask == words[word] else { return nil }
        let key = index &+ Int(expected.keyOffset)
        index = position &+ left
        return (Int(expected.node), key)
    }

    /// Remembers the bytes of a step that was just parsed.
    mutating func learn(_ step: Int, _ range: Range<Int>, of bytes: Span<UInt8>, key: Int, node: Int) {
        guard step >= 0 else { return }
        steps[step].length = -1
        guard range.count <= 8 * Self.wordsPerStep, range.lowerBound + (range.count + 7) & ~7 <= bytes.count else { return }
        var word = step * Self.wordsPerStep
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
            let left = range.upperBound - start
            let mask = left >= 8 ? UInt64.max : UInt64.max >> UInt64(8 * (8 - left))
            words[word] = ByteRuns.word(bytes, at: start) & mask
            steps[step].lastMask = mask
            word += 1
        }
        steps[step].length = Int32(range.count)
        steps[step].keyOffset = Int32(key - range.lowerBound)
        steps[step].node = Int32(node)
    }
}
