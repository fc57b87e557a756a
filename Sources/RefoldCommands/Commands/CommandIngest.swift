import RefoldJSON
import RefoldValues

/// Handles command lines in batches: lines in, one outcome each out. A batch shares one commit.
public struct CommandIngest {
    /// A line that was read and waits to be handled.
    public struct Line: Hashable, Sendable {
        /// Its number, from 1.
        public var number: Int
        /// The command's id; nil if the line has none that can be read.
        public var id: String?
        fileprivate var file: String
        fileprivate var content: Content

        fileprivate var place: Place { .line(file: file, line: number, field: nil) }

        fileprivate var request: CommandRequest? { if case .command(let request) = content { request } else { nil } }

        fileprivate enum Content: Hashable, Sendable {
            case command(CommandRequest)
            /// The line is not a command, for this reason.
            case refused(String, [Fault])
        }
    }

    /// An outcome with the number and id of its line.
    public struct Result: Hashable, Sendable {
        /// The line in its file, from 1.
        public var line: Int
        /// The command's id; nil if the line has none that can be read.
        public var id: String?
        /// What became of the command.
        public var outcome: CommandOutcome
        /// Every reason for a rejection, with the line's place; empty for every other outcome.
        public var faults: [Fault]

        /// The fields of an outcome's line, except the line's number and the id.
        public var entry: (outcome: String, stream: String?, version: Int64?, reason: String?) {
            switch outcome {
            case .accepted(let stream, let version): ("accepted", stream, version, nil)
            case .duplicate(let stream, let version): ("duplicate", stream, version, nil)
            case .rejected(let stream, let reason): ("rejected", stream, nil, reason.name)
            case .conflict(let stream, let actual): ("conflict", stream, actual, "VersionConflict")
            }
        }

        /// The outcome's line without the newline: `{"line":1,"id":"cmd-77","outcome":"accepted","stream":"p1","version":1,"reason":null}`.
        public var json: String {
            let entry = entry
            func text(_ text: String?) -> String { text.map(JSONWriter.string) ?? "null" }
            return "{\"line\":\(line),\"id\":\(text(id)),\"outcome\":\"\(entry.outcome)\",\"stream\":\(text(entry.stream)),"
                + "\"version\":\(entry.version.map(String.init) ?? "null"),\"reason\":\(text(entry.reason))}"
        }
    }

    private let bus: CommandBus
    private var decoder: CommandDecoder

    /// - Parameter forms: the commands that lines may hold.
    public init(_ bus: CommandBus, _ forms: CommandForms) {
        self.bus = bus
        decoder = CommandDecoder(forms)
    }

    /// Reads one line. A line that is not a command is returned too: its outcome will be a rejection.
    public mutating func read(_ bytes: Span<UInt8>, file: String, line number: Int) -> Line {
        do throws(CommandDecoder.Refused) {
            let request = try decoder.decode(bytes, file: file, line: number)
            return Line(number: number, id: request.id, file: file, content: .command(request))
        } catch {
            return Line(number: number, id: error.id, file: file, content: .refused(error.reason, error.faults))
        }
    }

    /// The result for a line longer than `limit` bytes, which its reader does not deliver.
    public static func tooLong(file: String, line number: Int, limit: Int) -> Line {
        let fault = Fault(
            "the line is too long", at: .line(file: file, line: number, field: nil), expected: "at most \(limit) bytes",
            remedy: "one command is one line")
        return Line(number: number, id: nil, file: file, content: .refused("MalformedLine", [fault]))
    }

    /// Handles the first of these lines in one transaction: as many as are handled before `span` is over, and at least one. The results are
    /// durable.
    ///
    /// - Throws: `.failed` if the store fails; nothing was written then.
    public func handle(_ lines: ArraySlice<Line>, within span: Duration) throws(RefoldError) -> [Result] {
        try bus.transact(lines.compactMap(\.request)) { commands throws(RefoldError) in
            let end = ContinuousClock.now + span
            var results: [Result] = []
            results.reserveCapacity(lines.count)
            for line in lines {
                results.append(try Self.handle(line, in: &commands))
                if .now > end { break }
            }
            return results
        }
    }

    private static func handle(_ line: Line, in commands: inout CommandTransaction) throws(RefoldError) -> Result {
        switch line.content {
        case .command(let request):
            do throws(RefoldError) {
                let outcome = try commands.handle(request)
                return Result(line: line.number, id: line.id, outcome: outcome, faults: outcome.facts.map { Fault($0, at: line.place) })
            } catch {
                // A single stream with unreadable events must not stop the lines after it.
                guard error.isOfStoredEvents else { throw error }
                let faults = error.faults.map { Fault("\($0.place): \($0.what)", at: line.place, expected: $0.expected, remedy: $0.remedy) }
                let outcome = CommandOutcome.rejected(stream: request.command.stream, reason: "StreamIsUnreadable")
                return Result(line: line.number, id: line.id, outcome: outcome, faults: faults)
            }
        case .refused(let reason, let faults):
            if let id = line.id, let first = try commands.accepted(command: id) {
                return Result(line: line.number, id: id, outcome: first, faults: [])
            }
            return Result(line: line.number, id: line.id, outcome: .rejected(stream: nil, reason: Rejection(reason)), faults: faults)
        }
    }
}
