extension JSONFieldPlan {
    /// Finds the wanted values of `bytes`, which must be one object with only white space around it, and validates all of it strictly.
    ///
    /// A field's value is whole, also if it is an object or an array; if the path does not occur it is `missing`, and `underList`
    /// if it steps by a name into an array. A repeated key is a fault if it is wanted or something inside it is, and not noticed
    /// elsewhere.
    /// - Parameter fields: one element a path, in the plan's order; unspecified if it throws. Fewer elements than paths are a
    ///   mistake of the program and stop it.
    /// - Complexity: O(bytes), no allocation.
    public mutating func extract(from bytes: Span<UInt8>, into fields: inout MutableSpan<JSONSlice>) throws(JSONFault) {
        guard bytes.count <= JSONScanner.maximumLength else { throw JSONFault(.tooLong, at: JSONScanner.maximumLength) }
        try JSONScanner.expectEnd(bytes, try extractObject(from: bytes, at: 0, into: &fields))
    }

    /// Finds the wanted values of the object at a position, and validates it; what follows it is not looked at.
    ///
    /// - Returns: the position behind the object.
    mutating func extractObject(from bytes: Span<UInt8>, at start: Int, into fields: inout MutableSpan<JSONSlice>) throws(JSONFault) -> Int {
        for field in 0..<paths.count { fields[field] = .missing }
        payload &+= 1
        let end = try Self.extract(from: bytes, at: start, into: &fields, &nodes, &steps, names, payload: payload)
        for copy in copies { fields[copy.field] = fields[copy.of] }
        return end
    }

    private static func extract(
        from bytes: Span<UInt8>, at start: Int, into fields: inout MutableSpan<JSONSlice>, _ tree: inout [Node], _ steps: inout JSONPlanSteps,
        _ names: JSONPlanKeys, payload: UInt64
    ) throws(JSONFault) -> Int {
        var nodes = tree.mutableSpan

        var index = start
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        guard bytes[index] == UInt8(ascii: "{") else {
            throw JSONFault(index == 0 && bytes[0] == 0xEF ? .byteOrderMark : .notAnObject, at: index)
        }
        var parent = 0
        var step = JSONPlanSteps.into(0)
        var isFirst = true
        nodes[0].start = index
        index &+= 1

        while true {
            let node: Int
            let keyStart: Int
            if let known = steps.take(step, in: bytes, &index) {
                (node, keyStart) = known
                JSONScanner.skipWhitespace(bytes, &index)
            } else {
                let start = index
                JSONScanner.skipWhitespace(bytes, &index)
                guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
                if bytes[index] == UInt8(ascii: "}") {
                    index &+= 1
                    let field = Int(nodes[parent].field)
                    if field >= 0 { fields[field] = JSONSlice(.object, from: nodes[parent].start, to: index) }
                    if parent == 0 { break }
                    step = JSONPlanSteps.after(parent)
                    parent = Int(nodes[parent].parent)
                    isFirst = false
                    continue
                }
                if !isFirst {
                    guard bytes[index] == UInt8(ascii: ",") else { throw JSONFault(.expectedCommaOrBrace, at: index) }
                    index &+= 1
                    JSONScanner.skipWhitespace(bytes, &index)
                }
                try JSONScanner.expectQuote(bytes, index)
                keyStart = index
                let key = try JSONScanner.scanString(bytes, &index)
                node = names.child(of: parent, named: key, in: bytes, nodes.span)
                try JSONScanner.scanColon(bytes, &index)
                steps.learn(step, start..<index, of: bytes, key: keyStart, node: node)
            }
            isFirst = false
            let depthLimit = JSONScanner.maximumDepth &- Int(nodes[parent].depth)
            guard node >= 0 else {
                _ = try JSONScanner.skipValue(bytes, &index, depthLimit: depthLimit)
                step = steps.afterUnwanted(step)
                continue
            }
            guard nodes[node].payload != payload else { throw JSONFault(.repeatedKey, at: keyStart) }
            nodes[node].payload = payload
            if nodes[node].firstChild >= 0, index < bytes.count {
                if bytes[index] == UInt8(ascii: "{") {
                    guard nodes[node].depth <= JSONScanner.maximumDepth else { throw JSONFault(.tooDeep, at: index) }
                    nodes[node].start = index
                    index &+= 1
                    parent = node
                    step = JSONPlanSteps.into(node)
                    isFirst = true
                    continue
                }
                if bytes[index] == UInt8(ascii: "[") { noteList(at: node, nodes.span, &fields) }
            }
            let value = try JSONScanner.skipValue(bytes, &index, depthLimit: depthLimit)
            let field = Int(nodes[node].field)
            if field >= 0 { fields[field] = value }
            step = JSONPlanSteps.after(node)
        }
        return index
    }

    /// Notes for every field below a node that its path leads into a list. Paths may be deeper than a stack.
    private static func noteList(at top: Int, _ nodes: Span<Node>, _ fields: inout MutableSpan<JSONSlice>) {
        var node = Int(nodes[top].firstChild)
        while node != top {
            let field = Int(nodes[node].field)
            if field >= 0 { fields[field] = JSONSlice(.underList, from: 0, to: 0) }
            if nodes[node].firstChild >= 0 {
                node = Int(nodes[node].firstChild)
                continue
            }
            while node != top, nodes[node].nextSibling < 0 { node = Int(nodes[node].parent) }
            if node != top { node = Int(nodes[node].nextSibling) }
        }
    }
}
