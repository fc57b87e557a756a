import RefoldCore
import RefoldStores
import RefoldValues

/// Builds or updates a generation of a store in memory.
final class MemoryGeneration: GenerationBuilder, GenerationUpdater {
    private let store: MemoryReadModelStore
    /// The generation as the store has it.
    private var generation: Generation
    /// The generation that was served when this one was begun.
    private let served: Generation?
    private var rows: WrittenRows
    private var lastKey: [UInt8]?
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?

    init(
        _ store: MemoryReadModelStore, _ generation: Generation, beside served: Generation? = nil, after unfinished: UnfinishedGeneration? = nil,
        _ lastKey: [UInt8]? = nil
    ) {
        rows = WrittenRows(after: unfinished)
        self.lastKey = lastKey
        self.store = store
        self.generation = generation
        self.served = served
    }

    /// Changes the rows and the catalog entry of the generation together, as a transaction does.
    private func change(to after: Generation, _ body: (inout [MemoryReadModelStore.Kept], Int) throws(RefoldError) -> Void) throws(RefoldError) {
        try store.contents.withLock { contents throws(RefoldError) in
            guard var kept = contents.kept[generation.projection], let index = kept.firstIndex(where: { $0.generation.knownLine == generation.knownLine })
            else {
                throw overtaken()
            }
            try body(&kept, index)
            kept[index].generation = after
            if after != generation || !parked.isEmpty || proof != nil && after.state != .building {
                for place in parked.removed { kept[index].parked[place] = nil }
                for event in parked.parked { kept[index].parked[event.place] = event }
                contents.dropped += parked.dropped
                parked = ParkedChanges()
                if proof?.replacesAll == true { kept[index].ranges = [:] }
                try proof?.forEach { range throws(RefoldError) in kept[index].ranges[range.number] = range }
                if proof != nil { kept[index].proven = after.position }
                proof = nil
            }
            contents.kept[generation.projection] = kept
        }
        generation = after
    }

    private func overtaken() -> RefoldError {
        Generation.overtaken(generation.projection, cannot: "write its rows", in: store.name, expected: "one run at a time")
    }

    private func cells(_ index: Int, of block: RowBlock) -> [MemoryReadModelStore.Cell] {
        generation.schema.columns.enumerated().map { number, column in
            if block.isNull(index, number) { return .null }
            guard column.type.isBytes else { return .units(block.integer(index, number)) }
            guard !column.type.isWide else { return .wide(block.wide(index, number)) }
            return .text(block.withBytes(index, number) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) })
        }
    }

    func write(_ rows: RowBlock) throws(RefoldError) {
        var added: [[UInt8]: [MemoryReadModelStore.Cell]] = [:]
        for index in 0..<rows.count {
            let key = rows.withKey(index) { bytes in bytes.indices.map { bytes[$0] } }
            if let lastKey, !lastKey.lexicographicallyPrecedes(key) {
                throw RefoldError(.failed, "rows do not come in ascending key order", at: .named(generation.projection))
            }
            lastKey = key
            added[key] = cells(index, of: rows)
        }
        guard rows.count > 0 else { return }
        self.rows.add(rows)
        try change(to: generation) { kept, index in kept[index].rows.merge(added) { $1 } }
    }

    func mark(_ make: @escaping () throws(RefoldError) -> String) { rows.mark(make) }

    func keep() throws(RefoldError) {
        guard let lastKey else { return }
        let written = UnfinishedGeneration(
            generation: generation, rows: rows.count, lastKey: rows.lastKey, mark: try rows.mark(), writtenAt: store.now())
        store.contents.withLock { $0.unfinished[generation.projection] = (written, lastKey) }
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    func finish(
        at position: Position, store fingerprint: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
    ) throws(RefoldError) -> Generation {
        let built = generation.complete(
            at: position, store: fingerprint, as: state, effort: effort, rows: rows.count, parked: parked.record, updatedAt: store.now())
        try change(to: built) { _, _ in }
        store.contents.withLock { $0.unfinished[built.projection] = nil }
        return built
    }

    func promote(keeping count: Int) throws(RefoldError) {
        generation = try store.serve(generation, after: served, .promotion(keeping: count))
    }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let known = store.contents.withLock { $0.kept[generation.projection]?.first { $0.generation.number == generation.number }?.rows ?? [:] }
        for index in 0..<keys.count {
            let key = keys.withKey(index) { bytes in bytes.indices.map { bytes[$0] } }
            guard let cells = known[key] else { continue }
            rows.beginRow(key: key.span)
            for (number, cell) in cells.enumerated() { rows.set(number, to: cell) }
        }
    }

    func apply(_ rows: [RowBlock], position: Position, store fingerprint: StoreFingerprint?) throws(RefoldError) {
        var after = generation
        after.position = position
        after.store = fingerprint
        after.updatedAt = store.now()
        after.parked = parked.record ?? after.parked
        var written: [(key: [UInt8], row: [MemoryReadModelStore.Cell]?)] = []
        for block in rows {
            for index in 0..<block.count {
                let key = block.withKey(index) { bytes in bytes.indices.map { bytes[$0] } }
                let state = block.state(index)
                after.rows += state.isPresent ? (state.isStored ? 0 : 1) : -1
                written.append((key, state.isPresent ? cells(index, of: block) : nil))
            }
        }
        try change(to: after) { kept, index in
            for (key, row) in written { kept[index].rows[key] = row }
        }
    }
}
