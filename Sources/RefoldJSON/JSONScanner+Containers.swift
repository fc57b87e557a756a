/// Observes the objects and keys of a value while ``JSONScanner`` moves over it.
protocol JSONKeyWatcher {
    mutating func objectOpened()
    mutating func keyRead(_ key: JSONSlice, in bytes: Span<UInt8>) throws(JSONFault)
    mutating func objectClosed(in bytes: Span<UInt8>) throws(JSONFault)
}

/// Observes nothing.
private struct NoKeyWatcher: JSONKeyWatcher {
    func objectOpened() {}
    func keyRead(_ key: JSONSlice, in bytes: Span<UInt8>) {}
    func objectClosed(in bytes: Span<UInt8>) {}
}

extension JSONScanner {
    /// Moves past the object or array that begins at `index`.
    @usableFromInline
    static func skipContainer(_ bytes: Span<UInt8>, _ index: inout Int, depthLimit: Int) throws(JSONFault) -> JSONSlice {
        var watcher = NoKeyWatcher()
        return try walkContainer(bytes, &index, depthLimit: depthLimit, &watcher)
    }

    /// Moves past the object or array that begins at `index` and reports its objects and keys to `watcher`.
    ///
    /// The bits of one integer say which open containers are objects, the innermost in the lowest bit: no recursion, no stack.
    @inline(__always)
    static func walkContainer(
        _ bytes: Span<UInt8>, _ index: inout Int, depthLimit: Int, _ watcher: inout some JSONKeyWatcher
    ) throws(JSONFault) -> JSONSlice {
        let start = index
        let kind: JSONKind = bytes[start] == UInt8(ascii: "{") ? .object : .array
        let limit = min(depthLimit, maximumDepth)
        var objects: UInt128 = 0
        var depth = 0
        opening: while true {
            guard depth < limit else { throw JSONFault(.tooDeep, at: index) }
            depth &+= 1
            var isObject = bytes[index] == UInt8(ascii: "{")
            objects = objects &<< 1 | (isObject ? 1 : 0)
            if isObject { watcher.objectOpened() }
            index &+= 1
            skipWhitespace(bytes, &index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            if bytes[index] != closing(isObject) {
                if isObject { try scanKey(bytes, &index, &watcher) }
                if try opensContainer(bytes, &index) { continue opening }
            }
            while true {
                skipWhitespace(bytes, &index)
                guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
                let byte = bytes[index]
                index &+= 1
                if byte == UInt8(ascii: ",") {
                    if isObject { try scanKey(bytes, &index, &watcher) }
                    if try opensContainer(bytes, &index, afterComma: !isObject) { continue opening }
                } else if byte == closing(isObject) {
                    if isObject { try watcher.objectClosed(in: bytes) }
                    depth &-= 1
                    if depth == 0 { return JSONSlice(kind, from: start, to: index) }
                    objects = objects &>> 1
                    isObject = objects & 1 == 1
                } else {
                    throw JSONFault(isObject ? .expectedCommaOrBrace : .expectedCommaOrBracket, at: index &- 1)
                }
            }
        }
    }

    @inline(__always)
    private static func closing(_ isObject: Bool) -> UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    /// Reads a key and its colon.
    @inline(__always)
    private static func scanKey(_ bytes: Span<UInt8>, _ index: inout Int, _ watcher: inout some JSONKeyWatcher) throws(JSONFault) {
        skipWhitespace(bytes, &index)
        try expectQuote(bytes, index)
        try watcher.keyRead(try scanString(bytes, &index), in: bytes)
        try scanColon(bytes, &index)
    }

    /// Checks that a key begins at `index`.
    @inline(__always)
    static func expectQuote(_ bytes: Span<UInt8>, _ index: Int) throws(JSONFault) {
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        guard bytes[index] == UInt8(ascii: "\"") else {
            throw JSONFault(bytes[index] == UInt8(ascii: "}") ? .trailingComma : .expectedKey, at: index)
        }
    }

    /// Moves past a colon and the white space around it.
    @inline(__always)
    static func scanColon(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) {
        skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        guard bytes[index] == UInt8(ascii: ":") else { throw JSONFault(.expectedColon, at: index) }
        index &+= 1
        skipWhitespace(bytes, &index)
    }

    /// Moves past the next value if it is a scalar; if it is a container, moves to its bracket and returns true.
    @inline(__always)
    private static func opensContainer(_ bytes: Span<UInt8>, _ index: inout Int, afterComma: Bool = false) throws(JSONFault) -> Bool {
        skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") {
            _ = try scanString(bytes, &index)
        } else if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
            return true
        } else if byte == UInt8(ascii: "]"), afterComma {
            throw JSONFault(.trailingComma, at: index)
        } else {
            _ = try scanPlainScalar(bytes, &index)
        }
        return false
    }
}
