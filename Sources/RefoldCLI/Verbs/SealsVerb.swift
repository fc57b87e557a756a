import RefoldJSON
import RefoldStores
import RefoldValues

struct SealsVerb: Verb {
    static let name = "seals"
    static let summary = "list sealed reports and periods"
    static let usage = """
        refold seals [--all]

        Lists the seals that hold, in the order in which they were made.

          --all          lifted seals too, with the reason for which they were lifted

          refold seals --all
        """
    static let flags: [Flag] = [.all]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        try arguments.noWords()
        let all = try CommandContext(session).readModels.seals()
        let seals = arguments.has(.all) ? all : all.filter(\.isLive)
        if !session.json, !seals.isEmpty {
            var table = TextTable([
                .init("report"), .init("period"), .init("sealed at"), .init("position", isNumber: true), .init("reason"),
            ])
            if arguments.has(.all) { table.columns += [.init("lifted at"), .init("lifted because")] }
            for seal in seals {
                table.add([
                    seal.report, seal.period, ProjectionStatus.seconds(seal.sealedAt), "\(seal.position)", seal.reason ?? "",
                    (seal.lifted?.at).map(ProjectionStatus.seconds) ?? "", seal.lifted?.reason ?? "",
                ])
            }
            for line in table.lines { try session.output.write(line: line) }
        }
        for seal in seals where seal.isAltered {
            session.console.say("refold: warning: seal \(seal.number) of \(seal.report), \(seal.period), was changed by hand")
        }
        let (live, lifted) = (all.count(where: \.isLive), all.count { !$0.isLive })
        let rest = lifted > 0 && !arguments.has(.all) ? "; \(Grouped.text(lifted)) lifted: see refold seals --all" : ""
        session.say((live == 0 ? "refold: no report is sealed" : "refold: \(Grouped.text(live, "seal"))") + rest)
        return VerbResult(fields: [JSONField("seals", .list(seals.map { .object($0.fields) }))])
    }
}
