/// The projections whose rows are not what the steps before were to make of them: nothing may be reported from them.
struct StaleRows {
    private var names: Set<String> = []
    /// Whether a step failed that was to bring all of them forward.
    private var areAll = false
    /// Brought forward since then.
    private var exceptions: Set<String> = []

    var isNone: Bool { names.isEmpty && !areAll }

    func contains(_ name: String) -> Bool { names.contains(name) || areAll && !exceptions.contains(name) }

    /// Takes what a step that ran to its end made of its projections.
    mutating func take(done: Set<String>, failed: some Sequence<String>) {
        names.subtract(done)
        names.formUnion(failed)
        exceptions = exceptions.union(done).subtracting(failed)
    }

    /// Takes what a step left of its projections that did not come to its end.
    ///
    /// - Parameter all: those that it was to bring forward; nil for all that there are.
    mutating func takeStopped(_ all: [String]?, done: Set<String>) {
        if let all {
            take(done: done, failed: Set(all).subtracting(done))
        } else {
            (names, areAll, exceptions) = ([], true, done)
        }
    }
}
