import RefoldCore
import RefoldStores
import RefoldValues

/// Works out a report from the rows of two moments, and finds the rows that are behind some of its cells at either.
///
/// Belongs to one thread at a time.
public final class CellRows {
    /// The columns that blocks must have, in this order, as indexes into the read model's `allColumns`.
    public let columns: [Int]
    /// Only rows in it count; nil for all.
    public let range: ColumnRange?

    private let plan: ReportPlan
    private let interval: ReportInterval
    /// Finds the lines of rows that matter.
    private let places: RowPlaces
    private let types: [ColumnType]
    private let keys: KeyPlaces
    private let isWanted: (SeededHash) -> Bool
    /// The numbers of the cells, by the line and the measure.
    private var numbers: [[ReportValue]: [Int: Int32]] = [:]
    /// The aggregates that each measure is made of.
    private let parts: [[Int]]
    private var runs: [ReportRun]
    /// Sets of cells, and the number of the set of each row that is behind one.
    private var sets: [[Int32]] = []
    private var numbersOfSets: [[Int32]: Int32] = [:]
    private var setOfRow: [SeededHash: Int32] = [:]

    /// - Parameters:
    ///   - schema: of the read model.
    ///   - cells: of a difference; their numbers are those of this list.
    ///   - isWanted: the keys of the rows that matter; of others nothing is kept.
    /// - Throws: status 2 for a period that the report does not take.
    public init(
        _ plan: ReportPlan, period: Period?, schema: ReadModelSchema, cells: [ReportDifference.Cell], isWanted: @escaping (SeededHash) -> Bool
    ) throws(RefoldError) {
        self.plan = plan
        (range, interval) = try plan.interval(of: period)
        places = try RowPlaces(plan, period: nil)
        var columns = places.columns
        keys = KeyPlaces(schema, in: &columns)
        self.columns = columns
        types = columns.map { schema.allColumns[$0].type }
        self.isWanted = isWanted
        parts = plan.measures.indices.reduce(into: []) { parts, number in parts.append(plan.aggregates(behind: number, parts)) }
        runs = [ReportRun(plan), ReportRun(plan)]
        let names = plan.columns.map(\.name)
        for (number, cell) in cells.enumerated() where cell.row.columns.map(\.name) == Array(names.prefix(plan.rows.count)) {
            guard let measure = plan.measures.firstIndex(where: { $0.name == cell.column }) else { continue }
            numbers[cell.row.values, default: [:]][measure] = Int32(number)
        }
    }

    /// Forgets the figures of a moment, since its rows are given again.
    public func begin(again moment: Int) { runs[moment] = ReportRun(plan) }

    /// Takes rows of a moment, 0 or 1.
    public func add(_ block: RowBlock, at moment: Int) throws(RefoldError) {
        try runs[moment].add(block)
        guard !numbers.isEmpty else { return }
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
        try place(found, of: wanted)
    }

    /// Notes the cells that each row of a block is behind.
    private func place(_ keys: [SeededHash], of block: RowBlock) throws(RefoldError) {
        let found = try places.find(in: block)
        let counted = plan.measures.indices.map { Set(places.counted(found.rows, by: $0, in: found)) }
        for row in found.rows {
            guard let cells = numbers[places.lines[found.line(of: row)]] else { continue }
            let own = cells.filter { measure, _ in parts[measure].contains { counted[$0].contains(row) } }.map(\.value)
            if !own.isEmpty { note(own, keys[Int(row)]) }
        }
    }

    /// The report at a moment.
    public func table(of moment: Int, bound: Int64) throws(RefoldError) -> ReportTable { try runs[moment].table(interval, bound: bound) }

    /// The numbers of the cells that a row is behind at either moment.
    public func cells(of key: SeededHash) -> [Int32] { setOfRow[key].map { sets[Int($0)] } ?? [] }

    private func note(_ cells: [Int32], _ key: SeededHash) {
        let known = setOfRow[key].map { sets[Int($0)] } ?? []
        let all = known.isEmpty ? cells.sorted() : Set(known).union(cells).sorted()
        let number = numbersOfSets[all] ?? Int32(sets.count)
        if Int(number) == sets.count {
            sets.append(all)
            numbersOfSets[all] = number
        }
        setOfRow[key] = number
    }
}

extension ReportPlan {
    /// The aggregates that a measure is worked out from.
    ///
    /// - Parameter above: those of the measures above it.
    fileprivate func aggregates(behind measure: Int, _ above: [[Int]]) -> [Int] {
        switch measures[measure].form {
        case .aggregate: [measure]
        case .arithmetic(let arithmetic):
            arithmetic.operands.flatMap { (operand) -> [Int] in if case .measure(let number) = operand { above[number] } else { [] } }
        case .unreadable: []
        }
    }
}
