import RefoldStores
import RefoldValues

extension MemoryReadModelStore {
    public func seals() throws(RefoldError) -> [Seal] { contents.withLock { $0.seals.map(\.seal) } }

    public func files(of seal: Seal) throws(RefoldError) -> SealedFiles {
        guard let files = contents.withLock({ $0.seals.first { $0.seal.number == seal.number }?.files }) else { throw seal.isGone(from: name) }
        try seal.requireUnaltered(files, in: name)
        return files
    }

    public func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal {
        try contents.withLock { contents throws(RefoldError) in
            guard !contents.seals.contains(where: { $0.seal.isLive && $0.seal.excludes(seal) }) else { throw seal.exists(in: name) }
            var kept = seal
            kept.number = Int64(contents.seals.count) + 1
            contents.seals.append((kept, files))
            return kept
        }
    }

    public func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) {
        try contents.withLock { contents throws(RefoldError) in
            guard let index = contents.seals.firstIndex(where: { $0.seal.number == seal.number && $0.seal.isLive }) else { throw seal.isGone(from: name) }
            contents.seals[index].seal.lifted = lifting
        }
    }
}
