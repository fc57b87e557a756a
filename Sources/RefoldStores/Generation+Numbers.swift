import RefoldValues

extension Generation {
    /// The number to continue from if a store did not record the last one: the highest in use.
    ///
    /// Numbers in the upper half of the range are ignored: no store assigns them, so someone wrote them by hand.
    public static func lastNumber(among taken: some Sequence<Int64>) -> Int64 {
        taken.filter { $0 >= 0 && $0 < .max / 2 }.max() ?? 0
    }

    /// The first free number after the last one assigned.
    ///
    /// - Parameters:
    ///   - taken: numbers in use.
    ///   - database: its name for messages, without secrets.
    /// - Throws: `.failed` if there is none.
    public static func number(
        after last: Int64, except taken: Set<Int64>, of projection: String, in database: String
    ) throws(RefoldError) -> Int64 {
        var number = max(last, 0)
        repeat {
            let (next, isPastEnd) = number.addingReportingOverflow(1)
            guard !isPastEnd else {
                throw RefoldError(
                    .failed, "the table refold_numbers says that the last generation of \"\(projection)\" has the number \(last)",
                    at: .named(database), expected: "a number that another one can follow",
                    remedy: "delete the line of \"\(projection)\" from refold_numbers: numbers go on from those in use")
            }
            number = next
        } while taken.contains(number)
        return number
    }
}
