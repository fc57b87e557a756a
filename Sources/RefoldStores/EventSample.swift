import RefoldCore
import RefoldJSON
import RefoldValues

/// The identity and content of one event, as a ``StoreFingerprint`` samples it.
public struct EventSample: Hashable, Sendable {
    /// The position of the event.
    public let position: Position
    /// The stream of the event.
    public let stream: ExactText
    /// The version of the event in its stream.
    public let version: Int64
    /// The type of the event.
    public let type: ExactText
    /// The id of the event.
    public let id: ExactText
    /// The payload, a JSON text.
    public let data: ExactText

    public init(position: Position, stream: String, version: Int64, type: String, id: String, data: String) {
        self.position = position
        self.stream = ExactText(stream)
        self.version = version
        self.type = ExactText(type)
        self.id = ExactText(id)
        self.data = ExactText(data)
    }

    public init(_ stored: StoredEvent) {
        self.init(
            position: stored.position, stream: stored.stream, version: stored.version, type: stored.event.type, id: stored.event.id,
            data: stored.event.data)
    }

    /// The same for the same event in every process and every database: a payload counts by its value, not by how it is written.
    var stableHash: UInt64 {
        let payload = Array(data.text.utf8)
        let isJSON = (try? JSONScanner.scanDocument(payload.span)) != nil
        let content = isJSON ? JSONCanonical.hash(payload.span) : payload.span.stableHash
        return Array("\(identity) \(content)".utf8).span.stableHash
    }

    /// The same without the payload.
    var bareHash: UInt64 { Array(identity.utf8).span.stableHash }

    private var identity: String {
        let texts = [stream, type, id].map { "\(Array($0.text.utf8).span.stableHash)" }.joined(separator: " ")
        return "\(position) \(version) \(texts)"
    }
}
