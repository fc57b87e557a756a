import RefoldStores
import RefoldValues

extension PostgresReadModelStore {
    public func seals() throws(RefoldError) -> [Seal] {
        let connection = try openForReading()
        return try connection.transaction(Self.oneState, to: "read which reports are sealed") { () throws(RefoldError) in
            try PostgresReadModelCatalog(connection: connection).seals()
        }
    }

    public func files(of seal: Seal) throws(RefoldError) -> SealedFiles { try PostgresReadModelCatalog(connection: openForReading()).files(of: seal) }

    public func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> Seal {
        try PostgresReadModelCatalog(connection: openForWriting()).keep(seal, files)
    }

    public func lift(_ seal: Seal, _ lifting: Seal.Lifting) throws(RefoldError) {
        try PostgresReadModelCatalog(connection: openForWriting()).lift(seal, lifting)
    }
}
