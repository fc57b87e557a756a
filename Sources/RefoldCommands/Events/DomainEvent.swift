/// A domain's decision. It is a fact once it is appended.
public protocol DomainEvent: Hashable, Sendable {
    /// The name of its type in stored events.
    var type: String { get }
    /// The stream to which it belongs.
    var stream: String { get }
    /// The data as a JSON object.
    var data: String { get }
}

/// The reason for which a domain refuses a command. Nothing is written then.
public protocol DomainRefusal: Error, Hashable, Sendable {
    /// The name in outcomes.
    var name: String { get }
    /// The fact, as a sentence without a full stop.
    var fact: String { get }
}

extension DomainRefusal where Self: RawRepresentable<String> {
    public var name: String { rawValue }
}
