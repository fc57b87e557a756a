import RefoldValues

extension StoredEvent {
    /// The versions that an event may have: from 1, with enough room above that counting on never exceeds 64 bits.
    public static let versions: ClosedRange<Int64> = 1...(1 << 62)

    /// The version of an event in a store that gives it none. Only stores of other frameworks have such events.
    public static let noVersion = Int64.min

    /// The version; nil if the store gives it none.
    public var knownVersion: Int64? { version == Self.noVersion ? nil : version }
}

extension RefoldError {
    /// The error for an event with an impossible version: reading by stream begins at 1 and would miss the event.
    public static func strangeVersion(_ version: Int64, at place: Place) -> RefoldError {
        RefoldError(
            .refused, "the version is \(version)", at: place, expected: "versions from 1 on in every stream",
            remedy: "number the events of the stream anew in the store")
    }

    /// The error for an event of another framework's store whose version is below the first one.
    public static func strangeVersion(_ version: Int64, from first: Int64, at place: Place) -> RefoldError {
        RefoldError(
            .refused, "the version is \(version)", at: place, expected: "versions from \(first) on in every stream",
            remedy: "state firstVersion in the layout file, or let its SELECT yield NULL for such a version")
    }

    /// The error for an event whose version is no integer.
    ///
    /// - Parameter kind: what it is instead, with an article.
    public static func strangeVersion(_ kind: String, at place: Place) -> RefoldError {
        RefoldError(
            .refused, "the version is \(kind)", at: place, expected: "whole numbers from 1 on in every stream, stored as such",
            remedy: "number the events of the stream anew in the store")
    }

    /// The error if a stream's versions are not consecutive: nothing can be decided on a partial stream.
    ///
    /// - Parameter place: the place of the event found instead.
    public static func missingVersion(_ version: Int64, in stream: String, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "version \(version) of the stream \"\(stream)\" is missing before this event", at: place,
            expected: "the versions 1, 2, 3 … of every stream, each once",
            remedy: "find out who deleted the event, and restore it from a backup of the store")
    }

    /// The error for an event whose text column holds something else.
    ///
    /// - Parameters:
    ///   - column: the column in the store.
    ///   - what: what it holds instead, with an article.
    public static func unreadableText(_ column: String, _ what: String, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "\(column) is \(what)", at: place, expected: "a text in UTF-8",
            remedy: "have it corrected in this row, or read a copy of the store in which it is")
    }

    /// Whether the error only means that stored events cannot be read: the store itself works and may be queried further.
    public var isOfStoredEvents: Bool {
        !faults.isEmpty && faults.allSatisfy { if case .event = $0.place { true } else { false } }
    }
}
