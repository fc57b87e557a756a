import RefoldProjections

extension SlowProjection {
    /// Applies one entry to the row of its key.
    func apply(_ entry: HandlerEntry, _ event: Event, to rows: inout [String: Row]) throws(SlowStop) {
        guard let key = try? key(of: entry, event) else {
            // What its own tests on the event leave out needs no key.
            let early = entry.when.filter(\.columnNames.isEmpty)
            guard try all(early, fresh(), event) else { return }
            throw SlowStop()
        }
        let seen = rows[key] ?? fresh()
        guard try all(entry.when, seen, event) else { return }
        guard case .change(let changes) = entry.action else { return rows[key] = nil }
        var written = seen
        for change in changes { written[change.column] = try apply(change, seen, event) }
        rows[key] = written
    }

    private func key(of entry: HandlerEntry, _ event: Event) throws(SlowStop) -> String {
        let part = entry.key?[0] ?? definition.key[0].value
        if part.form == .attribute(.stream) { return event.stream }
        guard let key = try value(part, [:], event, nil).text else { throw SlowStop() }
        return key
    }

    /// The value at a path, through one list at most.
    func value(at path: PayloadPath, of event: Event?) throws(SlowStop) -> SlowValue {
        guard let event else { return .null }
        if path.root == .item { return try value(at: path.names, of: event.item?.value) }
        guard case .element(let number)? = path.steps.first else { return event.data[path.names[0]] ?? .null }
        let list = event.lists[path.names[0]] ?? []
        let index = number < 0 ? list.count + number : number
        guard list.indices.contains(index) else { return .null }
        if case .members(let members) = list[index], case .member(let name)? = path.steps.last { return members[name.text] ?? .null }
        return path.steps.count == 1 ? try value(at: [], of: list[index]) : .null
    }

    private func value(at names: [String], of item: Item?) throws(SlowStop) -> SlowValue {
        switch item {
        case .members(let members): return names.isEmpty ? .null : members[names[0]] ?? .null
        case .value(let value):
            guard names.isEmpty else { throw SlowStop() }
            return value
        case nil: return .null
        }
    }
}
