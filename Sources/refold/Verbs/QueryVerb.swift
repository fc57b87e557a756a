import RefoldCore

struct QueryVerb: Verb {
    static let name = "query"
    static let summary = "ask for payments, accesses or posts"
    static let usage = """
        refold query payments get ID
        refold query payments list --organization O [PART]
        refold query payments analytics --organization O [--from D] [--to D]
        refold query access get ID
        refold query access suspended [PART]
        refold query posts get ID
        refold query posts last|top [PART]
        refold query posts by-user ID [PART]

        Answers one question from the served read models, from one state of them, and
        says up to which position that is complete. Ends with 1 where a get finds
        nothing.

        Analytics count each event on its own UTC day: payments, amount (their total)
        and average are of those initiated on the days asked for, successful, failed
        and refunded of those processed, failed or refunded on them. The rates are
        successful by payments and refunded by successful, to four decimals; since
        payments may begin on other days, one may pass 1.

        PART of a list, which begins with the newest (top: with the highest score):
          --limit N            at most so many rows, 1 to 1000 (default 20)
          --page N             the part of this number, from 1
          --cursor C           or the part behind another, as that one named it
          --from D, --to D     UTC days from the first on and before the second
          --replica URL        read a standby, or a copy of the read models' file,
                               instead of --read-models (or REFOLD_REPLICA)

          refold query payments list --organization org-1 --store sqlite:events.db
        """
    static let flags: [Flag] = [.organization, .limit, .page, .cursor, .from, .to, .replica]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let question = try Question(arguments)
        let location = try session.settings.questionLocation()
        if session.settings.replica != nil, !location.isThere {
            throw RefoldError(
                .failed, "there are no read models", at: .named(location.description), expected: "a SQLite file of read models",
                remedy: "check the path")
        }
        let reader = location.readModelReader(patience: session.writePatience)
        let reply = try ask(question, of: reader, in: session)
        let state = "\(reply.model): generation \(reply.mark.generation), complete up to position \(Grouped.text(Int(reply.mark.position)))"
        if let missing = reply.missing {
            let failure = RefoldError(
                .failed, "\(missing) up to position \(Grouped.text(Int(reply.mark.position)))",
                at: .named("read model \"\(reply.model)\" in \(reader.name)"),
                remedy: "check the id; where it is of later events, run refold catch-up \(reply.model)")
            return VerbResult(failure: failure, fields: question.fields(of: reply))
        }
        if !session.json, !reply.table.rows.isEmpty {
            for line in reply.table.lines { try session.output.write(line: line) }
        }
        session.say(reply.table.rows.isEmpty ? "nothing found; \(state)" : state)
        if let next = reply.next, !session.json {
            session.say("next: " + question.command(from: next, settings: session.settings))
        }
        return VerbResult(fields: question.fields(of: reply))
    }

    private static func ask(_ question: Question, of reader: any ReadModelReader, in session: Session) throws(RefoldError) -> Reply {
        do throws(RefoldError) {
            return try question.ask(reader)
        } catch {
            // Where there is not even a store, that is what has to be said.
            if session.settings.replica == nil, session.settings.store != nil, error.status == .failed,
                try reader.mark(of: question.model) == nil
            {
                _ = try session.settings.storeLocation().eventStore(.reading, patience: session.writePatience)
            }
            throw error
        }
    }
}
