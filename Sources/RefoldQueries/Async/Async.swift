import RefoldValues

/// A wrapper that lets async code call something that blocks: the queries of a domain, a command bus, a store.
///
/// ```swift
/// let queries = Async(StoredPaymentQueries(reader) as any PaymentQueries, on: threads)
/// let payment = try await queries.payment("p1").value
/// let commands = Async(bus, on: threads)
/// let outcome = try await commands { bus throws(RefoldError) in try bus.dispatch(request, id: "order-17") }
/// ```
///
/// Domains extend it with their own queries. Not for the hot path of a fold, which has its own threads.
public struct Async<Blocking: Sendable>: Sendable {
    private let blocking: Blocking
    private let threads: BlockingThreads

    /// - Parameter threads: the threads on which the calls run; may be shared by any number of wrappers.
    public init(_ blocking: Blocking, on threads: BlockingThreads) {
        self.blocking = blocking
        self.threads = threads
    }

    /// Makes one call on a thread that may block.
    ///
    /// - Throws: as ``BlockingThreads/run(_:)``.
    public func callAsFunction<Result: Sendable>(
        _ call: @escaping @Sendable (Blocking) throws(RefoldError) -> Result
    ) async throws(RefoldError) -> Result {
        let blocking = blocking
        return try await threads.run { () throws(RefoldError) in try call(blocking) }
    }
}
