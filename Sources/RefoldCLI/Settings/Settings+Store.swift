import RefoldStores
import RefoldValues

/// How the event store is opened: the one way for every verb.
extension Settings {
    /// Opens the event store.
    ///
    /// - Parameters:
    ///   - waits: how it waits for locks.
    ///   - housekeeping: gets the warnings about work after events were appended.
    /// - Throws: status 2, as ``storeLocation()`` and ``timesOfStore()``; `.failed` if it cannot be opened, or if there is none and
    ///   `access` does not create one.
    func eventStore(
        _ access: EventStoreAccess, waits: WaitPolicy, housekeeping: Housekeeping = Housekeeping { _ in }
    ) throws(RefoldError) -> any EventStore {
        try storeLocation().eventStore(access, times: timesOfStore(), waits: waits, housekeeping: housekeeping)
    }

    /// How times of a SQLite store are read that state no zone.
    ///
    /// - Throws: status 2 for another word than those of ``StoreTimes``.
    func timesOfStore() throws(RefoldError) -> StoreTimes {
        guard let storeTimes else { return .refuse }
        do throws(Fault) {
            return try Self.times(storeTimes.value)
        } catch {
            throw RefoldError(.usage, error.what, at: .named(storeTimes.origin), expected: error.expected, remedy: error.remedy)
        }
    }

    /// How times are read by the word for it.
    ///
    /// - Throws: what is wrong with another word.
    static func times(_ word: String) throws(Fault) -> StoreTimes {
        if let times = StoreTimes(rawValue: word) { return times }
        throw Fault(
            "\"\(word)\" does not say how the store's times are read", expected: timesExpected,
            remedy: Suggestion.phrase(for: word, among: StoreTimes.allCases.map(\.rawValue)))
    }

    /// What may be said of times, for messages.
    static let timesExpected = "utc, for times without a zone that are in UTC, or refuse"
}
