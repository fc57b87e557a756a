import RefoldJSON
import RefoldValues

/// The result of a verb: the exit status, and its own fields for the object of `--json`.
struct VerbResult {
    var status: ExitStatus
    /// The verb's own fields of the summary; nil if the verb has written its one object already.
    var fields: [JSONField]?
    /// The last of the verb's own fields, if it may not fit into memory.
    var list: (name: String, values: JSONList)?
    /// The error if the verb failed after doing a part; printed like any other error.
    var failure: RefoldError?
    /// Whether the error was printed when it came.
    var isTold = false
    /// What it read and wrote, for the history of runs.
    var work: RunWork?
    /// Printed at the end, after any errors; `--quiet` hides it.
    var lastWord: String?

    /// What a run read and wrote.
    struct RunWork: Hashable {
        var events: Int64
        var rows: Int64
        /// Up to which what it made is complete; of several read models, the least.
        var position: Int64?
    }

    init(_ status: ExitStatus = .done, fields: [JSONField]? = []) {
        self.status = status
        self.fields = fields
    }

    init(failure: RefoldError, fields: [JSONField]) {
        status = ExitStatus(failure.status)
        self.fields = fields
        self.failure = failure
    }

    /// The summary: the verb, the status, its own fields, the duration, and the faults that stopped it.
    static func summary(verb: String?, status: ExitStatus, fields: [JSONField], milliseconds: Int, failure: RefoldError?) -> JSONValue {
        .object(start(verb: verb, status: status, fields: fields) + end(milliseconds: milliseconds, failure: failure))
    }

    /// Writes the summary, including its long list.
    func write(verb: String, fields: [JSONField], milliseconds: Int, to output: StandardOutput) throws(RefoldError) {
        guard let list else {
            let summary = Self.summary(verb: verb, status: status, fields: fields, milliseconds: milliseconds, failure: failure)
            return try output.write(json: CommandLineSecrets.masked(summary.json))
        }
        let start = JSONValue.object(Self.start(verb: verb, status: status, fields: fields))
        let end = JSONValue.object(Self.end(milliseconds: milliseconds, failure: failure))
        try output.write((start.json.dropLast() + ",\(JSONWriter.string(list.name)):[").utf8)
        try list.values.write(to: output)
        try output.write(json: "]," + CommandLineSecrets.masked(end.json).dropFirst())
    }

    private static func start(verb: String?, status: ExitStatus, fields: [JSONField]) -> [JSONField] {
        [JSONField("verb", .text(verb)), JSONField("status", .integer(Int64(status.rawValue)))] + fields
    }

    private static func end(milliseconds: Int, failure: RefoldError?) -> [JSONField] {
        [JSONField("milliseconds", .integer(milliseconds)), JSONField("faults", .list((failure?.faults ?? []).map(JSONValue.init)))]
    }
}
