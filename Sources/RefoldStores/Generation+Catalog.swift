import RefoldCore
import RefoldValues

extension Generation {
    /// The columns of `refold_generations` that ``catalogLine`` fills, in its order. An adapter adds `updated_at`, as it writes times.
    public static let catalogColumns = "projection, generation, state, version, fingerprint, position, row_count, store, seal, zones"

    /// Those of them that came with later versions of Refold: a catalog of an earlier one does not have them.
    public static let laterCatalogColumns = ["store", "seal", "zones"]

    /// What a catalog says of the generation itself, as texts in the order of ``catalogColumns``; whole numbers with their sign, as in 64 bits.
    public var catalogLine: [String?] { knownLine + ["\(Int64(bitPattern: seal))", zones.map { "\(Int64(bitPattern: $0))" }] }

    /// The beginning of ``catalogLine``: what a run compares to see whether another one has moved the generation on.
    public var knownLine: [String?] {
        [
            projection, "\(number)", state.rawValue, "\(version)", "\(Int64(bitPattern: fingerprint))", "\(position)", "\(rows)",
            store.map { "\(Int64(bitPattern: $0.value))" },
        ]
    }

    /// The generation that a catalog's line describes. What cannot be read counts as 0, and the seal shows that the line is altered.
    ///
    /// - Parameters:
    ///   - line: as ``catalogLine``, and then as ``GenerationOrigin/catalogTexts``.
    ///   - schema: what the catalog says of its shape.
    public init(catalogLine line: [String?], updatedAt: Timestamp?, schema: ReadModelSchema) {
        func number(_ place: Int) -> Int64? { line[place].map { Int64($0) ?? 0 } }
        self.init(
            number: number(1) ?? 0, state: line[2].flatMap { State(rawValue: $0) } ?? .building, version: Int(number(3) ?? 0),
            fingerprint: UInt64(bitPattern: number(4) ?? 0), zones: number(9).map { UInt64(bitPattern: $0) }, position: number(5) ?? 0,
            store: number(7).map { StoreFingerprint(value: UInt64(bitPattern: $0)) }, rows: number(6) ?? 0, schema: schema, updatedAt: updatedAt ?? .first)
        origin = GenerationOrigin(catalogTexts: Array(line.dropFirst(10)))
        isAltered = !isIntact(sealed: number(8).map { UInt64(bitPattern: $0) })
    }
}
