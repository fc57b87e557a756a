import RefoldCore
import RefoldStores
import RefoldValues

/// The kept rows of one type of state, inside an open transaction.
struct KeptStates {
    private let type: any CommandState.Type
    private let table: any KeptTable
    private let schema: KeptTableSchema

    /// - Returns: nil if the type has no kept table, or if the store keeps no tables.
    init?(of type: any CommandState.Type, _ events: any EventTransaction) throws(RefoldError) {
        guard let schema = type.keptTable else { return nil }
        let found = try events.table(schema) { (table) throws(RefoldError) in try Self.fill(table, schema, type) }
        guard let found else { return nil }
        self.type = type
        table = found
        self.schema = schema
    }

    /// The state and version in the row of a stream, nil and 0 if there is no row, and whether the row is as new as the stream.
    func find(_ stream: String) throws(RefoldError) -> (state: (any CommandState)?, version: Int64, isCurrent: Bool) {
        let (row, last) = try table.find(key(of: stream))
        let version = row.map(version) ?? 0
        return (row.flatMap { type.init(keptRow: $0) }, version, version == last)
    }

    /// Writes the state to the row of its stream.
    ///
    /// - Parameter version: the version of the present row; 0 if there is none.
    /// - Returns: the version of the row afterwards.
    func write(_ state: any CommandState, of stream: String, over version: Int64) throws(RefoldError) -> Int64 {
        let row = state.keptRow
        let new = row.map(self.version) ?? 0
        // If a row is ahead of its stream, events were removed from the store.
        if version > new { try table.remove(key(of: stream), at: version) }
        if let row { try table.write(row) }
        return new
    }

    private func key(of stream: String) -> String { stream.remainder(after: schema.streamPrefix) ?? stream }

    private func version(of row: [CellValue?]) -> Int64 {
        if case .integer(let version)? = row[schema.versionColumn] { version } else { 0 }
    }

    /// Fills a new table from the existing events. A stream that cannot be read gets no row, so that only commands of that stream fail.
    private static func fill(
        _ table: any KeptTable & KeptTableEvents, _ schema: KeptTableSchema, _ type: any CommandState.Type
    ) throws(RefoldError) {
        var place: (stream: String, version: Int64)?
        // Nil between streams, and after an event that cannot be read.
        var state: (any CommandState)?
        func leave() throws(RefoldError) {
            if let row = state?.keptRow { try table.write(row) }
            state = nil
        }
        var limit = page
        while true {
            let events: [StoredEvent]
            do throws(RefoldError) {
                // Versions begin at 1, so there is no event at the first place itself.
                events = try table.events(after: place?.stream ?? schema.streamPrefix, place?.version ?? 0, limit: limit)
            } catch {
                guard case .event(_, let broken, _)? = error.faults.first?.place, error.isOfStoredEvents else { throw error }
                guard limit == 1 else {
                    // One at a time, up to the event that cannot be read.
                    limit = 1
                    continue
                }
                if place.map({ ExactText($0.stream) }) != ExactText(broken) { try leave() }
                (state, place, limit) = (nil, (broken, .max), page)
                continue
            }
            guard !events.isEmpty else { break }
            for stored in events {
                if place.map({ ExactText($0.stream) }) != ExactText(stored.stream) {
                    try leave()
                    state = type.init(stream: stored.stream)
                }
                place = (stored.stream, stored.version)
                do throws(RefoldError) { try state?.apply(stored) } catch { state = nil }
            }
        }
        try leave()
    }

    private static var page: Int { 1000 }
}
