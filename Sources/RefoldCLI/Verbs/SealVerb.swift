import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

struct SealVerb: Verb {
    static let name = "seal"
    static let summary = "keep a report of a period as it is"
    static let usage = """
        refold seal REPORT --period P [--reason TEXT] [--output DIR]
                    [--despite-checks] [--show-payload]
        refold seal --restore MANIFEST

        Keeps the figures, the bytes of CSV and JSON and the manifest in the database of
        the read models. From then on refold report REPORT --period P gives these bytes;
        if today's rows say otherwise, it ends with 3. Only a period that is over is
        sealed, and only figures with all events: nothing parked, nothing left out.

          --period P           2024, 2024-Q3, 2024-09, last-month and so on
          --today DATE         the day that relative periods count from
          --reason TEXT        kept with the seal
          --output DIR         write the three files too; --restore takes them
          --despite-checks     seal a report whose checks fail, marked
          --show-payload       in messages about checks, name each line by its row
                               columns, and show values that one row has, such as max
          --restore MANIFEST   bring a seal back from its files: NAME.manifest.json,
                               and NAME.csv and NAME.json beside it

          refold seal fines/by-month --period 2012-06 --reason "VAT return of June"
        """
    static let flags: [Flag] = [.period, .today, .reason, .output, .despiteChecks, .showPayload, .restore]
    static let usesZones = true
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        if let manifest = try arguments.path(.restore) {
            try arguments.noWords()
            try arguments.refuse(
                [.period, .today, .reason, .output, .despiteChecks, .showPayload], "beside --restore", remedy: "leave it out: the manifest says what was sealed")
            let context = try CommandContext(session)
            session.recorder?.begin()
            return result(try SealRestoring(context: context).restore(manifest), [], "sealed again", in: session)
        }
        let word = try arguments.onlyWord("the name of a report")
        guard let period = arguments.text(.period) else {
            throw RefoldError(.usage, "seal needs a period", expected: "--period P", remedy: "say which period is sealed, such as --period last-month")
        }
        let context = try CommandContext(session)
        session.recorder?.begin()
        let checks = ReportChecks(areOverruled: arguments.has(.despiteChecks), showsPayload: arguments.has(.showPayload))
        let sealing = Sealing(context: context, checks: checks)
        let output = try arguments.pathPattern(.output, hasPeriod: true)
        let today = try arguments.date(.today)
        let sealed = try sealing.seal(
            word, period: (period, .named("--period")), today: today, because: trimmed(arguments.text(.reason)),
            into: output.map { output in { output.path(on: $1, $0) } })
        var result = result(sealed.report, sealed.files, "sealed", in: session)
        if let refusal = sealed.refusal { (result.status, result.failure) = (.refused, refusal) }
        return result
    }

    /// A reason without blanks at both ends; nil if nothing is left.
    static func trimmed(_ text: String?) -> String? {
        let scalars = (text ?? "").unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }), let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        return String(scalars[first...last])
    }

    private static func result(_ sealed: SealedReport, _ files: [String], _ what: String, in session: Session) -> VerbResult {
        let seal = sealed.seal
        session.say("\(seal.report): \(what) for \(seal.period) at position \(Grouped.text(Int(seal.position))), as seal \(seal.number)")
        for file in sealed.manifest.files { session.say("  \(file.name): sha256 \(file.sha256)") }
        for file in files { session.say(file) }
        if files.isEmpty, what == "sealed" {
            session.say(
                "refold: keep the files outside the database too: refold report \(seal.report) --period \(seal.period) --format csv,json --output DIR writes them, "
                    + "and refold seal --restore brings the seal back from them")
        }
        let contents = sealed.manifest.files.map { file in
            JSONValue.object([
                JSONField("name", .text(file.name)), JSONField("sha256", .text(file.sha256)), JSONField("bytes", .integer(file.bytes)),
            ])
        }
        return VerbResult(fields: seal.fields + [JSONField("contents", .list(contents)), JSONField("files", .texts(files))])
    }
}
