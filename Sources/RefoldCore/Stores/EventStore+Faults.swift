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

    /// Whether all it says is that stored events cannot be read: the store itself is sound and may be asked on.
    public var isOfStoredEvents: Bool {
        !faults.isEmpty && faults.allSatisfy { if case .event = $0.place { true } else { false } }
    }
}
