import RefoldJSON

/// A check that lines of a table break.
public struct FailedCheck: Hashable, Sendable {
    /// The check as the definition writes it.
    public var text: String
    /// The lines that break it, from 1, in the order of the report.
    public var lines: [Int]

    /// - Parameter lines: those that break the check, from 1, ascending.
    public init(_ text: String, lines: [Int]) {
        self.text = text
        self.lines = lines
    }

    /// As it stands in JSON reports and in summaries: `check`, its text, and `lines`.
    public var json: JSONValue {
        .object([JSONField("check", .text(text)), JSONField("lines", .list(lines.map { .integer($0) }))])
    }
}
