import RefoldCore
import RefoldValues

extension Generation {
    /// The columns of `refold_generations` that ``catalogLine`` fills, in its order. An adapter adds `updated_at`, as it writes times.
    public static let catalogColumns = "projection, generation, state, version, fingerprint, position, row_count, store, seal, zones, parked, outline"

    /// Those of them that came with later versions of Refold: a catalog of an earlier one does not have them.
    /// None of their names is part of another one's.
    public static let laterCatalogColumns = ["store", "seal", "zones", "parked", "outline"]

    /// What a catalog says of the generation itself, as texts in the order of ``catalogColumns``; whole numbers with their sign, as in 64 bits.
    public var catalogLine: [String?] {
        knownLine + [
            "\(Int64(bitPattern: seal))", zones.map { "\(Int64(bitPattern: $0))" }, parked.map { "\(Int64(bitPattern: $0.list))" },
            parked?.outline.map { "\(Int64(bitPattern: $0.value))" },
        ]
    }

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
    ///   - line: as ``catalogLine``, then as ``GenerationOrigin/catalogTexts``, then that of ``GenerationOrigin/earlierColumn`` or nil.
    ///   - schema: what the catalog says of its shape.
    public init(catalogLine line: [String?], updatedAt: Timestamp?, schema: ReadModelSchema) {
        func number(_ place: Int) -> Int64? { line[place].map { Int64($0) ?? 0 } }
        func word(_ place: Int) -> UInt64? { number(place).map { UInt64(bitPattern: $0) } }
        self.init(
            number: number(1) ?? 0, state: line[2].flatMap { State(rawValue: $0) } ?? .building, version: Int(number(3) ?? 0),
            fingerprint: word(4) ?? 0, zones: word(9), position: number(5) ?? 0,
            store: word(7).map { StoreFingerprint(value: $0) }, rows: number(6) ?? 0, schema: schema, updatedAt: updatedAt ?? .first)
        parked = word(10).map { ParkedRecord(list: $0, outline: word(11).map { StoreFingerprint(value: $0) }) }
        origin = GenerationOrigin(catalogTexts: Array(line.dropFirst(12)))
        isAltered = !isIntact(sealed: word(8))
    }
}
