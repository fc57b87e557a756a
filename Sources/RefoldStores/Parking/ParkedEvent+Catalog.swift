import RefoldCore
import RefoldValues

extension ParkedEvent {
    /// The columns of `refold_parked` after projection and generation.
    public static let catalogColumns = "position, row_hash, row_key, id, stream, type, reason, held"

    /// What a catalog says of it, as texts in the order of ``catalogColumns``.
    public var catalogLine: [String] {
        place.catalogLine + [id, stream, type, reason, "\(held)"]
    }

    /// What a catalog's line describes, in the order of ``catalogColumns``.
    public init(catalogLine line: [String]) {
        self.init(
            position: Position(line[0]) ?? 0, id: line[3], stream: line[4], type: line[5], key: Place.key(line[2]), reason: line[6],
            held: Int64(line[7]) ?? 0)
    }
}

extension ParkedEvent.Place {
    /// Position, a hash of the key that an index takes whatever the key's length, and the key itself: `-`, or `x` and hexadecimal digits.
    public var catalogLine: [String] {
        guard let key else { return ["\(position)", "0", "-"] }
        return ["\(position)", "\(Int64(bitPattern: key.span.stableHash))", "x" + HexDigits.text(key)]
    }

    static func key(_ text: String) -> [UInt8]? { text.hasPrefix("x") ? HexDigits.bytes(text.dropFirst()) : nil }
}
