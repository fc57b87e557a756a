import RefoldTables

/// The lines that a measure looks at together, with the figures of another measure.
struct LineSeries {
    /// The figures, in the order of the cuts if the lines differ in one; else in that in which the lines were found.
    var values: [TableValue]
    /// The cut of each line as its code, ascending, each once; empty if they do not differ in one.
    var cuts: [Int64] = []
    /// The figure over all of these lines together; null if it is not needed.
    var whole: TableValue = .null
    /// The code of the cut before another one; nil if there is none.
    var before: (Int64) -> Int64? = { _ in nil }

    /// The number of the line whose cut is so many before that of another one; nil if it has no line.
    func place(before index: Int, by steps: Int) -> Int? {
        var code = cuts[index]
        for _ in 0..<steps {
            guard let earlier = before(code) else { return nil }
            code = earlier
        }
        // At most so many lines lie between.
        var place = index
        while place > 0, cuts[place] > code { place -= 1 }
        return cuts[place] == code ? place : nil
    }
}
