import RefoldValues

extension StoredEvent {
    /// The versions that an event may have: from 1, and so that counting on from any of them stays within 64 bits.
    public static let versions: ClosedRange<Int64> = 1...(1 << 62)
}

extension RefoldError {
    /// What a store says of an event whose version no stream has: reading by stream begins at 1 and would miss it.
    public static func strangeVersion(_ version: Int64, at place: Place) -> RefoldError {
        RefoldError(
            .refused, "the version is \(version)", at: place, expected: "versions from 1 on in every stream",
            remedy: "number the events of the stream anew in the store")
    }

    /// What is said where a stream's versions do not follow one another: nothing can be decided on what is there.
    ///
    /// - Parameter place: of the event that is there instead.
    public static func missingVersion(_ version: Int64, in stream: String, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "version \(version) of the stream \"\(stream)\" is missing before this event", at: place,
            expected: "the versions 1, 2, 3 … of every stream, each once",
            remedy: "find out who deleted the event, and restore it from a backup of the store")
    }

    /// What a store says of an event with a text that is none.
    ///
    /// - Parameters:
    ///   - column: of the store.
    ///   - what: it holds instead, with its article.
    public static func unreadableText(_ column: String, _ what: String, at place: Place) -> RefoldError {
        RefoldError(
            .failed, "\(column) is \(what)", at: place, expected: "a text in UTF-8",
            remedy: "have it corrected in this row, or read a copy of the store in which it is")
    }

    /// Whether all it says is that stored events cannot be read: the store itself is sound and may be asked on.
    public var isOfStoredEvents: Bool {
        !faults.isEmpty && faults.allSatisfy { if case .event = $0.place { true } else { false } }
    }
}
