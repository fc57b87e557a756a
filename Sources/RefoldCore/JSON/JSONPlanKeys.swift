/// The keys of a ``JSONFieldPlan``.
struct JSONPlanKeys: Sendable {
    /// The keys of the nodes with their closing quotes, eight bytes a word, the first lowest, filled up with zeros.
    var words: [UInt64] = []
    /// The keys of the nodes as UTF-8; for keys that are written with escapes.
    var keys: [[UInt8]] = [[]]
    /// Hash tables of the nodes' children: the first node of each bucket, or -1.
    var buckets: [Int32] = []

    /// Spreads keys over buckets by what is at hand without reading them whole.
    static func hash(length: Int, first: UInt8, last: UInt8) -> Int {
        length &* 7 &+ Int(first) &* 5 &+ Int(last)
    }

    /// Whether the key of `node` and its closing quote stand at `position`.
    @inline(__always)
    func stands(_ node: JSONFieldPlan.Node, in bytes: Span<UInt8>, at position: Int) -> Bool {
        var position = position
        var word = Int(node.firstWord)
        var left = Int(node.length) &+ 1
        guard position &+ ((left &+ 7) & ~7) <= bytes.count else { return standsNearTheEnd(node, in: bytes, at: position) }
        while left > 8 {
            guard JSONBytes.word(bytes, at: position) == words[word] else { return false }
            position &+= 8
            word &+= 1
            left &-= 8
        }
        return JSONBytes.word(bytes, at: position) & node.lastMask == words[word]
    }

    /// The same byte by byte, where the last word would reach beyond the payload.
    private func standsNearTheEnd(_ node: JSONFieldPlan.Node, in bytes: Span<UInt8>, at position: Int) -> Bool {
        let length = Int(node.length) + 1
        guard position + length <= bytes.count else { return false }
        for offset in 0..<length {
            let byte = UInt8(truncatingIfNeeded: words[Int(node.firstWord) + (offset >> 3)] >> UInt64((offset & 7) * 8))
            guard bytes[position + offset] == byte else { return false }
        }
        return true
    }

    /// The child of `parent` whose key is `key`, or -1.
    func child(
        of parent: JSONFieldPlan.Node, named key: JSONSlice, in bytes: Span<UInt8>, _ nodes: Span<JSONFieldPlan.Node>
    ) -> Int {
        if key.kind == .escapedString {
            var node = Int(parent.firstChild)
            while node >= 0, !key.isEqual(to: keys[node], in: bytes) { node = Int(nodes[node].nextSibling) }
            return node
        }
        let length = key.end - key.start
        let isEmpty = length == 0
        let hash = Self.hash(length: length, first: isEmpty ? 0 : bytes[key.start], last: isEmpty ? 0 : bytes[key.end - 1])
        var node = Int(buckets[Int(parent.firstBucket) + (hash & Int(parent.bucketMask))])
        while node >= 0 {
            if Int(nodes[node].length) == length, stands(nodes[node], in: bytes, at: key.start) { return node }
            node = Int(nodes[node].nextInBucket)
        }
        return -1
    }
}
