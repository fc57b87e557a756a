/// The kinds of cuts, in the order in which messages list their words.
enum CutTable {
    static let cuts: [any RowCut.Type] = [
        DayCut.self,
        WeekCut.self,
        MonthCut.self,
        QuarterCut.self,
        YearCut.self,
        HourCut.self,
        WeekdayCut.self,
        FileCalendarCut.self,
        BandsCut.self,
        AgeCut.self,
    ]

    static let words = cuts.map { $0.word }

    /// The kind of a word; nil if there is none.
    static func cut(_ word: String) -> (any RowCut.Type)? { cuts.first { $0.word == word } }
}
