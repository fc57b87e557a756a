import RefoldCore

/// What a verb did: how the process ends, and what `--json` says beside the fields that every summary has.
struct VerbResult {
    var status: ExitStatus
    /// The verb's own fields of the summary; nil where the verb has written its one object already.
    var fields: [JSONField]?
    /// What went wrong after something was done: it is printed like any other error.
    var failure: RefoldError?
    /// Said at the very end, below any errors; `--quiet` hides it.
    var lastWord: String?

    init(_ status: ExitStatus = .done, fields: [JSONField]? = []) {
        self.status = status
        self.fields = fields
    }

    init(failure: RefoldError, fields: [JSONField]) {
        status = ExitStatus(failure.status)
        self.fields = fields
        self.failure = failure
    }

    /// The summary: the verb, the status, its own fields, how long it took, and the findings that stopped it.
    static func summary(verb: String?, status: ExitStatus, fields: [JSONField], milliseconds: Int, failure: RefoldError?) -> JSONValue {
        .object(
            [JSONField("verb", .text(verb)), JSONField("status", .integer(Int64(status.rawValue)))] + fields + [
                JSONField("milliseconds", .integer(milliseconds)),
                JSONField("faults", .list((failure?.faults ?? []).map(JSONValue.init))),
            ])
    }
}
