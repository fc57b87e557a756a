import RefoldJSON
import RefoldTables
import RefoldValues

extension ReportManifest {
    /// The last key: the SHA-256 of all bytes before it, so that a change by hand is noticed.
    static let ownKey = "manifest_sha256"

    /// The whole file: one key per line, ending with a line break.
    public var bytes: [UInt8] {
        let lines = fields.map { "\(JSONWriter.string($0.name)):\($0.value.json)" }
        let body = "{" + lines.joined(separator: ",\n")
        return Array((body + Self.end(of: body)).utf8)
    }

    /// What stands after the last of the other keys.
    static func end(of body: String) -> String { ",\n\"\(ownKey)\":\"\(SHA256.text(of: body.utf8))\"}\n" }

    private var fields: [JSONField] {
        [
            JSONField("report", .text(report)), JSONField("made_by", .text(madeBy)), JSONField("definition_sha256", .text(definitionSHA256)),
            JSONField("read_models", .list(readModels.map(\.json))), JSONField("period", .text(period?.text)),
            JSONField("as_of", asOf.count > 1 || hasMomentColumn ? .texts(asOf) : .text(asOf.first)),
            JSONField("today", .text(today?.description)), JSONField("bound", .integer(bound)),
            JSONField("events", events.map { .integer($0.count) } ?? .null), JSONField("events_digest", .text(events?.digest)),
            JSONField("digest_columns", events.map { .texts($0.columns) } ?? .null), JSONField("time_zone", .text(timeZone)),
            JSONField("zone_data", .text(zoneData)), JSONField("rounding", .text(Rounding.halfEven.rawValue)), JSONField("where", .texts(typedTests)),
            JSONField("incomplete", .boolean(isIncomplete)), JSONField("checks_failed", .boolean(failsChecks)),
            JSONField("behind", behind.map { .integer($0) } ?? .null), JSONField("dropped", .list(dropped.map(\.json))),
            JSONField("row_columns", .texts(rowColumns)), JSONField("csv", csv.json),
        ] + (sealed.map { [JSONField("sealed", $0.json)] } ?? []) + [JSONField("files", .list(files.map(\.json)))]
    }
}

extension ReportManifest.Source {
    fileprivate var json: JSONValue {
        .object([
            JSONField("name", .text(name)), JSONField("version", .integer(version)), JSONField("definition_sha256", .text(definitionSHA256)),
            JSONField("position", .integer(position)),
        ] + (events.map { [JSONField("events", .integer($0.count)), JSONField("events_digest", .text($0.digest)), JSONField("digest_columns", .texts($0.columns))] } ?? []))
    }
}

extension ReportManifest.Dropped {
    fileprivate var json: JSONValue { .object([JSONField("projection", .text(projection)), JSONField("position", .integer(position))]) }
}

extension ReportManifest.File {
    fileprivate var json: JSONValue {
        .object([JSONField("name", .text(name)), JSONField("sha256", .text(sha256)), JSONField("bytes", .integer(bytes))])
    }
}

extension CSVStyle {
    /// As definitions write it, and whether a line of totals was asked for.
    var json: JSONValue {
        func sign(_ byte: UInt8) -> JSONValue { .text(String(decoding: [byte], as: UTF8.self)) }
        return .object([
            JSONField("delimiter", sign(delimiter)), JSONField("decimal", sign(decimal)), JSONField("bom", .boolean(hasMark)),
            JSONField("guard", .boolean(isGuarded)), JSONField("totals", .boolean(hasTotals)),
        ])
    }
}

extension Period {
    /// `2024-09-01/2024-10-01`: the first day, and the first one after it.
    public var text: String { "\(from)/\(to)" }
}
