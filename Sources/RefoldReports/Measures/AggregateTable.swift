/// The kinds of measures that are worked out from rows, in the order in which messages list their words.
enum AggregateTable {
    static let functions: [any AggregateFunction.Type] = [
        CountMeasure.self,
        SumMeasure.self,
        AverageMeasure.self,
        MinMeasure.self,
        MaxMeasure.self,
        DistinctMeasure.self,
        PercentileMeasure.self,
        MedianMeasure.self,
        DeviationMeasure.self,
        FirstMeasure.self,
        LastMeasure.self,
        WeightedMeasure.self,
    ]

    static let words = functions.map { $0.word }

    /// The keys that may stand beside a word, but for `where`.
    static func keys(beside word: String) -> [String] { function(word).map { $0.columnKeys + $0.parameters } ?? [] }

    /// The kind of a word; nil if there is none.
    static func function(_ word: String) -> (any AggregateFunction.Type)? { functions.first { $0.word == word } }
}
