/// The cuts of a row column in their order, which is that of their codes.
extension RowCoder {
    /// Whether lines are ordered by the codes of this column and not by its cells: a cut has an order of its own, whatever its text.
    var isOrderedByCode: Bool { cutter != nil }

    /// Whether each code has a next one: of cuts of times, as months are. Plain columns are no sequence.
    var isSequence: Bool { cutter?.isSequence ?? false }

    /// The cut after another one; nil if it is the last, or if there is no sequence.
    func code(after code: Int64) -> Int64? {
        guard let cutter, let ends = cutter.ends, code < ends.last else { return nil }
        return cutter.next(code)
    }

    /// The cut before another one; nil if it is the first, or if there is no sequence.
    func code(before code: Int64) -> Int64? {
        guard let cutter, let ends = cutter.ends, code > ends.first else { return nil }
        return cutter.previous(code)
    }

    /// The first and the last of the cuts that a period's days have a part in, in the zone of the cut; nil if there is no sequence, or no such cut.
    func codes(of period: Period) -> (first: Int64, last: Int64)? { cutter?.codes(of: period) }
}
