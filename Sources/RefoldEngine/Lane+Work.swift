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
        /// The events of the chunk that this lane reads, and where their rows are.
        var chosen: [Int] = []
        var places: [(partition: Int, row: Int)] = []
        var key: [UInt8] = []
        var watch: MatchWatch

        init(watch: MatchWatch) { self.watch = watch }
    }
}
