import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// The seals in the database of the read models.
struct Seals {
    let context: CommandContext

    init(_ context: CommandContext) { self.context = context }

    private var database: String { context.readModels.name }

    /// The seal that holds of a report and a period; nil if there is none.
    ///
    /// - Throws: `.refused` if there is none, and one that was changed by hand may have been it.
    func live(_ report: String, for period: Period) throws(RefoldError) -> Seal? {
        let seals = try context.readModels.seals()
        func isOf(_ seal: Seal) -> (report: Bool, period: Bool) {
            (ExactText(seal.report) == ExactText(report), seal.from == period.from && seal.to == period.to)
        }
        if let seal = seals.first(where: { $0.isLive && !$0.isAltered && isOf($0) == (true, true) }) { return seal }
        try seals.first { $0.isAltered && isOf($0) != (false, false) }?.requireUnaltered(in: database)
        return nil
    }

    /// The same with its figures.
    ///
    /// - Throws: `.refused` if the seal is not as it was written.
    func report(_ report: String, for period: Period) throws(RefoldError) -> SealedReport? {
        guard let seal = try live(report, for: period) else { return nil }
        try seal.requireUnaltered(in: database)
        return try SealedReport(seal, context.readModels.files(of: seal), in: database)
    }

    /// Keeps a report as it is.
    ///
    /// - Parameter csv: how its CSV is written.
    func keep(
        _ made: MadeReport, of projection: String, for period: Period, in timeZone: String, because reason: String?, csv: CSVStyle
    ) throws(RefoldError) -> SealedReport {
        let now = Timestamp.now()
        var (manifest, csv) = (made.manifest, csv)
        csv.hasTotals = false
        let table = made.table
        manifest.sealed = ReportManifest.Sealed(at: now, period: period.shortText, reason: reason)
        manifest.csv = csv
        var bytes: [[UInt8]] = []
        for format in SealedReport.formats { bytes.append(try table.bytes(as: format, TableStyle(csv: csv))) }
        let name = table.name.split(separator: "/").last.map(String.init) ?? table.name
        manifest.files = zip(SealedReport.formats, bytes).map { .init(name: "\(name).\($0.fileEnding)", contents: $1) }
        let files = SealedFiles(csv: bytes[0], json: bytes[1], manifest: manifest.bytes)
        return try keep(
            Seal(
                report: table.name, of: projection, period: period.shortText, from: period.from, to: period.to, timeZone: timeZone, sealedAt: now, reason: reason,
                position: table.bound, files), files)
    }

    /// Keeps files of a seal. What is kept can be read again, or is not kept.
    func keep(_ seal: Seal, _ files: SealedFiles) throws(RefoldError) -> SealedReport {
        _ = try SealedReport(seal, files, in: database)
        return try SealedReport(context.readModels.keep(seal, files), files, in: database)
    }

    /// Lifts the seal of a report and a period.
    ///
    /// - Parameter report: as it was typed.
    func lift(_ report: String, for period: (Seal) -> Bool, periodText: String, because reason: String) throws(RefoldError) -> Seal {
        let live = try context.readModels.seals().filter(\.isLive)
        let name = Self.name(report, context.registry, live)
        guard var seal = live.first(where: { ExactText($0.report) == ExactText(name) && period($0) }) else {
            throw RefoldError(
                .usage, "the report \"\(name)\" is not sealed for \(periodText)", at: .named(database), expected: "a report and a period that are sealed",
                remedy: "see refold seals")
        }
        let lifting = Seal.Lifting(at: Timestamp.now(), reason: reason)
        try context.readModels.lift(seal, lifting)
        seal.lifted = lifting
        return seal
    }

    /// The whole name of a report; one that is no longer defined is known by its seals.
    private static func name(_ typed: String, _ registry: DefinitionRegistry, _ seals: [Seal]) -> String {
        if let plan = try? registry.report(named: typed) { return plan.name }
        let known = Set(seals.map(\.report)).filter { $0 == typed || $0.hasSuffix("/" + typed) }
        return known.count == 1 ? known.first ?? typed : typed
    }
}

extension Seal {
    /// What summaries say of it.
    var fields: [JSONField] {
        [
            JSONField("number", .integer(number)), JSONField("report", .text(report)), JSONField("period", .text(period)),
            JSONField("from", .text(from.description)), JSONField("to", .text(to.description)), JSONField("time_zone", .text(timeZone)),
            JSONField("sealed_at", .text(sealedAt.description)), JSONField("sealed_at_position", .integer(position)), JSONField("reason", .text(reason)),
            JSONField("lifted_at", .text(lifted?.at.description)), JSONField("lifted_because", .text(lifted?.reason)),
            JSONField("altered", .boolean(isAltered)),
        ]
    }
}
