/// Builds the tree of a ``JSONFieldPlan``.
struct JSONFieldPlanBuilder {
    typealias Node = JSONFieldPlan.Node

    var nodes = [Node(parent: -1, depth: 1)]
    var names = JSONPlanKeys()
    var copies: [(field: Int, of: Int)] = []

    /// Adds the missing nodes of `path`, and the field to the last of them.
    mutating func add(_ path: [[UInt8]], field: Int) {
        var node = 0
        for key in path { node = child(key, of: node) }
        if nodes[node].field < 0 {
            nodes[node].field = Int32(field)
        } else {
            copies.append((field, Int(nodes[node].field)))
        }
    }

    private mutating func child(_ key: [UInt8], of parent: Int) -> Int {
        var last = -1
        var node = Int(nodes[parent].firstChild)
        while node >= 0 {
            if names.keys[node] == key { return node }
            last = node
            node = Int(nodes[node].nextSibling)
        }
        node = nodes.count
        nodes.append(Node(parent: Int32(parent), depth: nodes[parent].depth + 1))
        names.keys.append(key)
        if last < 0 { nodes[parent].firstChild = Int32(node) } else { nodes[last].nextSibling = Int32(node) }
        if !key.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) { addWords(of: key, to: node) }
        return node
    }

    private mutating func addWords(of key: [UInt8], to node: Int) {
        nodes[node].key.firstWord = Int32(names.words.count)
        nodes[node].key.length = Int32(key.count)
        let quoted = key + [UInt8(ascii: "\"")]
        for start in stride(from: 0, to: quoted.count, by: 8) {
            let part = quoted[start..<min(start + 8, quoted.count)]
            names.words.append(part.reversed().reduce(0) { $0 << 8 | UInt64($1) })
            nodes[node].key.lastMask = UInt64.max >> UInt64(8 * (8 - part.count))
        }
    }

    /// Gives every node with children a hash table of at least twice their number.
    mutating func layOutBuckets() {
        for parent in nodes.indices {
            var children: [Int] = []
            var node = Int(nodes[parent].firstChild)
            while node >= 0 {
                children.append(node)
                node = Int(nodes[node].nextSibling)
            }
            var size = 1
            while size < children.count * 2 { size *= 2 }
            let first = names.buckets.count
            nodes[parent].firstBucket = Int32(first)
            nodes[parent].bucketMask = Int32(size - 1)
            names.buckets += [Int32](repeating: -1, count: size)
            for child in children where nodes[child].key.length >= 0 {
                let key = names.keys[child]
                let hash = JSONPlanKeys.hash(length: key.count, first: key.first ?? 0, last: key.last ?? 0)
                let bucket = first + (hash & (size - 1))
                nodes[child].nextInBucket = names.buckets[bucket]
                names.buckets[bucket] = Int32(child)
            }
        }
    }
}
