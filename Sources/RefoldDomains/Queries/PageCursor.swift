import RefoldCore

/// Names the last row of a page, so that the next one begins behind it whatever was added meanwhile.
///
/// Opaque to those who pass it on: its text may change between versions of Refold.
public struct PageCursor: Hashable, Sendable {
    /// The row's values in the order that the list is sorted by.
    public let values: [CellValue]
    /// Which list it belongs to, so that a cursor of another list is refused.
    public let list: String

    public init(_ values: [CellValue], in list: String) {
        self.values = values
        self.list = list
    }
}
