import RefoldCore

/// The id of an event whose store gives it none: from its stream and version, `account-1/3`, else from its position, `@12`.
public struct DerivedID: Hashable, Sendable {
    /// The stream and the version, or neither.
    public let stream: String?
    public let version: Int64?
    /// Nil if there are a stream and a version.
    public let position: Position?

    init(stream: String?, version: Int64?, position: Position) {
        self.stream = version == nil ? nil : stream
        self.version = stream == nil ? nil : version
        self.position = self.stream == nil ? position : nil
    }

    /// What an id says, if it is of this form.
    public init?(_ text: String) {
        if text.hasPrefix("@"), let position = Position(text.dropFirst()), position > 0 {
            self.init(stream: nil, version: nil, position: position)
        } else if let slash = text.lastIndex(of: "/"), slash > text.startIndex, let version = Int64(text[text.index(after: slash)...]) {
            self.init(stream: String(text[..<slash]), version: version, position: 0)
        } else {
            return nil
        }
    }

    /// The id.
    public var text: String { stream.map { "\($0)/\(version ?? 0)" } ?? "@\(position ?? 0)" }
}
