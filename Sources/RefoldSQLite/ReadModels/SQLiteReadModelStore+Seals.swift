import RefoldStores
import RefoldValues

extension SQLiteReadModelStore {
    public func seals() throws(RefoldError) -> [Seal] {
        guard let connection = try openForReading() else { return [] }
        return try ReadModelCatalog(connection: connection).seals()
    }

    public func files(of seal: Seal) throws(RefoldError) -> SealedFiles {
        guard let connection = try openForReading() else { throw seal.isGone(from: name) }
        return try ReadModelCatalog(connection: connection).files(of: seal)
    }

    public func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal {
        let connection = try openForSeals()
        let kept = try connection.transaction(.immediate) { () throws(RefoldError) in try ReadModelCatalog(connection: connection).keep(seal, files) }
        copyLog()
        return kept
    }

    public func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) {
        let connection = try openForSeals()
        try connection.transaction(.immediate) { () throws(RefoldError) in
            try ReadModelCatalog(connection: connection).lift(seal, lifting)
        }
        copyLog()
    }

    /// So that the file alone has it: it may be copied by somebody who knows nothing of a log.
    private func copyLog() {
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in try WriteAheadLog.copy(of: path) }
    }

    /// A read model can be built again after a loss of power, a seal cannot: its commit waits for the disk.
    private func openForSeals() throws(RefoldError) -> SQLiteConnection {
        let connection = try openForWriting()
        try connection.execute("PRAGMA synchronous = FULL")
        return connection
    }
}
