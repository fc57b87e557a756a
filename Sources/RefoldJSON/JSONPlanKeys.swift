import RefoldValues

/// The keys of a ``JSONFieldPlan``.
struct JSONPlanKeys: Sendable {
    /// The keys of the nodes with their closing quotes, eight bytes per word, the first byte lowest, padded with zeros.
    var words: [UInt64] = []
    /// The keys of the nodes as UTF-8; for payloads that write them with escapes.
    var keys: [[UInt8]] = [[]]
    /// Hash tables of the nodes' children: the first node of each bucket, or -1.
    var buckets: [Int32] = []

    /// The written form of one key.
    struct Key: Sendable {
        /// The first of its words.
        var firstWord: Int32 = 0
        /// Its bytes, without the quote; -1 if it can only be written with escapes.
        var length: Int32 = -1
        /// The mask of its last word.
        var lastMask: UInt64 = 0
    }

    /// A cheap hash of a key that does not read all of it.
    static func hash(length: Int, first: UInt8, last: UInt8) -> Int {
        length &* 7 &+ Int(first) &* 5 &+ Int(last)
    }

    /// Whether `key` and its closing quote are at `position`.
    @inline(__always)
    func stands(_ key: Key, in bytes: Span<UInt8>, at position: Int) -> Bool {
        var position = position
        var word = Int(key.firstWord)
        var left = Int(key.length) &+ 1
        guard position &+ ((left &+ 7) & ~7) <= bytes.count else { return standsNearTheEnd(key, in: bytes, at: position) }
        while left > 8 {
            guard ByteRuns.word(bytes, at: position) == words[word] else { return false }
            position &+= 8
            word &+= 1
            left &-= 8
        }
        return ByteRuns.word(bytes, at: position) & key.lastMask == words[word]
    }

    /// The same byte by byte, if the last word would extend past the payload.
    private func standsNearTheEnd(_ key: Key, in bytes: Span<UInt8>, at position: Int) -> Bool {
        let length = Int(key.length) + 1
        guard position + length <= bytes.count else { return false }
        for offset in 0..<length {
            let byte = UInt8(truncatingIfNeeded: words[Int(key.firstWord) + (offset >> 3)] >> UInt64((offset & 7) * 8))
            guard bytes[position + offset] == byte else { return false }
        }
        return true
    }

    /// The child of `parent` whose key is `key`, or -1.
    func child(
        of parent: Int, named key: JSONSlice, in bytes: Span<UInt8>, _ nodes: Span<JSONFieldPlan.Node>
    ) -> Int {
        if key.kind == .escapedString {
            var node = Int(nodes[parent].firstChild)
            while node >= 0, !key.isEqual(to: keys[node], in: bytes) { node = Int(nodes[node].nextSibling) }
            return node
        }
        let length = key.end - key.start
        let isEmpty = length == 0
        let hash = Self.hash(length: length, first: isEmpty ? 0 : bytes[key.start], last: isEmpty ? 0 : bytes[key.end - 1])
        var node = Int(buckets[Int(nodes[parent].firstBucket) + (hash & Int(nodes[parent].bucketMask))])
        while node >= 0 {
            if Int(nodes[node].key.length) == length, stands(nodes[node].key, in: bytes, at: key.start) { return node }
            node = Int(nodes[node].nextInBucket)
        }
        return -1
    }
}
