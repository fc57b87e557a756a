/// What an event of some type does to one row, or to a row for each item of one of its lists.
public struct HandlerPart: Sendable {
    /// A list that is gone through.
    public struct List: Sendable {
        /// Its path, as a definition writes it.
        public let name: String
        /// The list in an event: a list, or null or missing if there is nothing to go through.
        public let find: @Sendable (borrowing EventView) throws(FoldError) -> PayloadValue

        public init(name: String, find: @escaping @Sendable (borrowing EventView) throws(FoldError) -> PayloadValue) {
            (self.name, self.find) = (name, find)
        }
    }

    /// Nil if the part is done once.
    public let list: List?
    /// What says which row it belongs to.
    public let key: Projection.Key
    /// Whether the key is taken from the item.
    public let isKeyedByItem: Bool
    /// What is done with the row.
    public let handler: Projection.Handler

    public init(list: List?, key: Projection.Key, isKeyedByItem: Bool, handler: Projection.Handler) {
        (self.list, self.key, self.isKeyedByItem, self.handler) = (list, key, isKeyedByItem, handler)
    }
}

/// An item of a list of an event.
public struct ListItem: Hashable, Sendable {
    /// The path of the list, as a definition writes it.
    public var list: String
    /// From 0; nil for the list itself.
    public var index: Int?

    public init(list: String, index: Int?) { (self.list, self.index) = (list, index) }

    /// `item 2 of "$.lines"`.
    public var described: String { (index.map { "item \($0) of" } ?? "list") + " \"\(list)\"" }
}
