import RefoldJSON
import RefoldStores
import RefoldValues

struct SealsVerb: Verb {
    static let name = "seals"
    static let summary = "list sealed reports and periods"
    static let usage = """
        refold seals [--all] [--check]

        Lists the seals that hold, in the order in which they were made.

          --all          lifted seals too, with the reason for which they were lifted
          --check        work out today's figures of each that holds, and say whether
                         they are the same; ends with 3 if any are not

          refold seals --check --quiet || refold seals --check
        """
    static let flags: [Flag] = [.all, .check]
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        try arguments.noWords()
        let context = try CommandContext(session)
        let all = try context.readModels.seals()
        let seals = arguments.has(.all) ? all : all.filter(\.isLive)
        let checks = try arguments.has(.check) ? SealChecks(seals, in: context) : nil
        if !session.json, !seals.isEmpty {
            var table = TextTable([
                .init("report"), .init("period"), .init("sealed at"), .init("position", isNumber: true), .init("reason"),
            ])
            if arguments.has(.all) { table.columns += [.init("lifted at"), .init("lifted because")] }
            if checks != nil { table.columns.append(.init("today")) }
            for seal in seals {
                let line = [seal.report, seal.period, seal.sealedAt.inSeconds, "\(seal.position)", seal.reason ?? ""]
                let lifted = arguments.has(.all) ? [(seal.lifted?.at).map(\.inSeconds) ?? "", seal.lifted?.reason ?? ""] : []
                table.add(line + lifted + (checks.map { [$0.word(of: seal)] } ?? []))
            }
            for line in table.lines { try session.output.write(line: line) }
        }
        for seal in seals where seal.isAltered {
            session.console.warn("seal \(seal.number) of \(seal.report), \(seal.period), was changed by hand")
        }
        let (live, lifted) = (all.count(where: \.isLive), all.count { !$0.isLive })
        let rest = lifted == 0 ? "" : "; \(Grouped.text(lifted)) lifted" + (arguments.has(.all) ? "" : ": see refold seals --all")
        session.say((live == 0 ? "refold: no report is sealed" : "refold: \(Grouped.text(live, "seal"))") + rest)
        let fields = [JSONField("seals", .list(seals.map { .object($0.fields + (checks?.fields(of: $0) ?? [])) }))]
        guard let refusal = checks?.refusal else { return VerbResult(fields: fields) }
        return VerbResult(failure: refusal, fields: fields)
    }
}
