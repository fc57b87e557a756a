// Unsafe here: reads numbers in libpq's memory.

import RefoldStores
import RefoldValues

/// The catalog's row of a served generation, from a result in the binary format.
struct PostgresServed {
    /// The catalog's columns in the order in which they are read here; all of 8 bytes.
    static let columns = ["generation", "version", "fingerprint", "position", "updated_at"]

    /// The condition for the row of a projection's served generation.
    ///
    /// - Parameter projection: its name in SQL: a literal or a parameter.
    static func test(_ projection: String) -> String { "g.projection = \(projection) AND g.state = 'served'" }

    let generation: Int64
    let version: Int64
    let fingerprint: Int64
    let revision: ReadModelRevision

    /// Nil if the catalog has no such row.
    init?(_ result: PostgresResult) {
        guard result.count > 0 else { return nil }
        func integer(_ column: Int) -> Int64 {
            let bytes = unsafe result.bytes(0, column)
            return bytes.count == 8 ? unsafe Int64(bigEndian: bytes.loadUnaligned(as: Int64.self)) : 0
        }
        (generation, version, fingerprint) = (integer(0), integer(1), integer(2))
        revision = ReadModelRevision(
            generation: generation, position: integer(3),
            updatedAt: Timestamp(microseconds: integer(4).addingReportingOverflow(BinaryEpoch.microseconds).partialValue) ?? .first)
    }

    init(_ generation: Generation) {
        self.generation = generation.number
        version = Int64(generation.version)
        fingerprint = Int64(bitPattern: generation.fingerprint)
        revision = ReadModelRevision(generation: generation.number, position: generation.position, updatedAt: generation.updatedAt)
    }

    /// Whether both have the same rows and shape, whatever their checkpoints.
    func isSameGeneration(as other: PostgresServed) -> Bool {
        generation == other.generation && version == other.version && fingerprint == other.fingerprint
    }
}
