import RefoldCore
import RefoldStores
import RefoldValues

/// The rows of the read models that a report reads beside its own. They are held in memory, by their keys, with the columns that the report reads.
///
/// Belongs to one thread until ``finish()``; afterwards it does not change.
public final class JoinedRows: @unchecked Sendable {
    /// What is to be read. A read model may stand here twice: for what is looked up in it, and for its rates.
    public let sources: [JoinSource]
    private let plan: JoinSources
    private(set) var lookups: [LookupRows]
    private(set) var rates: [RateRows]

    public init(of plan: ReportPlan) {
        self.plan = plan.joins
        sources = plan.joins.all
        lookups = plan.joins.lookups.map { LookupRows($0) }
        rates = plan.joins.rates.map { RateRows($0) }
    }

    /// Forgets the rows of a source, since they are given again.
    public func begin(again source: Int) {
        if source < lookups.count {
            lookups[source] = LookupRows(plan.lookups[source])
        } else {
            rates[source - lookups.count] = RateRows(plan.rates[source - lookups.count])
        }
    }

    /// Takes in rows of a source.
    ///
    /// - Parameter block: has the source's columns.
    public func add(_ block: RowBlock, of source: Int) {
        if source < lookups.count { lookups[source].add(block) } else { rates[source - lookups.count].add(block) }
    }

    /// Called once, after the last row.
    public func finish() {
        for rates in rates { rates.finish() }
    }
}

extension ReportPlan {
    /// The projections whose read models it reads beside its own, each once, by name. The report's own may be among them.
    public var furtherProjections: [String] { Set(joins.all.map(\.projection)).sorted { TextBytes.order($0, $1) < 0 } }

    /// The same report over these further rows.
    public func reading(_ rows: JoinedRows) -> ReportPlan {
        var plan = self
        plan.joined = rows
        return plan
    }

    /// The same report over the further rows that snapshots show.
    ///
    /// - Parameter snapshots: of the projections ``furtherProjections``, in any order.
    /// - Throws: status 1 if a served generation has another shape than its projection declares, or if reading fails.
    public func reading(_ snapshots: [any ReadModelSnapshot]) throws(RefoldError) -> ReportPlan {
        guard !joins.all.isEmpty else { return self }
        let rows = JoinedRows(of: self)
        for (number, source) in rows.sources.enumerated() {
            guard let snapshot = snapshots.first(where: { $0.generation.projection == source.projection }) else {
                throw RefoldError(.failed, "the rows of \"\(source.projection)\" were not given", at: .named("report \(name)"))
            }
            try Self.require(zip(source.columns, source.schema).map { ($0, $1) }, of: snapshot.generation.schema)
            try snapshot.rows(columns: source.columns, where: nil, inKeyOrder: false) { (block) throws(RefoldError) in rows.add(block, of: number) }
        }
        rows.finish()
        return reading(rows)
    }
}
