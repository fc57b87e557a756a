import RefoldCore
import RefoldStores
import RefoldValues

/// What the events of one stream make of it: the state that commands are decided on.
public protocol CommandState: Sendable {
    /// The state of a stream without events.
    init(stream: String)

    /// Takes in the next event of the stream; one of a type that is not its own is passed over.
    ///
    /// - Throws: `.failed` if the event's data cannot be read.
    mutating func apply(_ stored: StoredEvent) throws(RefoldError)

    /// Whether streams have a few events each, so that those of a batch of commands are read with one look. False unless stated.
    static var hasShortStreams: Bool { get }

    /// The table beside the events in which the row of each stream is kept: the state is then read from the row, however long the stream
    /// is. Nil, unless stated, for none.
    ///
    /// A row is that of a projection and written with each event in its transaction; `rebuild` makes the same rows among the read models.
    /// If others append to the stream, an import or another program, the row is brought forward when its state is asked for.
    static var keptTable: KeptTableSchema? { get }

    /// The state that a kept row says; its cells are in the order of the table's columns.
    init?(keptRow: [CellValue?])

    /// The row to keep; nil if no event of the domain made one.
    var keptRow: [CellValue?]? { get }
}

extension CommandState {
    public static var hasShortStreams: Bool { false }
    public static var keptTable: KeptTableSchema? { nil }
    public init?(keptRow: [CellValue?]) { return nil }
    public var keptRow: [CellValue?]? { nil }
}

/// What somebody wants done: decided on the state of one stream.
///
/// ```swift
/// struct PlaceOrder: Command {
///     var order: String
///     var stream: String { "order-" + order }
///
///     func decide(on order: Order, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
///         guard !order.isPlaced else { throw Refused(OrderRefusal.isAlreadyPlaced) }
///         return [OrderEvent.placed(self.order)]
///     }
/// }
/// ```
///
/// Deciding is pure: it may be done several times for one command, if another writer came first.
public protocol Command: Hashable, Sendable {
    associatedtype State: CommandState

    /// The stream that it is decided on, and that its events are appended to.
    var stream: String { get }

    /// What the command makes happen: at least one event.
    ///
    /// - Parameter time: what the events will be stamped with.
    /// - Throws: why the domain refuses it; nothing is written then.
    func decide(on state: State, at time: Timestamp) throws(Refused) -> [any DomainEvent]
}

/// A command was refused, for these reasons: the first gives the outcome its name, all of them are said.
public struct Refused: Error, Sendable {
    public let refusals: [any DomainRefusal]

    public init(_ first: any DomainRefusal, _ others: any DomainRefusal...) { refusals = [first] + others }

    /// - Parameter refusals: at least one.
    public init(_ refusals: [some DomainRefusal]) { self.refusals = refusals }
}

extension Refused: Equatable {
    public static func == (a: Refused, b: Refused) -> Bool { a.refusals.map(\.name) == b.refusals.map(\.name) }
}
