import RefoldValues

extension Seal {
    /// The columns of `refold_seals` that ``catalogLine`` fills, in its order, without the files and without times, which adapters write in
    /// their own way.
    public static let catalogColumns = "report, period, first_day, end_day, time_zone, reason, position, file_hash, mark"

    /// What a catalog says of it, as texts in the order of ``catalogColumns``.
    public var catalogLine: [String?] {
        [
            report, period, from.description, to.description, timeZone, reason, "\(position)", "\(Int64(bitPattern: fileHash))",
            "\(Int64(bitPattern: mark))",
        ]
    }

    /// Stands for the line except what is written when it is lifted, so that a change by hand is noticed.
    private var mark: UInt64 {
        let words = [report, period, from.description, to.description, timeZone, sealedAt.description, reason ?? "", "\(reason != nil)"]
        return Array((words + ["\(position) \(fileHash)"]).joined(separator: "\n").utf8).span.stableHash
    }

    /// The seal that a catalog's line describes. What cannot be read makes it altered.
    ///
    /// - Parameter line: in the order of ``catalogColumns``.
    public init(number: Int64, catalogLine line: [String?], sealedAt: Timestamp?, liftedAt: Timestamp?, liftedBecause: String?) {
        func integer(_ place: Int) -> Int64 { line[place].flatMap { Int64($0) } ?? 0 }
        func day(_ place: Int) -> CalendarDate { line[place].flatMap { CalendarDate($0) } ?? .first }
        self.init(
            report: line[0] ?? "", period: line[1] ?? "", from: day(2), to: day(3), timeZone: line[4] ?? "", sealedAt: sealedAt ?? .first, reason: line[5],
            position: integer(6), of: SealedFiles(csv: [], json: [], manifest: []))
        self.number = number
        fileHash = UInt64(bitPattern: integer(7))
        lifted = liftedAt.map { Lifting(at: $0, reason: liftedBecause ?? "") }
        isAltered = mark != UInt64(bitPattern: integer(8))
    }
}
