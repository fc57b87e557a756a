import RefoldCore

extension EventRange {
    /// The columns of `refold_proofs` after projection and generation, without the list.
    public static let catalogColumns = "number, first_position, last_position, events, digest, columns"

    /// What a catalog says of it, as texts in the order of ``catalogColumns``.
    public var catalogLine: [String] {
        ["\(number)", "\(first)", "\(last)", "\(events)", "\(Int64(bitPattern: digest))", "\(columns.rawValue)"]
    }

    /// What a catalog's line describes, in the order of ``catalogColumns``. What cannot be read counts as 0, so that it is another range.
    public init(catalogLine line: [String], list: [UInt8]?) {
        func number(_ place: Int) -> Int64 { Int64(line[place]) ?? 0 }
        self.init(
            number: number(0), first: number(1), last: number(2), events: number(3), digest: UInt64(bitPattern: number(4)),
            columns: EventColumns(rawValue: UInt8(truncatingIfNeeded: number(5))), list: list)
    }
}
