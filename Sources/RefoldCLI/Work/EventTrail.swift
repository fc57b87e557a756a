import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// Shows the events of a stream themselves, for people or for programs.
struct EventTrail {
    /// Whether values of data and metadata are shown; if not, only the keys of the metadata.
    let showsPayload: Bool
    private var isFirst = true

    init(showsPayload: Bool) { self.showsPayload = showsPayload }

    /// The lines for the next event. Events are separated by an empty line.
    mutating func lines(of stored: StoredEvent) -> [String] {
        let lines = (isFirst ? [] : [""]) + [stored.headLine]
        isFirst = false
        guard showsPayload else { return lines + ["    metadata  " + Self.keyList(of: stored.event.metadata)] }
        return lines + Self.values(of: stored.event)
    }

    private static func keyList(of json: String) -> String {
        guard let members = members(of: json) else { return "is no JSON object" }
        return members.isEmpty ? "none" : members.map { Printable.text($0.key) }.joined(separator: ", ")
    }

    /// One line per member of data and metadata.
    private static func values(of event: NewEvent) -> [String] {
        let named = [("data", event.data), ("metadata", event.metadata)].flatMap { name, json -> [(name: String, value: String)] in
            guard let members = members(of: json), !members.isEmpty else { return [(name, Printable.text(json))] }
            return members.map { (name + "." + Printable.text($0.key), Printable.text(JSONValue.json($0.value).json)) }
        }
        let width = named.map { $0.name.count }.max() ?? 0
        return named.map { name, value in
            "    " + name + String(repeating: " ", count: width - name.count + 2) + value
        }
    }

    /// The next event.
    func summary(of stored: StoredEvent) -> JSONValue {
        let event = stored.event
        let keys = Self.members(of: event.metadata).map { JSONValue.texts($0.map(\.key)) } ?? .null
        let payload = showsPayload ? [JSONField("data", Self.json(event.data)), JSONField("metadata", Self.json(event.metadata))] : []
        return .object(stored.headFields + [JSONField("metadata_keys", keys)] + payload)
    }

    /// The text itself if it is a JSON object, else a string of it.
    private static func json(_ text: String) -> JSONValue { members(of: text) == nil ? .text(text) : .json(text) }

    /// The members of a JSON object, their values as they are written; nil if the text is no JSON object.
    private static func members(of json: String) -> [(key: String, value: String)]? {
        let bytes = Array(json.utf8)
        var members: [(key: String, value: String)] = []
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes.span) { key, value in
                // The quotes of a string lie outside its slice.
                let range = value.isString ? value.start - 1..<value.end + 1 : value.range
                members.append((key.text(in: bytes.span), String(decoding: bytes[range], as: UTF8.self)))
            }
        } catch {
            return nil
        }
        return members
    }
}

extension StoredEvent {
    /// Where and when it happened, in one line for people.
    var headLine: String {
        "#\(position)  \(knownVersion.map(String.init) ?? "-")  \(Printable.text(event.type))  \(event.occurredAt) (recorded \(event.recordedAt))"
    }

    /// The same for programs, with its id.
    var headFields: [JSONField] {
        [
            JSONField("position", .integer(position)), JSONField("version", knownVersion.map { .integer($0) } ?? .null), JSONField("type", .text(event.type)),
            JSONField("id", .text(event.id)), JSONField("occurred_at", .text(event.occurredAt.description)),
            JSONField("recorded_at", .text(event.recordedAt.description)),
        ]
    }
}
