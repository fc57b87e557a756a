/// Something that a domain decided: it has happened once it is appended.
public protocol DomainEvent: Hashable, Sendable {
    /// The name of its type, as stored events carry it.
    var type: String { get }
    /// The stream that it belongs to.
    var stream: String { get }
    /// The data as a JSON object.
    var data: String { get }
}

/// Why a domain refuses a command. Nothing is written then.
public protocol DomainRefusal: Error, Hashable, Sendable {
    /// The name that outcomes carry.
    var name: String { get }
    /// The fact, as a sentence without a full stop.
    var fact: String { get }
}

extension DomainRefusal where Self: RawRepresentable<String> {
    public var name: String { rawValue }
}
