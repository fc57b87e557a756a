import RefoldCore
import RefoldJSON
import RefoldQueries
import RefoldStores
import RefoldValues

struct QueryVerb: Verb {
    static let name = "query"
    static let summary = "ask the read models of a domain"

    static func summary(for domains: DomainList) -> String {
        let asked = domains.asked
        guard let last = asked.last else { return summary }
        return "ask for " + (asked.count == 1 ? last : asked.dropLast().joined(separator: ", ") + " or " + last)
    }

    static func usage(for domains: DomainList) -> String { QueryUsage.text(domains.queries) }

    static func flags(for domains: DomainList) -> [Flag] {
        var flags: [Flag] = []
        for option in domains.queries.flatMap(\.options).map(Flag.init) where !flags.contains(option) { flags.append(option) }
        return flags + QueryPart.page.flags + QueryPart.interval.flags + [.replica]
    }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let forms = session.domains.queries
        guard !forms.isEmpty else { throw session.domains.nothing("has questions") }
        let question = try Question(arguments, among: forms)
        let currencies = try session.addCurrencies()
        let projections = session.domains.projections.map { $0.goingBy(currencies) }
        let model = question.readModel
        let location = try session.settings.questionLocation()
        if session.settings.replica != nil, !location.isThere {
            throw RefoldError(
                .failed, "there are no read models", at: .named(location.description), expected: "a SQLite file of read models",
                remedy: "check the path")
        }
        let reader = location.readModelReader(waits: session.waitPolicy)
        let store = location.readModelStore(waits: session.waitPolicy, housekeeping: session.housekeeping)
        let (reply, served) = try ask(question, of: reader, in: store, projections.first { $0.name == model }, session)
        let lag = ServedLag(session, Dictionary(uniqueKeysWithValues: projections.map { ($0.name, $0) }))
        let behind = lag.lag(of: model, at: reply.revision.position) { served?.generation.store }
        defer { lag.say(behind, missingIn: "query \(question.form.words)", of: model, at: reply.revision.position) }
        let isIncomplete = served.map { ParkedWarning.say(of: $0, in: session) } ?? false
        let fields = question.fields(of: reply) + JSONField.behind(behind) + JSONField.incomplete(isIncomplete)
        let state = "\(model): generation \(reply.revision.generation), complete up to position \(Grouped.text(Int(reply.revision.position)))"
        if let missing = reply.missing {
            let failure = RefoldError(
                .failed, "\(missing) up to position \(Grouped.text(Int(reply.revision.position)))",
                at: .named("read model \"\(model)\" in \(reader.name)"),
                remedy: "check the id; if it is of later events, run refold catch-up \(model)")
            return VerbResult(failure: failure, fields: fields)
        }
        if !session.json, !reply.table.rows.isEmpty {
            for line in reply.table.lines { try session.output.write(line: line) }
        }
        session.say(reply.table.rows.isEmpty ? "nothing found; \(state)" : state)
        if let next = reply.next, !session.json {
            session.say("next: " + question.command(from: next, settings: session.settings))
        }
        return VerbResult(fields: fields)
    }

    /// The answer, and the served rows that it is from.
    ///
    /// - Parameter defined: what the rows are of; nil if that is not known.
    /// - Throws: what the question throws; `.refused` if the amounts were written with other added currencies.
    private static func ask(
        _ question: Question, of reader: any ReadModelReader, in store: any ReadModelStore, _ defined: Projection?, _ session: Session
    ) throws(RefoldError) -> (Reply, (any ReadModelSnapshot)?) {
        while true {
            let reply = try ask(question, of: reader, in: session)
            guard let served = try store.snapshot(of: question.readModel) else { return (reply, nil) }
            // Otherwise another generation was switched to in between.
            guard served.generation.number == reply.revision.generation else { continue }
            try defined?.checkCurrencies(of: served.generation)
            return (reply, served)
        }
    }

    private static func ask(_ question: Question, of reader: any ReadModelReader, in session: Session) throws(RefoldError) -> Reply {
        do throws(RefoldError) {
            return try question.ask(reader)
        } catch {
            // If even the store does not exist, that is the error to report.
            if session.settings.replica == nil, session.settings.store != nil, error.status == .failed,
                try reader.revision(of: question.readModel) == nil
            {
                _ = try session.settings.eventStore(.reading, waits: session.waitPolicy)
            }
            throw error
        }
    }
}
