/// How much one transaction of an event store does; the store uses it to decide which transactions may run concurrently.
public enum TransactionExtent: Hashable, Sendable {
    /// One command: a few rows. Any number of these run concurrently.
    case oneCommand
    /// Several commands in any order. Two such transactions could lock rows in opposite orders and wait for each other; the store runs them
    /// one after the other if so.
    case batch
}
