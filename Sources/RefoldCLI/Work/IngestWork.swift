import RefoldCommands
import RefoldFiles
import RefoldJSON
import RefoldValues

/// Passes the lines of files to their domains and writes one outcome per line.
struct IngestWork {
    /// The number of commands per outcome.
    struct Counts: Hashable {
        var accepted = 0
        var duplicate = 0
        var rejected = 0
        var conflict = 0

        var isClean: Bool { rejected == 0 && conflict == 0 }

        var line: String {
            "\(Grouped.text(accepted)) accepted, \(Grouped.text(duplicate)) known already, \(Grouped.text(rejected)) rejected, "
                + Grouped.text(conflict, "conflict")
        }

        var fields: [JSONField] {
            [
                JSONField("accepted", .integer(accepted)), JSONField("duplicate", .integer(duplicate)),
                JSONField("rejected", .integer(rejected)), JSONField("conflict", .integer(conflict)),
            ]
        }

        mutating func count(_ outcome: CommandOutcome) {
            switch outcome {
            case .accepted: accepted += 1
            case .duplicate: duplicate += 1
            case .rejected: rejected += 1
            case .conflict: conflict += 1
            }
        }
    }

    private let session: Session
    private let meter: ProgressMeter
    private var ingest: CommandIngest
    private var lines = 0
    private(set) var counts = Counts()
    /// With `--json`, the outcomes that are otherwise written line by line.
    let outcomes: JSONList

    /// - Parameter outcomes: gets the outcomes with `--json`.
    init(session: Session, ingest: CommandIngest, outcomes: JSONList) {
        self.session = session
        self.ingest = ingest
        self.outcomes = outcomes
        meter = session.meter("ingest", unit: "commands")
    }

    /// The maximum number of commands per commit.
    private static let batchLimit = 500
    /// The maximum number of bytes of lines read ahead; the decoded commands take several times as much.
    private static let byteLimit = 1 << 20
    /// How long a transaction takes further commands: until its end it holds back the bound of a PostgreSQL store.
    private static let batchTime: Duration = .milliseconds(100)

    /// Handles every line of a file that is not blank. Lines that are available share a commit; an outcome is written as soon as it is
    /// durable.
    ///
    /// - Throws: status 1 if the store or standard output fails, status 5 if a signal came or the reader of the output is gone.
    mutating func handle(_ reader: LineReader) throws(RefoldError) {
        var batch: [CommandIngest.Line] = []
        var bytes = 0
        while true {
            if batch.isEmpty {
                repeat { try requireGoingOn(at: reader.lineNumber, of: reader) } while try !reader.wait(milliseconds: 200)
            }
            switch try reader.next() {
            case .end: return
            case .tooLong: batch.append(CommandIngest.tooLong(file: reader.name, line: reader.lineNumber, limit: LineReader.maximumLength))
            case .line:
                let (name, number) = (reader.name, reader.lineNumber)
                reader.withLine { line in
                    var index = 0
                    JSONScanner.skipWhitespace(line, &index)
                    guard index < line.count else { return }
                    batch.append(ingest.read(line, file: name, line: number))
                    bytes += line.count
                }
            }
            if batch.count < Self.batchLimit, bytes < Self.byteLimit, try reader.hasLine() { continue }
            try handle(batch, of: reader)
            batch.removeAll(keepingCapacity: true)
            bytes = 0
        }
    }

    private mutating func handle(_ batch: [CommandIngest.Line], of reader: LineReader) throws(RefoldError) {
        var rest = batch[...]
        while let first = rest.first {
            try requireGoingOn(at: first.number - 1, of: reader)
            try requireReader(at: first.number - 1, of: reader)
            let results: [CommandIngest.Result]
            do throws(RefoldError) {
                results = try ingest.handle(rest, within: Self.batchTime)
            } catch {
                try throwWait(error, at: first.number - 1, of: reader)
                guard rest.count > 1 else { throw named(error, at: first.number, of: reader) }
                return try handleOneByOne(rest, after: error, of: reader)
            }
            for result in results { try finish(result) }
            try flush()
            rest = rest.dropFirst(results.count)
        }
    }

    /// Handles the commands of a failed batch, of which nothing was written, one by one: the commands before a faulty one are accepted.
    private mutating func handleOneByOne(
        _ lines: ArraySlice<CommandIngest.Line>, after failure: RefoldError, of reader: LineReader
    ) throws(RefoldError) {
        for (place, line) in zip(lines.indices, lines) {
            try requireGoingOn(at: line.number - 1, of: reader)
            try requireReader(at: line.number - 1, of: reader)
            let results: [CommandIngest.Result]
            do throws(RefoldError) {
                results = try ingest.handle(lines[place...place], within: Self.batchTime)
            } catch {
                try throwWait(error, at: line.number - 1, of: reader)
                throw named(place == lines.startIndex && !error.isOfNewEvents ? failure : error, at: line.number, of: reader)
            }
            for result in results { try finish(result) }
            try flush()
        }
    }

    /// What is about one event stands at the line of its command.
    private func named(_ error: RefoldError, at line: Int, of reader: LineReader) -> RefoldError {
        guard error.isOfNewEvents else { return error }
        let place = Place.line(file: reader.name, line: line, field: nil)
        return RefoldError(
            error.status, error.faults.map { Fault("\($0.place): \($0.what)", at: place, expected: $0.expected, remedy: $0.remedy) })
    }

    /// If the wait for somebody else was ended, no command is the reason, and none by itself would do better.
    private func throwWait(_ error: RefoldError, at line: Int, of reader: LineReader) throws(RefoldError) {
        switch error.status {
        case .incomplete: throw incomplete("interrupted", at: line, of: reader)
        case .busy: throw error
        case .failed, .usage, .refused: return
        }
    }

    private func requireGoingOn(at line: Int, of reader: LineReader) throws(RefoldError) {
        guard session.interruption.isRequested else { return }
        throw incomplete("interrupted", at: line, of: reader)
    }

    /// Stops if nobody reads the outcomes any more.
    private func requireReader(at line: Int, of reader: LineReader) throws(RefoldError) {
        guard session.output.isBroken else { return }
        throw incomplete("the reader of standard output went away, and not all commands are handled", at: line, of: reader)
    }

    private func incomplete(_ what: String, at line: Int, of reader: LineReader) -> RefoldError {
        RefoldError(
            .incomplete, what, at: .line(file: reader.name, line: line, field: nil),
            remedy: "run the same command again; what was accepted is known")
    }

    private static func summary(of result: CommandIngest.Result) -> JSONValue {
        let entry = result.entry
        return .object([
            JSONField("line", .integer(result.line)), JSONField("id", .text(result.id)), JSONField("outcome", .text(entry.outcome)),
            JSONField("stream", .text(entry.stream)), JSONField("version", entry.version.map { .integer($0) } ?? .null),
            JSONField("reason", .text(entry.reason)), JSONField("faults", .list(result.faults.map(JSONValue.init))),
        ])
    }

    /// No more lines.
    func finish() { meter.finish() }

    private mutating func finish(_ result: CommandIngest.Result) throws(RefoldError) {
        lines += 1
        counts.count(result.outcome)
        if !result.faults.isEmpty { session.console.say(RefoldError(.failed, result.faults)) }
        if session.json {
            try outcomes.append(Self.summary(of: result))
        } else {
            try session.output.write(json: result.json)
        }
        meter.update(done: lines, total: nil)
    }

    private func flush() throws(RefoldError) {
        if !session.json { try session.output.flush() }
    }
}
