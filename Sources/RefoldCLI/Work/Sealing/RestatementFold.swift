import RefoldCore
import RefoldEngine
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// Works a sealed report out again, at the sealed position and today, and finds the events between the two that changed rows behind changed
/// figures. Reads events only.
struct RestatementFold {
    let plan: ReportPlan
    let period: Period
    /// By which both are folded.
    let projection: Projection
    /// The projections of the read models that the report reads besides, with the positions of dropped events and what digests are to cover.
    var further: [(projection: Projection, leftOut: Set<Position>, digesting: EventColumns?)] = []
    /// The positions of dropped events.
    let leftOut: Set<Position>
    let events: any EventStore
    let options: FoldOptions
    let sealedAt: Position
    let now: Position
    /// What a digest of the events up to the seal is to cover; nil for no digest.
    var digesting: EventColumns?
    var progress: (FoldProgress) -> Void = { _ in }
    var isCancelled: () -> Bool = { false }

    struct Result {
        /// The report at the sealed position.
        var atSeal: FigureTable
        /// The report today.
        var today: FigureTable
        /// The events up to the sealed position.
        var digest: EventsDigest?
        /// The same of each of the further projections.
        var furtherDigests: [EventsDigest?] = []
        /// The events between the two that touch a row behind a cell, in order.
        var positions: [Position] = []
        /// The same of each cell: the first ones, and how many there are.
        var ofCells: [Events]

        struct Events: Hashable {
            var first: [Position] = []
            var count: Int64 = 0
            var last: Position = 0
        }
    }

    /// - Parameter cells: those of which the events are wanted.
    /// - Throws: what the store throws; status 1 if events cannot be folded; status 5 if cancelled.
    /// - Complexity: one fold of the events that the projection reads, and two scans of those after the seal.
    func run(_ cells: [ReportDifference.Cell]) throws(RefoldError) -> Result {
        let touched = TouchedRows(of: projection, leavingOut: leftOut, in: events, after: sealedAt, through: now, isCancelled: isCancelled)
        let index = try touched.index()
        var (plan, options) = (plan, options)
        if plan.keepsValues { options.memory /= 2 }
        plan.memory = ReportMemory(bytes: options.memory, folder: options.temporaryFolder).shared(by: 2)
        let fold = MomentFold(events: events, options: options, progress: progress, isCancelled: isCancelled)
        let joins = MomentJoins(of: [plan], moments: 2)
        var digests: [EventsDigest?] = []
        if !further.isEmpty {
            let sources = further.map { MomentSource($0, leavingOut: $1, parks: true, digesting: $2, joins.readers(of: $0.name)) }
            digests = try fold.run([.position(sealedAt), .position(now)], through: now, sources).map { $0.first?.events }
            joins.finish()
        }
        let plans = (0..<2).map { joins.plan(plan, of: 0, at: $0) }
        let rows = try CellRows(plans, period: period, schema: projection.schema, cells: cells, isWanted: index.contains)
        let reader = MomentReader(columns: rows.columns, where: rows.range, restart: rows.begin(again:)) { (moment, block) throws(RefoldError) in
            try rows.add(block, at: moment)
        }
        let source = MomentSource(projection, leavingOut: leftOut, parks: true, digesting: digesting, [reader])
        let outcomes = try fold.run([.position(sealedAt), .position(now)], through: now, [source])
        var result = Result(
            atSeal: try rows.table(of: 0, bound: sealedAt), today: try rows.table(of: 1, bound: now), digest: outcomes.first?.first?.events,
            furtherDigests: digests, ofCells: cells.map { _ in Result.Events() })
        try touched.forEach(index) { position, row in
            let own = rows.cells(of: row)
            guard !own.isEmpty else { return }
            if result.positions.last != position { result.positions.append(position) }
            for cell in own { result.note(position, of: Int(cell)) }
        }
        return result
    }
}

extension RestatementFold.Result {
    fileprivate mutating func note(_ position: Position, of cell: Int) {
        // An event may touch several rows behind one cell.
        guard ofCells[cell].last != position else { return }
        ofCells[cell].last = position
        ofCells[cell].count += 1
        if ofCells[cell].first.count < Restatement.eventsPerCell { ofCells[cell].first.append(position) }
    }
}
