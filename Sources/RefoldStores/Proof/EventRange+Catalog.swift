import RefoldCore

extension EventRange {
    /// The columns of `refold_proofs` after projection and generation, without the list.
    public static let catalogColumns = "number, first_position, last_position, events, digest, columns"

    /// What a catalog says of it, as texts in the order of ``catalogColumns``.
    public var catalogLine: [String] {
        ["\(number)", "\(first)", "\(last)", "\(events)", "\(Int64(bitPattern: digest))", "\(columns.rawValue)"]
    }

    /// What a catalog's line describes, in the order of ``catalogColumns``. What cannot be read, or cannot be, counts as
    /// 0, so that it is another range.
    public init(catalogLine line: [String], list: [UInt8]?) {
        func number(_ place: Int, _ range: ClosedRange<Int64>) -> Int64 { Int64(line[place]).flatMap { range.contains($0) ? $0 : nil } ?? 0 }
        let positions = 0...Int64.max / 2
        self.init(
            number: number(0, positions), first: number(1, positions), last: number(2, positions), events: number(3, 0...Int64(Self.capacity)),
            digest: UInt64(bitPattern: number(4, .min ... .max)), columns: EventColumns(rawValue: UInt8(number(5, 0...255))), list: list)
    }
}
