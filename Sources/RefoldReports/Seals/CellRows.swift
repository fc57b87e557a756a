import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// Works out a report from the rows of two moments, and finds the rows that are behind some of its cells at either.
///
/// Belongs to one thread at a time.
public final class CellRows {
    /// The columns that blocks must have, in this order, as indexes into the read model's `allColumns`.
    public let columns: [Int]
    /// Only rows in it count; nil for all.
    public let range: ColumnRange?

    /// The report at each moment.
    private let plans: [ReportPlan]
    private let interval: TableInterval
    private let period: Period?
    /// Finds the lines of rows that matter, at each moment.
    private let places: [RowPlaces]
    private let types: [ColumnType]
    private let keys: KeyPlaces
    private let isWanted: (SeededHash) -> Bool
    private let cells: CellLines
    private var runs: [ReportRun]
    /// The lines of rows that matter, and their numbers; of each moment by the numbers that they have there.
    private var lines: [[TableValue]] = []
    private var numbers: [[TableValue]: Int] = [:]
    private var numbersThere: [[Int]] = [[], []]
    /// What was learned of the tables: their cuts, and the lines that each shows for themselves.
    private var cuts: LineCuts
    private var shown: [Set<[TableValue]>] = [[], []]
    /// Of each figure of a line, by `line * measures + measure`, the cells that it is behind; nil until they are asked for.
    private var pairs: [Int: [Int32]]?
    /// The cells of each set.
    private var cellsOfSet: [Int32: [Int32]] = [:]
    /// Sets of figures, and the number of the set of each row that goes into one.
    private var sets: [[Int]] = []
    private var numbersOfSets: [[Int]: Int32] = [:]
    private var setOfRow: [SeededHash: Int32] = [:]

    /// - Parameters:
    ///   - plans: the report over the further rows of each moment.
    ///   - schema: of the read model.
    ///   - cells: of a difference; their numbers are those of this list.
    ///   - isWanted: the keys of the rows that matter; of others nothing is kept.
    /// - Throws: status 2 for a period that the report does not take.
    public init(
        _ plans: [ReportPlan], period: Period?, schema: ReadModelSchema, cells: [ReportDifference.Cell], isWanted: @escaping (SeededHash) -> Bool
    ) throws(RefoldError) {
        (self.plans, self.period) = (plans, period)
        let plan = plans[0]
        (range, interval) = try plan.interval(of: period)
        places = try plans.map { (plan) throws(RefoldError) in try RowPlaces(plan, period: period) }
        var columns = places[0].columns
        keys = KeyPlaces(schema, in: &columns)
        self.columns = columns
        types = columns.map { schema.allColumns[$0].type }
        self.isWanted = isWanted
        self.cells = CellLines(plan, cells)
        cuts = LineCuts(plan.rows.map(RowCoder.init))
        runs = plans.map { ReportRun($0, period: period) }
    }

    /// Forgets the figures of a moment, since its rows are given again.
    public func begin(again moment: Int) { runs[moment] = ReportRun(plans[moment], period: period) }

    /// Takes rows of a moment, 0 or 1.
    public func add(_ block: RowBlock, at moment: Int) throws(RefoldError) {
        try runs[moment].add(block)
        guard !cells.isEmpty else { return }
        let wanted = RowBlock(columnCount: columns.count, capacity: 16 << 10)
        var found: [SeededHash] = []
        let none: [UInt8] = []
        for row in 0..<block.count {
            let key = SeededHash(keys.key(of: row, in: block).span)
            guard isWanted(key) else { continue }
            found.append(key)
            wanted.beginRow(key: none.span)
            for place in columns.indices { wanted.set(place, to: place, of: block, row, isBytes: types[place].isBytes) }
        }
        guard !found.isEmpty else { return }
        try place(found, of: wanted, at: moment)
    }

    /// Notes the figures that each row of a block goes into.
    private func place(_ keys: [SeededHash], of block: RowBlock, at moment: Int) throws(RefoldError) {
        let (places, measures) = (places[moment], plans[moment].measures.indices)
        let found = try places.find(in: block)
        while numbersThere[moment].count < places.lines.count {
            let line = places.lines[numbersThere[moment].count]
            let number = numbers[line] ?? lines.count
            if number == lines.count {
                numbers[line] = number
                lines.append(line)
            }
            numbersThere[moment].append(number)
        }
        let counted = measures.map { Set(places.counted(found.rows, by: $0, in: found)) }
        for row in found.rows {
            let line = numbersThere[moment][found.line(of: row)] * measures.count
            let own = measures.filter { counted[$0].contains(row) }.map { line + $0 }
            if !own.isEmpty { note(own, keys[Int(row)]) }
        }
    }

    /// The report at a moment; once, after its last row.
    public func table(of moment: Int, bound: Int64) throws(RefoldError) -> FigureTable {
        let made = try runs[moment].lines(of: period)
        let shaper = ReportShaper(made)
        cuts.learn(runs[moment], made)
        shown[moment] = Set(shaper.shown.map { Array(made.line($0).prefix(plans[moment].rows.count)) })
        return try shaper.table(interval, bound: bound)
    }

    /// The numbers of the cells that a row is behind at either moment. Only after the tables of both.
    public func cells(of key: SeededHash) -> [Int32] {
        guard let set = setOfRow[key] else { return [] }
        if let known = cellsOfSet[set] { return known }
        let pairs = pairs ?? cells.pairs(of: lines, shown: shown[0].intersection(shown[1]), cuts: cuts)
        self.pairs = pairs
        let found = Set(sets[Int(set)].flatMap { pairs[$0] ?? [] }).sorted()
        cellsOfSet[set] = found
        return found
    }

    private func note(_ figures: [Int], _ key: SeededHash) {
        let known = setOfRow[key].map { sets[Int($0)] } ?? []
        let all = known.isEmpty ? figures.sorted() : Set(known).union(figures).sorted()
        let number = numbersOfSets[all] ?? Int32(sets.count)
        if Int(number) == sets.count {
            sets.append(all)
            numbersOfSets[all] = number
        }
        setOfRow[key] = number
    }
}
