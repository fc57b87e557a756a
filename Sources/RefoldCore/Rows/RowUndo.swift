// Unsafe here: copies the words of a row out of its table's memory and back.

/// A copy of a row, so that what a reducer did before it failed can be undone. Texts need no copy: a table never removes them.
public struct RowUndo: Sendable {
    fileprivate var words: [UInt64] = []

    public init() {}
}

extension Row {
    /// Copies the row as it stands.
    public func save(in undo: inout RowUndo) {
        undo.words.removeAll(keepingCapacity: true)
        for word in 0..<table.stride { undo.words.append(unsafe start[word]) }
    }

    /// Makes the row what it was when it was copied.
    public mutating func restore(from undo: RowUndo) {
        precondition(undo.words.count == table.stride)
        for word in 1..<table.stride { unsafe start[word] = undo.words[word] }
    }
}
