import RefoldDefinitions
import RefoldTables
import RefoldValues

extension ReportManifest {
    /// Reads the bytes of a manifest.
    ///
    /// - Parameter file: its path, for messages.
    /// - Throws: `.usage` if it is no manifest of this form; `.refused` if it is not as it was written.
    public init(reading bytes: [UInt8], file: String) throws(RefoldError) {
        let place = Place.named(file)
        let document = JSON5.read(bytes, file: file)
        guard document.faults.isEmpty, let root = document.root, case .object(let members) = root.value, members.last?.key == Self.ownKey else {
            throw RefoldError(
                .usage, "this is no manifest of a report", at: place, expected: "a file NAME.manifest.json that refold report has written",
                remedy: "name the file beside the report's files")
        }
        // The end has the same length in every manifest.
        let body = String(decoding: bytes.dropLast(Self.end(of: "").utf8.count), as: UTF8.self)
        guard bytes == Array((body + Self.end(of: body)).utf8) else {
            throw RefoldError(
                .refused, "the manifest was changed after it was written", at: place, expected: "the bytes that refold report has written",
                remedy: "take the file from a copy, or write the report again")
        }
        guard let read = ManifestObject(root)?.manifest else {
            throw RefoldError(
                .usage, "the manifest is of another form than this version of Refold reads", at: place,
                remedy: "use the version of Refold that its made_by names")
        }
        self = read
    }
}

/// The keys of an object in a manifest.
private struct ManifestObject {
    private var values: [String: JSON5Node] = [:]

    init?(_ node: JSON5Node?) {
        guard case .object(let members)? = node?.value else { return nil }
        for member in members { values[member.key] = member.value }
    }

    func text(_ key: String) -> String? { if case .string(let text)? = values[key]?.value { text } else { nil } }

    func integer(_ key: String) -> Int64? {
        if case .number(let number)? = values[key]?.value { number.integer.map { Int64($0) } } else { nil }
    }

    func flag(_ key: String) -> Bool? { if case .bool(let flag)? = values[key]?.value { flag } else { nil } }

    func list<Element>(_ key: String, _ read: (JSON5Node) -> Element?) -> [Element]? {
        guard case .array(let nodes)? = values[key]?.value else { return nil }
        let elements = nodes.compactMap(read)
        return elements.count == nodes.count ? elements : nil
    }

    private func texts(_ key: String) -> [String]? { list(key) { if case .string(let text) = $0.value { text } else { nil } } }

    /// Nil if a key is missing, or its value is of another kind.
    var manifest: ReportManifest? {
        guard let report = text("report"), let madeBy = text("made_by"), let definition = text("definition_sha256"), let bound = integer("bound"),
            let timeZone = text("time_zone"), let isIncomplete = flag("incomplete"), let failsChecks = flag("checks_failed"),
            let readModels = list("read_models", { ManifestObject($0)?.source }), let dropped = list("dropped", { ManifestObject($0)?.drop }),
            let files = list("files", { ManifestObject($0)?.file }), integer("events") == nil || texts("digest_columns") != nil
        else { return nil }
        let ends = text("period")?.split(separator: "/").map { CalendarDate(String($0)) } ?? []
        guard ends.count == (text("period") == nil ? 0 : 2), ends.allSatisfy({ $0 != nil }) else { return nil }
        var manifest = ReportManifest(
            report: report, madeBy: madeBy, definitionSHA256: definition, readModels: readModels, period: Period(ends.first ?? nil, ends.last ?? nil),
            asOf: texts("as_of") ?? [text("as_of")].compactMap { $0 }, hasMomentColumn: texts("as_of") != nil,
            today: text("today").flatMap { CalendarDate($0) }, bound: bound, events: events, timeZone: timeZone, zoneData: text("zone_data"),
            isIncomplete: isIncomplete, failsChecks: failsChecks, dropped: dropped)
        manifest.files = files
        guard let csv = ManifestObject(values["csv"])?.csv, let rowColumns = texts("row_columns"), let tests = texts("where") else { return nil }
        manifest.typedTests = tests
        (manifest.behind, manifest.rowColumns, manifest.csv) = (integer("behind"), rowColumns, csv)
        if let value = values["sealed"] {
            guard let sealed = ManifestObject(value)?.sealed else { return nil }
            manifest.sealed = sealed
        }
        return manifest
    }

    private var events: ReportManifest.Events? {
        integer("events").map { count in ReportManifest.Events(count: count, digest: text("events_digest") ?? "", columns: texts("digest_columns") ?? []) }
    }

    private var sealed: ReportManifest.Sealed? {
        guard let at = text("at").flatMap({ Timestamp($0) }), let period = text("period") else { return nil }
        return ReportManifest.Sealed(at: at, period: period, reason: text("reason"))
    }

    private var csv: CSVStyle? {
        guard let delimiter = text("delimiter")?.utf8.first, let decimal = text("decimal")?.utf8.first, let hasMark = flag("bom"),
            let isGuarded = flag("guard"), let hasTotals = flag("totals")
        else { return nil }
        var format = CSVStyle()
        (format.delimiter, format.decimal, format.hasMark, format.isGuarded, format.hasTotals) = (delimiter, decimal, hasMark, isGuarded, hasTotals)
        return format
    }

    private var source: ReportManifest.Source? {
        guard let name = text("name"), let version = integer("version"), let definition = text("definition_sha256"), let position = integer("position")
        else { return nil }
        var source = ReportManifest.Source(name: name, version: Int(version), definitionSHA256: definition, position: position)
        source.events = events
        return source
    }

    private var drop: ReportManifest.Dropped? {
        guard let projection = text("projection"), let position = integer("position") else { return nil }
        return ReportManifest.Dropped(projection: projection, position: position)
    }

    private var file: ReportManifest.File? {
        guard let name = text("name"), let sha256 = text("sha256"), let bytes = integer("bytes") else { return nil }
        return ReportManifest.File(name: name, sha256: sha256, bytes: Int(bytes))
    }
}
