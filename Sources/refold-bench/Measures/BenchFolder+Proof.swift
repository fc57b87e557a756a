import RefoldValues

/// Measures of proofs, on SQLite files.
extension BenchFolder {
    /// A verification of all events and of the rows of `payments`, beside the rebuild that made them.
    func verify() throws(RefoldError) -> Measure {
        let (store, served, output) = (try store(), try served(), emptied("verify-floor.db"))
        return Measure(
            "verify: \(grouped(options.events)) events and \(grouped(served.rows)) payments", "events", options.events,
            [
                Contestant(
                    .floorOfPrograms, "floor: refold rebuild", refold("rebuild", "payments", store: store, readModels: output), prepare: empty(output)),
                Contestant(.program, "refold verify", refold("verify", "payments", store: store, readModels: served.file)),
                Contestant(.program, "refold verify --store-only", refold("verify", "payments", "--store-only", store: store, readModels: served.file)),
            ], leftovers: [served.file, output])
    }

    /// What digests add to the reading of events.
    func digests() throws(RefoldError) -> Measure {
        let store = try store()
        return Measure(
            "digests: \(grouped(options.events)) events read", "events", options.events,
            [
                Contestant(.floorOfPrograms, "floor: reading what payments reads", step(.digest, store, DigestStep.Way.scan.rawValue)),
                Contestant(.program, "with digests of it", step(.digest, store, DigestStep.Way.events.rawValue)),
                Contestant(.program, "all columns, with digests of them", step(.digest, store, DigestStep.Way.whole.rawValue)),
            ], leftovers: [])
    }
}
