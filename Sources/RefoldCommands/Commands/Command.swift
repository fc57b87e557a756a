import RefoldCore
import RefoldStores
import RefoldValues

/// The state of one stream, made from its events. Commands are decided on it.
public protocol CommandState: Sendable {
    /// The state of a stream without events.
    init(stream: String)

    /// Applies the next event of the stream; ignores an event of a type that is not its own.
    ///
    /// - Throws: `.failed` if the event's data cannot be read.
    mutating func apply(_ stored: StoredEvent) throws(RefoldError)

    /// Whether streams have few events each, so that the streams of a batch of commands are read by one query. False by default.
    static var hasShortStreams: Bool { get }

    /// The table beside the events that holds one row per stream. The state is then read from that row, however long the stream is. Nil,
    /// the default, means no table.
    ///
    /// The row is that of a projection. It is written in the transaction of each event; `rebuild` makes the same rows among the read
    /// models. If somebody else appends to the stream, such as an import or another program, the row is updated when its state is next
    /// read.
    static var keptTable: KeptTableSchema? { get }

    /// The state in a kept row; the cells are in the order of the table's columns.
    init?(keptRow: [CellValue?])

    /// The row to keep; nil if no event of the domain has made one.
    var keptRow: [CellValue?]? { get }
}

extension CommandState {
    public static var hasShortStreams: Bool { false }
    public static var keptTable: KeptTableSchema? { nil }
    public init?(keptRow: [CellValue?]) { return nil }
    public var keptRow: [CellValue?]? { nil }
}

/// A request to change one stream, decided on the state of that stream.
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
/// Deciding is pure: it may be repeated for one command if another writer came first.
public protocol Command: Hashable, Sendable {
    associatedtype State: CommandState

    /// The stream on whose state it is decided, and to which its events are appended.
    var stream: String { get }

    /// The events that the command causes: at least one.
    ///
    /// - Parameter time: the time with which the events are stamped.
    /// - Throws: the domain's reasons to refuse; nothing is written then.
    func decide(on state: State, at time: Timestamp) throws(Refused) -> [any DomainEvent]
}

/// The reasons for which a command was refused. The first gives the outcome its name; all are reported.
public struct Refused: Error, Sendable {
    /// Why it was not allowed.
    public let refusals: [any DomainRefusal]

    public init(_ first: any DomainRefusal, _ others: any DomainRefusal...) { refusals = [first] + others }

    /// - Parameter refusals: at least one.
    public init(_ refusals: [some DomainRefusal]) { self.refusals = refusals }
}

extension Refused: Equatable {
    public static func == (a: Refused, b: Refused) -> Bool { a.refusals.map(\.name) == b.refusals.map(\.name) }
}
