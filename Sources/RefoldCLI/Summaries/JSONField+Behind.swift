import RefoldJSON

extension JSONField {
    /// The field of a summary for events that can be seen and are left out: none if there are none, or that is not known.
    static func behind(_ count: Int64?) -> [JSONField] {
        guard let count, count > 0 else { return [] }
        return [JSONField("behind", .integer(count))]
    }
}
