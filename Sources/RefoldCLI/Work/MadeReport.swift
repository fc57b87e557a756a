import RefoldCore
import RefoldJSON
import RefoldProjections
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues
import RefoldZones

/// A report that was worked out, and what it rests on.
struct MadeReport {
    var table: FigureTable
    /// Without its files.
    var manifest: ReportManifest
    /// Status 3, if checks fail and it is written all the same, or if a sealed report is not what today's rows say.
    var refusal: RefoldError?
    /// The seal that it was taken from.
    var sealed: SealedReport?
    /// How its figures stand to today's.
    var comparison = Comparison.same

    /// How figures stand to those that today's rows give.
    enum Comparison {
        /// They are today's, or the same.
        case same
        case differs(Restated)
        /// Today's could not be worked out.
        case unknown
        /// Nobody compared.
        case notMade
    }

    /// What today's rows make of the sealed figures; nil if that is the same, or not known.
    var restated: Restated? { if case .differs(let restated) = comparison { restated } else { nil } }

    /// How a report that was taken from a seal stands to today's figures; nil if it was not.
    var standing: SealStanding? {
        guard sealed != nil else { return nil }
        return switch comparison {
        case .same, .notMade: .asSealed
        case .differs(let restated): .restated(figures: restated.difference.cells.count)
        case .unknown: .unknown
        }
    }

    /// The file in a format; of a sealed report the sealed bytes.
    ///
    /// - Throws: status 1 for what the format cannot hold.
    func bytes(as format: any TableFormat, _ style: TableStyle) throws(RefoldError) -> [UInt8] {
        if let sealed, SealedReport.formats.contains(where: { $0.word == format.word }) { return try sealed.bytes(as: format, style) }
        var page = table
        page.facts = manifest.facts
        if page.asOf.isEmpty { page.day = manifest.today }
        return try page.bytes(as: format, style)
    }
}

/// How a sealed report stands to today's figures.
enum SealStanding: Hashable {
    case asSealed
    /// So many of its figures are others today.
    case restated(figures: Int)
    /// Today's could not be worked out.
    case unknown
}

/// The paths of what was written of a report.
struct WrittenReport: Hashable {
    /// One per format.
    var files: [String]
    var manifest: String
    /// None unless the report is sealed and today's figures are others.
    var restatement: [String]

    var all: [String] { files + [manifest] + restatement }

    /// The fields beside the list of files, for programs.
    var fields: [JSONField] {
        [JSONField("manifest", .text(manifest))] + (restatement.isEmpty ? [] : [JSONField("restatement", .texts(restatement))])
    }
}

extension ReportManifest {
    /// What a report rests on, but for its files.
    ///
    /// - Parameters:
    ///   - table: the figures.
    ///   - sources: the read models that they come from, the report's own first.
    ///   - today: the day that ends at the moment of the figures; nil if they do not depend on it.
    ///   - events: those that the read model reads; nil if nothing is kept of them.
    ///   - leftOut: the positions of dropped events, of each of the sources.
    init(
        of plan: ReportPlan, _ table: FigureTable, from sources: [Source], period: Period?, today: CalendarDate?, events: EventsDigest?,
        leavingOut leftOut: [Set<Position>]
    ) {
        self.init(
            report: plan.name, madeBy: "refold \(Version.text)", definitionSHA256: plan.definitionSHA256, readModels: sources, period: period, asOf: table.asOf,
            hasMomentColumn: table.hasMomentColumn, today: today, bound: table.bound, events: events.map { .init($0) }, timeZone: plan.timeZone.name,
            zoneData: try? ZoneData.system.version(), isIncomplete: table.isIncomplete, failsChecks: !table.failedChecks.isEmpty,
            dropped: zip(sources, leftOut).flatMap { source, positions in
                positions.filter { $0 <= table.bound }.sorted().map { .init(projection: source.name, position: $0) }
            })
        typedTests = plan.typedTests
        rowColumns = table.columns.filter(\.isRowColumn).map(\.name)
    }
}

extension ReportManifest {
    /// What pages say of the source of the figures.
    fileprivate var facts: [TableFact] {
        let models = readModels.map { "\($0.name) version \($0.version)" }.joined(separator: ", ")
        let seal = sealed.map { [TableFact("Sealed", "\($0.at), for \($0.period)" + ($0.reason.map { ": \($0)" } ?? ""))] } ?? []
        return seal + [TableFact("Read models", models), TableFact("Definition", "\(report), SHA-256 \(definitionSHA256)"), TableFact("Made by", madeBy)]
    }
}

extension ReportManifest.Source {
    /// What a generation was made by.
    init(_ generation: Generation) {
        self.init(
            name: generation.projection, version: generation.version,
            definitionSHA256: Self.digest(generation.origin.source, generation.projection, generation.version, generation.fingerprint),
            position: generation.position)
    }

    /// What the rows of a projection are that were folded up to a position.
    init(_ projection: Projection, at position: Position) {
        self.init(
            name: projection.name, version: projection.version,
            definitionSHA256: Self.digest(projection.source, projection.name, projection.version, projection.fingerprint), position: position)
    }

    /// Of a definition its canonical form; of a projection in Swift what it is known by.
    private static func digest(_ source: ProjectionSource?, _ name: String, _ version: Int, _ fingerprint: UInt64) -> String {
        if case .declared(let text)? = source, let definition = try? ProjectionDefinition.read(text.utf8, file: name) { return definition.sha256 }
        return SHA256.text(of: "\(name) \(version) \(String(fingerprint, radix: 16))".utf8)
    }
}

extension ReportManifest.Events {
    init(_ digest: EventsDigest) {
        let digits = String(digest.digest, radix: 16)
        self.init(count: digest.events, digest: String(repeating: "0", count: 16 - digits.count) + digits, columns: digest.columns.words)
    }
}

extension EventColumns {
    private static let named: [(columns: EventColumns, word: String)] = [(.id, "id"), (.metadata, "metadata"), (.recordedAt, "recorded_at")]

    /// The names of the columns.
    fileprivate var words: [String] { Self.named.filter { contains($0.columns) }.map(\.word) }

    /// The columns with these names.
    init(words: [String]) {
        self = Self.named.filter { words.contains($0.word) }.reduce(into: EventColumns()) { $0.formUnion($1.columns) }
    }
}
