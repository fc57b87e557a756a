import RefoldJSON
import RefoldValues

/// What the sender of a command says beside it, such as where it came from: a JSON object that is kept in the metadata of every event to
/// which the command leads.
///
/// Not for what the domain decides on: that belongs into the command.
public struct CommandMetadata: Hashable, Sendable {
    /// The members of the object as they were written, without its braces; empty for none.
    private let members: ExactText

    /// Nothing.
    public static let none = CommandMetadata(members: "")

    /// The maximum length of the object, in bytes.
    public static let maximumLength = 16_384

    /// The key under which each event has the id of its command, which no sender may use.
    public static let commandKey = "command_id"

    private init(members: String) { self.members = ExactText(members) }

    /// The metadata in a JSON object. It is kept as it is written.
    ///
    /// - Throws: `.usage` if the text is no JSON object, is longer than ``maximumLength``, has a key twice or has ``commandKey``.
    public init(json: String) throws(RefoldError) {
        var check = JSONObjectCheck()
        do throws(Fault) {
            try self.init(json.utf8.span, &check)
        } catch {
            throw RefoldError(.usage, error.what, at: .named("the command's metadata"), expected: error.expected, remedy: error.remedy)
        }
    }

    /// Metadata of texts by their keys.
    ///
    /// - Throws: as ``init(json:)``.
    public init(_ texts: KeyValuePairs<String, String>) throws(RefoldError) {
        try self.init(json: JSONValue.object(texts.map { JSONField($0.key, .text($0.value)) }).json)
    }

    /// Why an object is no metadata of a command.
    struct Fault: Error {
        /// The member that is wrong; nil for the object.
        var key: String?
        var what: String
        var expected: String?
        var remedy: String?
    }

    /// The metadata in a JSON object.
    ///
    /// - Parameter check: reused by the caller from line to line.
    init(_ object: Span<UInt8>, _ check: inout JSONObjectCheck) throws(Fault) {
        guard object.count <= Self.maximumLength else {
            throw Fault(what: "the object has \(object.count) bytes", expected: "at most \(Self.maximumLength) bytes")
        }
        var hasOwnKey = false
        let range: Range<Int>
        do throws(JSONFault) {
            // Repeated keys are refused here, those of the object itself included.
            let slice = try check.scanDocument(object)
            guard slice.kind == .object else { throw JSONFault(.notAnObject, at: 0) }
            range = slice.start + 1..<slice.end - 1
            let own = Array(Self.commandKey.utf8)
            try JSONMembers.forEach(of: object) { key, _ in hasOwnKey = hasOwnKey || key.isEqual(to: own, in: object) }
        } catch {
            let isNoObject = error.reason == .notAnObject
            throw Fault(
                what: isNoObject ? "the value is not an object" : "the object holds \(error.description(in: object))",
                expected: isNoObject ? "an object" : nil, remedy: "correct it, or leave it out")
        }
        guard !hasOwnKey else {
            throw Fault(
                key: Self.commandKey, what: "every event has the id of its command under this key", remedy: "leave it out, or use another name")
        }
        let inside = object.extracting(range)
        let isEmpty = inside.indices.allSatisfy { inside[$0] <= 0x20 }
        members = isEmpty ? ExactText("") : ExactText(String(decoding: inside.indices.map { inside[$0] }, as: UTF8.self))
    }

    /// The metadata of the events of a command, as a JSON object.
    func ofEvents(command id: String) -> String {
        let own = "{\"\(Self.commandKey)\":\(JSONWriter.string(id))"
        return members.text.isEmpty ? own + "}" : own + "," + members.text + "}"
    }
}
