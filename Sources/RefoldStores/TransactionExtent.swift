/// How much one transaction of an event store does, which tells the store whom it may run beside.
public enum TransactionExtent: Hashable, Sendable {
    /// One command: a few rows. Any number of them commit side by side.
    case oneCommand
    /// Several commands, in an order of their own. Where two that hold rows in opposite orders would wait for each other, the store
    /// has one follow the other.
    case batch
}
