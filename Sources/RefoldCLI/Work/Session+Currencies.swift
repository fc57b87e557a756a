import RefoldValues

extension Session {
    /// Adds the currencies of the folder of definitions to the process, for a verb that reads no other definitions.
    ///
    /// - Throws: status 2 for faults of its `events.json5`.
    func addCurrencies() throws(RefoldError) {
        let file = EventsFile(in: try settings.definitionsFolder().path)
        guard file.faults.isEmpty else { throw RefoldError(.usage, file.faults) }
    }
}
