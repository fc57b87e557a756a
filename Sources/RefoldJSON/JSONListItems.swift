/// A walk through the elements of a JSON list, one after the other.
///
/// ```swift
/// var items = JSONListItems()
/// while try items.advance(in: list) { let item = try items.take(from: list, plan: &plan, into: &fields) }
/// ```
public struct JSONListItems: Sendable {
    private var index = 0
    private var isBeforeFirst = true

    public init() {}

    /// Moves to the start of the next element.
    ///
    /// - Parameter list: the bytes of a list, from its bracket on.
    /// - Returns: false if there is none.
    /// - Throws: the fault if the bytes are no list.
    public mutating func advance(in list: Span<UInt8>) throws(JSONFault) -> Bool {
        JSONScanner.skipWhitespace(list, &index)
        guard index < list.count else { throw JSONFault(.unexpectedEnd, at: index) }
        let byte = list[index]
        if isBeforeFirst {
            guard byte == UInt8(ascii: "[") else { throw JSONFault(.expectedValue, at: index) }
        } else {
            if byte == UInt8(ascii: "]") { return false }
            guard byte == UInt8(ascii: ",") else { throw JSONFault(.expectedCommaOrBracket, at: index) }
        }
        index &+= 1
        JSONScanner.skipWhitespace(list, &index)
        guard isBeforeFirst else { return true }
        isBeforeFirst = false
        guard index < list.count else { throw JSONFault(.unexpectedEnd, at: index) }
        return list[index] != UInt8(ascii: "]")
    }

    /// Passes the element that ``advance(in:)`` has found.
    public mutating func take(from list: Span<UInt8>) throws(JSONFault) -> JSONSlice { try JSONScanner.skipValue(list, &index) }

    /// The same, and finds the wanted values inside it.
    ///
    /// Of an element that is no object only the empty path has a value; every other one is `underList` or `underScalar`.
    public mutating func take(
        from list: Span<UInt8>, plan: inout JSONFieldPlan, into fields: inout MutableSpan<JSONSlice>
    ) throws(JSONFault) {
        if index < list.count, list[index] == UInt8(ascii: "{") {
            index = try plan.extractObject(from: list, at: index, into: &fields)
            return
        }
        let item = try take(from: list)
        for field in 0..<plan.paths.count {
            fields[field] = plan.paths[field].isEmpty ? item : JSONSlice(item.kind == .array ? .underList : .underScalar, from: 0, to: 0)
        }
    }
}
