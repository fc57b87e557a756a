import RefoldCore
import RefoldJSON

/// How many paths all types together may still have: keys of payloads that are data (`{"2024-01-01": …}`) are without bound.
struct PathLimit {
    static let paths = 1000
    var left = 4 * paths
}

/// The paths that the payloads of one type have, and what was met at each. Belongs to one thread.
final class PathTree {
    private struct Node {
        var parent: Int
        /// Nil for the elements of a list.
        var name: [UInt8]?
        var present: Int64 = 0
        var values = ValueTally()
    }

    /// The first is the payload itself.
    private var nodes = [Node(parent: -1, name: nil)]
    /// The nodes by parent and name.
    private var places: [UInt64: Int] = [:]
    /// Whether there were more paths than are kept.
    private(set) var isFull = false

    /// Adds what a payload holds.
    func add(_ bytes: Span<UInt8>, _ limit: inout PathLimit) throws(JSONFault) {
        var walk = PathWalk(tree: self, limit: limit)
        defer { limit = walk.limit }
        try JSONScanner.walk(bytes, &walk)
    }

    /// The node of a member, or, without a name, of the elements; -1 if no more are kept.
    fileprivate func child(of parent: Int, _ name: JSONSlice?, in bytes: Span<UInt8>, _ limit: inout PathLimit) -> Int {
        guard parent >= 0 else { return -1 }
        var place = Self.place(parent, name, bytes)
        while let node = places[place] {
            if nodes[node].parent == parent, isName(nodes[node].name, name, bytes) { return node }
            place &+= 1
        }
        guard nodes.count <= PathLimit.paths, limit.left > 0 else {
            isFull = true
            return -1
        }
        limit.left -= 1
        nodes.append(Node(parent: parent, name: name.map { Self.text($0, bytes) }))
        places[place] = nodes.count - 1
        return nodes.count - 1
    }

    private func isName(_ known: [UInt8]?, _ name: JSONSlice?, _ bytes: Span<UInt8>) -> Bool {
        guard let known, let name else { return known == nil && name == nil }
        return name.isEqual(to: known, in: bytes)
    }

    private static func place(_ parent: Int, _ name: JSONSlice?, _ bytes: Span<UInt8>) -> UInt64 {
        guard let name else { return UInt64(parent) &* 0x9E37_79B9_7F4A_7C15 }
        let hash = name.kind == .string ? bytes.extracting(name.range).stableHash : text(name, bytes).span.stableHash
        return hash &+ UInt64(parent) &* 0x9E37_79B9_7F4A_7C15
    }

    private static func text(_ name: JSONSlice, _ bytes: Span<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        name.appendUnescaped(from: bytes, to: &text)
        return text
    }

    fileprivate func note(_ kind: JSONKind, at node: Int) {
        guard node > 0 else { return }
        nodes[node].present += 1
        nodes[node].values.addContainer(kind)
    }

    fileprivate func note(_ value: JSONSlice, _ bytes: Span<UInt8>, at node: Int) {
        guard node > 0 else { return }
        nodes[node].present += 1
        nodes[node].values.add(value, bytes)
    }

    /// What was met, by path as their bytes sort.
    func fields(isMetadata: Bool) -> [FieldSurvey] {
        func path(_ node: Int) -> [[UInt8]?] { node == 0 ? [] : path(nodes[node].parent) + [nodes[node].name] }
        let all = nodes.indices.dropFirst().map { (path: path($0), node: nodes[$0]) }
        let sorted = all.sorted { a, b in
            for (one, other) in zip(a.path, b.path) where one != other {
                return (one ?? []).lexicographicallyPrecedes(other ?? []) || (one == nil && other != nil)
            }
            return a.path.count < b.path.count
        }
        return sorted.map { entry in
            FieldSurvey(
                path: entry.path.map { $0.map { String(decoding: $0, as: UTF8.self) } }, isMetadata: isMetadata, present: entry.node.present,
                null: entry.node.values.nulls, values: entry.node.values)
        }
    }
}

/// One walk through a payload.
private struct PathWalk: JSONVisitor {
    private let tree: PathTree
    private(set) var limit: PathLimit
    /// The open containers; of a list also the node of its elements, once there is one.
    private var open: [(node: Int, isList: Bool, elements: Int?)] = []
    /// The node of the member whose key was read last.
    private var member = 0

    init(tree: PathTree, limit: PathLimit) {
        self.tree = tree
        self.limit = limit
    }

    /// The node of the value at hand.
    private mutating func place() -> Int {
        guard let last = open.last, last.isList else { return member }
        if let known = last.elements { return known }
        let elements = tree.child(of: last.node, nil, in: [UInt8]().span, &limit)
        open[open.count - 1].elements = elements
        return elements
    }

    mutating func key(_ key: JSONSlice, in bytes: Span<UInt8>) {
        member = tree.child(of: open.last?.node ?? -1, key, in: bytes, &limit)
    }

    mutating func opened(_ kind: JSONKind) {
        let node = place()
        tree.note(kind, at: node)
        open.append((node, kind == .array, nil))
    }

    mutating func closed() { open.removeLast() }

    mutating func scalar(_ value: JSONSlice, in bytes: Span<UInt8>) { tree.note(value, bytes, at: place()) }
}
