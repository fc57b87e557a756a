import RefoldCore
import RefoldTables
import RefoldValues

/// Turns the values of a column into the codes of their cuts, whose order is that of the cuts, and back.
///
/// Belongs to one thread. A copy keeps what it looked up, and looks up by itself from then on.
protocol CutCoder: Sendable {
    /// Writes the codes of rows into `keys`, at `place` and then every `width`, and the null bit into the last of each `width`.
    ///
    /// Called once per block, so that the loop over rows is one of a known kind.
    ///
    /// - Throws: status 1 for a value outside the calendar.
    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError)

    /// The cell of a code.
    ///
    /// - Throws: status 1 for values that fall into no cut.
    func value(_ code: Int64) throws(RefoldError) -> TableValue

    /// Whether cuts depend on the day of the report.
    var usesDay: Bool { get }

    /// The same cuts for a day of the report.
    func on(_ day: CalendarDate) -> any CutCoder

    /// Whether each cut has a next one: of times, as months are, and not of amounts.
    var isSequence: Bool { get }

    /// The first and the last cut of all; nil if they are no sequence.
    var ends: (first: Int64, last: Int64)? { get }

    /// The cut after another one; only asked of a sequence, and never after its last.
    func next(_ code: Int64) -> Int64

    /// The cut before another one; only asked of a sequence, and never before its first.
    func previous(_ code: Int64) -> Int64

    /// The first and the last cut that a period's days have a part in, in the zone of the cut; nil if there is none.
    func codes(of period: Period) -> (first: Int64, last: Int64)?
}

extension CutCoder {
    var usesDay: Bool { false }
    func on(_ day: CalendarDate) -> any CutCoder { self }
    var isSequence: Bool { ends != nil }
    func next(_ code: Int64) -> Int64 { code + 1 }
    func previous(_ code: Int64) -> Int64 { code - 1 }
}

extension RowBlock {
    /// Goes through rows for their codes; the loop of each kind of cut.
    ///
    /// - Parameter code: of a row whose `column` is not null.
    @inline(__always)
    func cut(
        _ column: Int, of rows: [Int32], place: Int, width: Int, into keys: inout [Int64], _ code: (Int) throws(RefoldError) -> Int64
    ) throws(RefoldError) {
        let nullBit = Int64(1) << Int64(place)
        var start = 0
        for row in rows {
            if isNull(Int(row), column) {
                keys[start + width - 1] |= nullBit
            } else {
                keys[start + place] = try code(Int(row))
            }
            start += width
        }
    }
}
