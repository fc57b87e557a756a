/// The form in which a column of a layout's SELECT is read.
enum PostgresLayoutColumn: Sendable {
    case missing
    /// Its binary form is its text.
    case text
    case json
    /// The text after a byte with a version.
    case jsonb
    case bytes
    case uuid
    case integer
    /// The number of a large object, which holds a payload.
    case largeObject
    /// Microseconds since 2000, as `timestamptz` and `timestamp` are sent. Without a zone it is UTC.
    case time
    /// Read as the text that the server makes of it.
    case other

    /// - Parameter type: the OID of a type, which never changes for these.
    init(type: UInt32) {
        self =
            switch type {
            case 25, 1043, 19, 705: .text
            case 114: .json
            case 3802: .jsonb
            case 17: .bytes
            case 2950: .uuid
            case 20, 21, 23: .integer
            case 26: .largeObject
            case 1114, 1184: .time
            default: .other
            }
    }

    /// A column as an expression whose binary form the decoder reads.
    func expression(_ name: String) -> String {
        switch self {
        case .text where name == "type" || name == "unreadable": "e.\(name)"
        case .missing: "NULL::text"
        // Compared with texts, in whatever type they are kept.
        case _ where name == "type" || name == "unreadable": "e.\(name)::text"
        case .text, .json, .jsonb, .bytes, .uuid, .time: "e.\(name)"
        case .integer where name == "stream" || name == "event_id": "e.\(name)::text"
        case .integer: "e.\(name)::bigint"
        // Here and not in the SELECT, which lo_get, being volatile, would keep from using an index. One that is missing cannot be read, and is
        // no event without fields.
        case .largeObject:
            "CASE WHEN e.\(name) IS NOT NULL THEN coalesce((SELECT lo_get(m.oid) FROM pg_largeobject_metadata m WHERE m.oid = e.\(name)), '\\x00'::bytea) END"
        case .other: "e.\(name)::text"
        }
    }

    /// Whether the server has checked that it is JSON as strictly as Refold does. `json` keeps repeated keys and half of a surrogate pair.
    var isJSON: Bool {
        switch self {
        case .jsonb: true
        default: false
        }
    }
}
