import RefoldValues

extension Seal {
    /// The columns of `refold_seals` that ``catalogLine`` fills, in its order, without the files and without times, which adapters write in
    /// their own way.
    public static let catalogColumns = "report, projection, period, first_day, end_day, time_zone, reason, position, file_hash, mark"

    /// What a catalog says of it, as texts in the order of ``catalogColumns``.
    public var catalogLine: [String?] {
        [
            report, projection, period, from.description, to.description, timeZone, reason, "\(position)", "\(Int64(bitPattern: fileHash))",
            catalogMark,
        ]
    }

    /// The column `mark` of the line; it is another one when the seal is lifted.
    public var catalogMark: String { "\(Int64(bitPattern: mark))" }

    /// The seal as it is when it does not hold any more.
    public func lifted(_ lifting: Lifting) -> Seal {
        var seal = self
        seal.lifted = lifting
        return seal
    }

    /// Stands for the line, so that a change by hand is noticed.
    private var mark: UInt64 {
        let words = [report, projection, period, from.description, to.description, timeZone, sealedAt.description, reason ?? "", "\(reason != nil)"]
        let lifting = lifted.map { [$0.at.description, $0.reason] } ?? []
        return Array((words + ["\(position) \(fileHash)"] + lifting).joined(separator: "\n").utf8).span.stableHash
    }

    /// The seal that a catalog's line describes. What cannot be read makes it altered.
    ///
    /// - Parameter line: in the order of ``catalogColumns``.
    public init(number: Int64, catalogLine line: [String?], sealedAt: Timestamp?, liftedAt: Timestamp?, liftedBecause: String?) {
        func integer(_ place: Int) -> Int64 { line[place].flatMap { Int64($0) } ?? 0 }
        func day(_ place: Int) -> CalendarDate { line[place].flatMap { CalendarDate($0) } ?? .first }
        self.init(
            report: line[0] ?? "", of: line[1] ?? "", period: line[2] ?? "", from: day(3), to: day(4), timeZone: line[5] ?? "", sealedAt: sealedAt ?? .first,
            reason: line[6], position: integer(7), SealedFiles(csv: [], json: [], manifest: []))
        self.number = number
        fileHash = UInt64(bitPattern: integer(8))
        lifted = liftedAt.map { Lifting(at: $0, reason: liftedBecause ?? "") }
        isAltered = mark != UInt64(bitPattern: integer(9))
    }
}
