import RefoldCore

/// Handles command lines one by one: a line in, an outcome out.
public struct PaymentIngest {
    /// An outcome and what belongs to its line.
    public struct Result: Hashable, Sendable {
        public var line: Int
        /// The command's id; nil where the line has none that can be read.
        public var id: String?
        public var outcome: CommandOutcome
        /// What is wrong with a line that is no command.
        public var faults: [Fault]

        /// Whether the run ends with 4 for it.
        public var isRefused: Bool {
            switch outcome {
            case .accepted, .duplicate: false
            case .rejected, .conflict: true
            }
        }

        /// What an outcome's line says beside the line's number and the id.
        public var entry: (outcome: String, stream: String?, version: Int64?, reason: String?) {
            switch outcome {
            case .accepted(let stream, let version): ("accepted", stream, version, nil)
            case .duplicate(let stream, let version): ("duplicate", stream, version, nil)
            case .rejected(let stream, let reason): ("rejected", stream, nil, reason)
            case .conflict(let stream, let actual): ("conflict", stream, actual, "VersionConflict")
            }
        }

        /// The outcome's line, without its end: `{"line":1,"id":"cmd-77","outcome":"accepted","stream":"p1","version":1,"reason":null}`.
        public var json: String {
            let entry = entry
            func text(_ text: String?) -> String { text.map(JSONWriter.string) ?? "null" }
            return "{\"line\":\(line),\"id\":\(text(id)),\"outcome\":\"\(entry.outcome)\",\"stream\":\(text(entry.stream)),"
                + "\"version\":\(entry.version.map(String.init) ?? "null"),\"reason\":\(text(entry.reason))}"
        }
    }

    private let handler: PaymentHandler
    private var lines = CommandDecoder()

    public init(_ handler: PaymentHandler) {
        self.handler = handler
    }

    /// Handles one line. What the result says is durable.
    ///
    /// - Throws: `.failed` where the store cannot do it; a line that is no command is an outcome, not an error.
    public mutating func handle(_ bytes: Span<UInt8>, file: String, line: Int) throws(RefoldError) -> Result {
        let request: CommandRequest
        do throws(CommandDecoder.Refused) {
            request = try lines.decode(bytes, file: file, line: line)
        } catch {
            if let id = error.id, let first = try handler.accepted(command: id) { return Result(line: line, id: id, outcome: first, faults: []) }
            return Result(line: line, id: error.id, outcome: .rejected(stream: nil, reason: error.reason), faults: error.faults)
        }
        return Result(line: line, id: request.id, outcome: try handler.handle(request), faults: [])
    }

    /// The outcome of a line that is longer than its reader lends, which is at most `limit` bytes.
    public static func tooLong(file: String, line: Int, limit: Int) -> Result {
        let fault = Fault(
            "the line is too long", at: .line(file: file, line: line, field: nil), expected: "at most \(limit) bytes",
            remedy: "one command is one line")
        return Result(line: line, id: nil, outcome: .rejected(stream: nil, reason: "MalformedLine"), faults: [fault])
    }
}
