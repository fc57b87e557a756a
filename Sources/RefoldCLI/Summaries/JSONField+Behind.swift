import RefoldJSON

extension JSONField {
    /// The field of a summary for events that can be seen and are left out: none if there are none, or that is not known.
    static func behind(_ count: Int64?) -> [JSONField] {
        guard let count, count > 0 else { return [] }
        return [JSONField("behind", .integer(count))]
    }

    /// The field of a summary for parked events: none if none are.
    static func parked(_ count: Int64) -> [JSONField] { count > 0 ? [JSONField("parked", .integer(count))] : [] }

    /// The field of a report's summary that says that it lacks parked events: none if it does not.
    static func incomplete(_ isIncomplete: Bool) -> [JSONField] { isIncomplete ? [JSONField("incomplete", .boolean(true))] : [] }
}
