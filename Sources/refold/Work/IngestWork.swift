import RefoldCore
import RefoldDomains
import RefoldFiles

/// Hands the lines of files to the payments domain and writes one outcome a line.
struct IngestWork {
    /// How the commands of a run ended.
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
    private var ingest: PaymentIngest
    private var lines = 0
    private(set) var counts = Counts()
    /// With `--json`, what would else be written line by line.
    private var outcomes: [JSONValue] = []

    init(session: Session, ingest: PaymentIngest) {
        self.session = session
        self.ingest = ingest
        meter = session.meter("ingest", unit: "commands")
    }

    /// Handles every line of a file that is not blank. An outcome is written as soon as it is durable.
    ///
    /// - Throws: status 1 where the store or standard output fails, status 5 where somebody asked the run to end.
    mutating func handle(_ reader: LineReader) throws(RefoldError) {
        while true {
            if session.interruption.isRequested {
                throw RefoldError(
                    .incomplete, "interrupted", at: .line(file: reader.name, line: reader.lineNumber, field: nil),
                    remedy: "run the same command again; what was accepted is known")
            }
            switch try reader.next() {
            case .end: return
            case .tooLong:
                try finish(PaymentIngest.tooLong(file: reader.name, line: reader.lineNumber, limit: LineReader.maximumLength))
            case .line:
                let (name, number) = (reader.name, reader.lineNumber)
                let result = try reader.withLine { line throws(RefoldError) -> PaymentIngest.Result? in
                    var index = 0
                    JSONScanner.skipWhitespace(line, &index)
                    return index == line.count ? nil : try ingest.handle(line, file: name, line: number)
                }
                if let result { try finish(result) }
            }
        }
    }

    /// The verb's fields of the summary.
    var fields: [JSONField] { counts.fields + [JSONField("outcomes", .list(outcomes))] }

    private static func summary(of result: PaymentIngest.Result) -> JSONValue {
        let entry = result.entry
        return .object([
            JSONField("line", .integer(result.line)), JSONField("id", .text(result.id)), JSONField("outcome", .text(entry.outcome)),
            JSONField("stream", .text(entry.stream)), JSONField("version", entry.version.map { .integer($0) } ?? .null),
            JSONField("reason", .text(entry.reason)),
        ])
    }

    /// No more lines.
    func finish() { meter.finish() }

    private mutating func finish(_ result: PaymentIngest.Result) throws(RefoldError) {
        lines += 1
        counts.count(result.outcome)
        if !result.faults.isEmpty { session.talk.say(RefoldError(.failed, result.faults)) }
        if session.json {
            outcomes.append(Self.summary(of: result))
        } else {
            try session.output.write(line: result.json)
            try session.output.flush()
        }
        meter.update(done: lines, total: nil)
    }
}
