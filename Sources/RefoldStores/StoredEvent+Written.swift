import RefoldCore
import RefoldJSON
import RefoldValues

extension StoredEvent {
    /// What became of an event that was written: a clause about the first column that this one, read back, holds otherwise; nil if it holds
    /// all that was given. Payloads are compared as JSON.
    ///
    /// - Parameters:
    ///   - stream: of the event as it was written.
    ///   - version: as it was written; nil if any will do.
    ///   - uuids: the columns in which a UUID may have come to stand in another form.
    public func loss(of written: NewEvent, stream: String, version: Int64?, uuids: Set<String> = []) -> String? {
        func isSame(_ a: String, _ b: String, _ column: String) -> Bool {
            if a.utf8.elementsEqual(b.utf8) { return true }
            return uuids.contains(column) && Self.digits(ofUUID: a) == Self.digits(ofUUID: b)
        }
        func isSameJSON(_ a: String, _ b: String) -> Bool { JSONCanonical.isEqual(a.utf8.span, b.utf8.span) }
        if !isSame(event.id, written.id, "event_id") { return Self.loss(in: "event_id") }
        if !isSame(self.stream, stream, "aggregate_id") { return Self.loss(in: "aggregate_id") }
        if let version, version != self.version { return Self.loss(in: "version") }
        if !isSame(event.type, written.type, "event_type") { return Self.loss(in: "event_type") }
        if !isSameJSON(event.data, written.data) { return Self.loss(in: "event_data") }
        if !isSameJSON(event.metadata, written.metadata) { return Self.loss(in: "event_metadata") }
        if event.occurredAt != written.occurredAt { return Self.loss(in: "occurred_at") }
        return event.recordedAt == written.recordedAt ? nil : Self.loss(in: "recorded_at")
    }

    /// The clause about one column.
    public static func loss(in column: String) -> String { "the store holds another \(column) than was written" }

    /// The clause about an event that is not there at all.
    public static let lossOfAll = "the store took the event and does not hold it"

    private static func digits(ofUUID text: String) -> [UInt8] {
        text.lowercased().utf8.filter { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "}") }
    }
}

extension RefoldError {
    /// What is said of an event that a store did not keep as it was written.
    ///
    /// - Parameter loss: a clause: `the store holds another event_id than was written`.
    public static func notKept(_ loss: String, at place: Place) -> RefoldError {
        RefoldError(
            .failed, loss, at: place, expected: "a table event_store that keeps what it is given",
            remedy: "look for a trigger, a rule, an ON CONFLICT clause or a type of a column that cuts, pads or rounds, and take it away from that table")
    }

    /// Whether all it says is about one event that was to be written: the others of its transaction may be sound.
    public var isOfNewEvents: Bool {
        !faults.isEmpty && faults.allSatisfy { if case .newEvent = $0.place { true } else { false } }
    }
}
