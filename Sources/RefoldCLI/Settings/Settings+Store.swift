import FoundationEssentials
import RefoldDefinitions
import RefoldLayouts
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
        _ access: EventStoreAccess, waits: WaitPolicy, housekeeping: Housekeeping = Housekeeping { _ in },
        counting unreadable: UnreadableEvents = UnreadableEvents()
    ) throws(RefoldError) -> any EventStore {
        let location = try storeLocation()
        let (times, choice) = (try timesOfStore(), try layoutChoice())
        if let foreign = try location.layoutStore(choice, waits: waits, times: try timePrecision(), counting: unreadable) {
            guard access == .reading else { throw .readOnly(foreign.traits.description, at: foreign.name) }
            return foreign
        }
        return try location.eventStore(access, times: times, waits: waits, housekeeping: housekeeping)
    }

    /// By which layouts the store may be read.
    ///
    /// - Throws: status 2 for an unknown name, and for a file with faults.
    func layoutChoice() throws(RefoldError) -> LayoutChoice {
        let known = try BuiltInLayouts.all().map(\.layout)
        guard let layout else { return LayoutChoice(among: known) }
        if Self.isLayoutFile(layout.value) {
            let path = try HomePath.expanded(layout.value, from: layout.origin)
            var own = try LayoutParser.read(DefinitionFolder.read(path), file: path)
            own.file = path
            return LayoutChoice([own], from: layout.origin)
        }
        if layout.value == LayoutChoice.ownName { return LayoutChoice([], from: layout.origin) }
        let meant = known.filter { $0.name == layout.value }
        guard !meant.isEmpty else { throw Self.unknownLayout(layout.value, among: known, at: layout.origin) }
        return LayoutChoice(meant, from: layout.origin)
    }

    /// Whether a layout is named by its file.
    static func isLayoutFile(_ text: String) -> Bool { text.hasSuffix(".json5") || text.hasSuffix(".json") }

    /// The error for a name that no layout has.
    static func unknownLayout(_ name: String, among known: [StoreLayout], at place: String) -> RefoldError {
        RefoldError(
            .usage, "there is no layout \"\(name)\"", at: .named(place), expected: layoutExpected,
            remedy: Suggestion.phrase(for: name, among: [LayoutChoice.ownName] + known.map(\.name)) ?? "list them with refold layouts")
    }

    /// What may be said of the layout, for messages.
    static let layoutExpected = "the name of a layout, or a file NAME.layout.json5"

    /// What becomes of times that are finer than microseconds.
    ///
    /// - Throws: status 2 for another word than `truncate`.
    func timePrecision() throws(RefoldError) -> TimePrecision {
        guard let times else { return .exact }
        guard times.value == TimePrecision.truncate.rawValue else {
            throw RefoldError(
                .usage, "\"\(times.value)\" is no value of --times", expected: TimePrecision.truncate.rawValue,
                remedy: Suggestion.phrase(for: times.value, among: [TimePrecision.truncate.rawValue]))
        }
        return .truncate
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
