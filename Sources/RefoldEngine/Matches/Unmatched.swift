import RefoldCore

/// Something that a projection expects and that was met nowhere.
public enum Unmatched: Hashable, Sendable {
    /// An event type that it handles and that never occurred.
    case type(String)
    /// A path that no event had.
    ///
    /// `types` are those that it was looked for in, all of which occurred; empty if it was looked for in whatever comes. `steps` lead on from
    /// a list.
    case path(names: [String], steps: [ExpectedMatches.ListPath.Step] = [], isMetadata: Bool, types: [String])
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
            for field in reading.fields where matches.isMissing(field, in: number) {
                // Where no event has the list, it is enough to say that of the list.
                if let list = list(of: field), reading.fields.contains(list), matches.isMissing(list, in: number) { continue }
                found.append(path(field, types))
            }
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

    private func path(_ number: Int, _ types: [String]) -> Unmatched {
        let own = dataPaths.count + metadataPaths.count
        let list = number < own ? nil : expected.listPaths[number - own]
        let field = list?.field ?? number
        let isMetadata = field >= dataPaths.count
        let names = isMetadata ? metadataPaths[field - dataPaths.count] : dataPaths[field]
        return .path(names: names, steps: list?.steps ?? [], isMetadata: isMetadata, types: types)
    }

    /// The field of the list whose items a path of a number leads to; nil for any other path.
    private func list(of number: Int) -> Int? {
        let own = dataPaths.count + metadataPaths.count
        guard number >= own, expected.listPaths[number - own].steps.first == .items else { return nil }
        return expected.listPaths[number - own].field
    }
}
