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
        try session.addCurrencies()
        let model = question.readModel
        let location = try session.settings.questionLocation()
        if session.settings.replica != nil, !location.isThere {
            throw RefoldError(
                .failed, "there are no read models", at: .named(location.description), expected: "a SQLite file of read models",
                remedy: "check the path")
        }
        let reader = location.readModelReader(waits: session.waitPolicy)
        let reply = try ask(question, of: reader, in: session)
        let lag = ServedLag(session, Dictionary(uniqueKeysWithValues: session.domains.projections.map { ($0.name, $0) }))
        let behind = lag.lag(of: model, at: reply.revision.position) { () throws(RefoldError) in
            try location.readModelStore(waits: session.shortWait, housekeeping: session.housekeeping).snapshot(of: model)?.generation.store
        }
        defer { lag.say(behind, missingIn: "query \(question.form.words)", of: model, at: reply.revision.position) }
        let fields = question.fields(of: reply) + JSONField.behind(behind)
        let state = "\(model): generation \(reply.revision.generation), complete up to position \(Grouped.text(Int(reply.revision.position)))"
        if let missing = reply.missing {
            let failure = RefoldError(
                .failed, "\(missing) up to position \(Grouped.text(Int(reply.revision.position)))",
                at: .named("read model \"\(model)\" in \(reader.name)"),
                remedy: "check the id; where it is of later events, run refold catch-up \(model)")
            return VerbResult(failure: failure, fields: fields)
        }
        warnOfParked(model, in: location, session)
        if !session.json, !reply.table.rows.isEmpty {
            for line in reply.table.lines { try session.output.write(line: line) }
        }
        session.say(reply.table.rows.isEmpty ? "nothing found; \(state)" : state)
        if let next = reply.next, !session.json {
            session.say("next: " + question.command(from: next, settings: session.settings))
        }
        return VerbResult(fields: fields)
    }

    /// Says what the answer may lack because events are parked.
    private static func warnOfParked(_ model: String, in location: DatabaseLocation, _ session: Session) {
        let store = location.readModelStore(waits: session.waitPolicy, housekeeping: session.housekeeping)
        do throws(RefoldError) {
            ParkedWarning.say(try store.snapshot(of: model)?.parked() ?? [], of: model, in: session)
        } catch {
            ParkedWarning.sayUnknown(error, of: model, in: session)
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
                _ = try session.settings.storeLocation().eventStore(.reading, waits: session.waitPolicy)
            }
            throw error
        }
    }
}
