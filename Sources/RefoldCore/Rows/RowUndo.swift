// Unsafe here: copies the words of a row out of its table's memory and back.

/// A copy of a row, so that what a reducer did before it failed can be undone. Texts need no copy: a table never removes them.
public struct RowUndo: Sendable {
    fileprivate var words: [UInt64] = []
    /// The numbers of wide columns, which are overwritten.
    fileprivate var wideNumbers: [Int128] = []

    public init() {}
}

extension Row {
    /// Copies the row as it stands.
    public func save(in undo: inout RowUndo) {
        undo.words.removeAll(keepingCapacity: true)
        for word in 0..<table.stride { undo.words.append(unsafe start[word]) }
        if !table.layout.wides.isEmpty { undo.wideNumbers = wideNumbers }
    }

    /// Makes the row what it was when it was copied.
    public mutating func restore(from undo: RowUndo) {
        precondition(undo.words.count == table.stride)
        for word in 1..<table.stride { unsafe start[word] = undo.words[word] }
        if !table.layout.wides.isEmpty { restore(wideNumbers: undo.wideNumbers) }
    }
}
