import RefoldCore
import RefoldStores
import RefoldValues

/// Switches of generations, and their ends.
extension MemoryReadModelStore {
    @discardableResult
    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try GenerationTurn.requireServable(generation, in: name)
        return try contents.withLock { contents throws(RefoldError) in
            var kept = contents.kept[generation.projection] ?? []
            let servedNow = kept.map(\.generation).first { $0.state == .served }
            guard let index = kept.firstIndex(where: { $0.generation.knownLine == generation.knownLine }), servedNow?.number == before?.number,
                servedNow?.position == before?.position
            else {
                throw Generation.overtaken(
                    generation.projection, cannot: "serve generation \(generation.number)", in: name, expected: "one run at a time")
            }
            kept[index].generation.state = .served
            let served = kept[index].generation
            let outcome = turn.outcome(for: kept.map(\.generation).filter { $0.number != generation.number })
            for (other, state) in outcome.changed {
                if let place = kept.firstIndex(where: { $0.generation.number == other.number }) { kept[place].generation.state = state }
            }
            kept.removeAll { one in outcome.removed.contains { $0.number == one.generation.number } }
            contents.kept[generation.projection] = kept
            return served
        }
    }

    public func setAside(_ generation: Generation) throws(RefoldError) -> Generation {
        var waiting = generation
        waiting.state = .built
        try contents.withLock { contents throws(RefoldError) in
            guard let index = contents.kept[generation.projection]?.firstIndex(where: { $0.generation.knownLine == generation.knownLine }) else {
                throw Generation.overtaken(
                    generation.projection, cannot: "set generation \(generation.number) aside", in: name, expected: "one run at a time")
            }
            contents.kept[generation.projection]?[index].generation.state = .built
        }
        return waiting
    }

    public func discard(_ generation: Generation) throws(RefoldError) {
        contents.withLock { $0.kept[generation.projection]?.removeAll { $0.generation.knownLine == generation.knownLine && $0.generation.state.isWaiting } }
    }

    @discardableResult
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] {
        contents.withLock { contents in
            contents.unfinished[projection] = nil
            guard let dropped = contents.kept.removeValue(forKey: projection)?.map(\.generation), !dropped.isEmpty else { return [] }
            contents.lastRuns[projection] = nil
            contents.dropped.removeAll { $0.projection == projection }
            return dropped
        }
    }
}
