/// Finds the values of some paths in one pass over a payload.
///
/// Built once from the paths that a reducer reads, then used for many payloads. It remembers the bytes between the values of the last
/// payloads and compares those first, before it parses a key: payloads of one type mostly look alike.
///
/// A plan is a value that changes while it is used: give each thread its own copy. Not for payloads whose every key is wanted in turn
/// (use ``JSONScanner``), nor for elements of arrays (``JSONListItems``): a path goes through objects only, and says so if it meets an array.
public struct JSONFieldPlan: Sendable {
    /// The wanted paths, in the order of the fields.
    public let paths: [[String]]

    /// The tree of the wanted keys; the first node is the payload itself.
    var nodes: [Node]
    let names: JSONPlanKeys
    var steps: JSONPlanSteps
    /// Fields that repeat the path of an earlier field.
    let copies: [(field: Int, of: Int)]
    /// Counts the payloads, so that nodes need no clearing between them.
    var payload: UInt64 = 0

    /// Compiles the plan.
    ///
    /// - Parameter paths: each a list of object keys from the payload's own object down. One may lead through another; the same path
    ///   may occur twice; the empty path is the whole payload.
    public init(paths: [[String]]) {
        var builder = JSONFieldPlanBuilder()
        for (field, path) in paths.enumerated() { builder.add(path.map { Array($0.utf8) }, field: field) }
        builder.layOutBuckets()
        self.paths = paths
        self.nodes = builder.nodes
        self.names = builder.names
        steps = JSONPlanSteps(nodeCount: builder.nodes.count)
        self.copies = builder.copies
    }

    /// A key on the way to a wanted value.
    struct Node: Sendable {
        /// The node of the object that has this key; -1 for the payload itself.
        var parent: Int32
        /// The field for the value of this key; -1 if only something inside the value is wanted.
        var field: Int32 = -1
        /// How many objects are open inside the value of this key, if it is an object.
        var depth: Int32
        /// The written form of the key.
        var key = JSONPlanKeys.Key()
        /// The next node of the same parent; -1 for the last.
        var nextSibling: Int32 = -1
        /// The first child; -1 if nothing inside this value is wanted.
        var firstChild: Int32 = -1
        /// The first of the children's buckets; and their number minus 1, as a mask.
        var firstBucket: Int32 = 0
        var bucketMask: Int32 = 0
        /// The next node of the same bucket; -1 for the last.
        var nextInBucket: Int32 = -1
        /// The start of this key's open object in the present payload.
        var start: Int = 0
        /// The last payload that had this key.
        var payload: UInt64 = 0
    }
}
