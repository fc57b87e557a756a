import RefoldCore
import RefoldJSON
import RefoldValues

/// What a store gives for one row, as a line of an `.expected` file states it: values between ` | `.
struct ExpectedEvent: Hashable, CustomStringConvertible {
    var position: Int64
    var stream: String
    var version: Int64?
    var type: String
    /// Nil if the payload cannot be read.
    var data: JSONValue?
    var metadata: JSONValue
    var occurredAt: String
    var id: String

    var description: String {
        "\(position) | \(stream) | \(version.map(String.init) ?? "") | \(type) | \(data?.json ?? "unreadable") | \(metadata.json) | \(occurredAt) | \(id)"
    }

    /// The events of a file, or of the part of it below `== part`.
    static func read(_ text: String, part: String? = nil) throws -> [ExpectedEvent] {
        var events: [ExpectedEvent] = []
        var isWanted = part == nil
        for line in text.split(separator: "\n") {
            if line.hasPrefix("==") {
                isWanted = line.drop { $0 == "=" || $0 == " " } == part ?? ""
            } else if isWanted, !line.hasPrefix("#") {
                events.append(try ExpectedEvent(line))
            }
        }
        return events
    }

    private init(_ line: Substring) throws {
        // The last cell may be empty, and what trims line ends then takes the blank after the bar.
        let cells = (line + " ").split(separator: " | ", omittingEmptySubsequences: false).map { cell in
            String(cell.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        }
        guard cells.count == 8, let position = Int64(cells[0]) else { throw RefoldError(.failed, "\(cells.count) cells: \(line)") }
        (self.position, type, occurredAt) = (position, cells[3], cells[6])
        version = Int64(cells[2])
        data = cells[4].isEmpty || cells[4].hasPrefix("{") ? try Self.parsed(cells[4]) : nil
        metadata = try Self.parsed(cells[5])
        // Those that the store does not have are derived.
        id = !cells[7].isEmpty ? cells[7] : version == nil || cells[1].isEmpty ? "@\(position)" : "\(cells[1])/\(cells[2])"
        stream = cells[1].isEmpty ? id : cells[1]
    }

    init(_ stored: StoredEvent) throws {
        (position, stream, version, type) = (stored.position, stored.stream, stored.knownVersion, stored.event.type)
        data = try Self.parsed(stored.event.data)
        metadata = try Self.parsed(stored.event.metadata)
        occurredAt = Self.text(of: stored.event.occurredAt)
        id = stored.event.id
    }

    /// A time with six decimals.
    private static func text(of time: Timestamp) -> String {
        let text = String(time.description.dropLast())
        let parts = text.split(separator: ".")
        let decimals = parts.count > 1 ? String(parts[1]) : ""
        return parts[0] + "." + decimals + String(repeating: "0", count: 6 - decimals.count) + "Z"
    }

    /// A payload as a value that does not depend on the order of keys. Numbers keep their texts. A blank one has no fields.
    private static func parsed(_ text: String) throws -> JSONValue {
        guard !text.isEmpty else { return .object([]) }
        do { return sorted(try JSONValue(reading: Array(text.utf8))) } catch { throw RefoldError(.failed, "\(error): \(text)") }
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .object(let fields): .object(fields.map { JSONField($0.name, sorted($0.value)) }.sorted { $0.name < $1.name })
        case .list(let values): .list(values.map(sorted))
        default: value
        }
    }
}
