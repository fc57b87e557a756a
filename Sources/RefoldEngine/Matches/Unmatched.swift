import RefoldCore

/// Something that a projection expects and that was met nowhere.
public enum Unmatched: Hashable, Sendable {
    /// An event type that it handles and that never occurred.
    case type(String)
    /// A path that no event had.
    ///
    /// `types` are those that it was looked for in, all of which occurred; empty if it was looked for in whatever comes.
    case path(names: [String], isMetadata: Bool, types: [String])
    /// A column that is null in every row.
    case column(String)
}

extension Projection {
    /// What never matched, in the order types, paths, columns.
    ///
    /// - Parameter matches: of all events, and rows, of this projection.
    public func unmatched(_ matches: Matches) -> [Unmatched] {
        var found: [Unmatched] = []
        for reading in expected.readings {
            for type in reading.types ?? [] where !matches.occurred.contains(type) { found.append(.type(type.text)) }
        }
        for (number, reading) in expected.readings.enumerated() where matches.hasEvents[number] {
            let types = (reading.types ?? []).filter(matches.occurred.contains).map(\.text)
            for field in reading.fields where matches.isMissing(field, in: number) { found.append(path(field, types)) }
        }
        let met = expected.readings.indices.filter { matches.hasEvents[$0] }
        let types = matches.occurred.sorted().map(\.text)
        for field in expected.always where !met.isEmpty && met.allSatisfy({ matches.isMissing(field, in: $0) }) {
            found.append(path(field, types))
        }
        if matches.hasRows { found += matches.nullColumns.map { .column(schema.columns[$0].name) } }
        return found
    }

    /// What never matched if the store holds none of the events that it reads.
    public var unmatchedWithoutEvents: [Unmatched] { unmatched(Matches(self)) }

    private func path(_ field: Int, _ types: [String]) -> Unmatched {
        let isMetadata = field >= dataPaths.count
        return .path(names: isMetadata ? metadataPaths[field - dataPaths.count] : dataPaths[field], isMetadata: isMetadata, types: types)
    }
}
