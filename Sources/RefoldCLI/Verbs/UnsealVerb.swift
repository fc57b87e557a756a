import RefoldReports
import RefoldStores
import RefoldValues

struct UnsealVerb: Verb {
    static let name = "unseal"
    static let summary = "lift the seal of a report and a period"
    static let usage = """
        refold unseal REPORT --period P --reason TEXT

        Reports of the period are calculated from the served rows again. The seal stays
        in the list of all seals, with the reason.

          --period P     the sealed period: 2024, 2024-Q3, 2024-09 and so on
          --today DATE   the day that relative periods count from
          --reason TEXT  why; required

          refold unseal fines/by-month --period 2012-06 --reason "booked late"
        """
    static let flags: [Flag] = [.period, .today, .reason]
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let word = try arguments.onlyWord("the name of a report")
        guard let text = arguments.text(.period) else {
            throw RefoldError(.usage, "unseal needs a period", expected: "--period P", remedy: "see refold seals")
        }
        let reason = SealVerb.trimmed(arguments.text(.reason))
        guard let reason else {
            throw RefoldError(.usage, "unseal needs a reason", expected: "--reason TEXT", remedy: "say why the seal is lifted: it is kept with it")
        }
        let context = try CommandContext(session)
        session.recorder?.begin()
        let plan = try? context.registry.report(named: word)
        let today = try arguments.date(.today) ?? (plan?.timeZone ?? .utc).date(of: Timestamp.now())
        let period = try Period(text, today: today, of: plan?.periods ?? .none)
        let seal = try Seals(context).lift(word, for: { $0.from == period.from && $0.to == period.to }, periodText: period.shortText, because: reason)
        session.say("\(seal.report): the seal of \(seal.period) is lifted; refold seals --all lists it")
        return VerbResult(fields: seal.fields)
    }
}
