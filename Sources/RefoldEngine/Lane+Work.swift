import RefoldCore
import RefoldJSON

extension Lane {
    /// What folding a batch changes all the time: taken out of the lane for that long, so that the run-time need not check that
    /// nobody else is at it.
    struct Work {
        var typeNames: [String] = []
        var handlers: [Projection.Handler?] = []
        var dataPlans: [JSONFieldPlan] = []
        var metadataPlans: [JSONFieldPlan] = []
        /// Those of items, if events may change several rows.
        var itemPlans: [JSONFieldPlan] = []
        /// The same for what the events of the chunk do to rows.
        var touches = Touches()
        /// The events of the chunk that this lane reads, and where their rows are.
        var chosen: [Int] = []
        var places: [(partition: Int, row: Int)] = []
        var key: [UInt8] = []
        /// With parking: what keeps events of the chunk from being folded before a reducer sees them, and the key of the row, by their place.
        var faults: [Int: (FoldError, [UInt8]?)] = [:]
        var watch: MatchWatch

        init(watch: MatchWatch) { self.watch = watch }

        /// A part of the handler of a type; nil if it has none, as for an event with a payload that nobody can read.
        func part(_ number: Int, of type: UInt32) -> HandlerPart? {
            guard let parts = handlers[Int(type)]?.parts, parts.indices.contains(number) else { return nil }
            return parts[number]
        }
    }
}
