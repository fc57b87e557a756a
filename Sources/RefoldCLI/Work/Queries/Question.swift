import RefoldDefinitions
import RefoldJSON
import RefoldQueries
import RefoldReports
import RefoldStores
import RefoldValues

/// A query from the command line.
struct Question {
    let form: QueryForm
    private let asked: QueryArguments

    /// - Parameter forms: the available queries.
    /// - Throws: status 2 for words that are not a query, and for flags that it does not take.
    init(_ arguments: Arguments, among forms: [QueryForm]) throws(RefoldError) {
        form = try Self.form(arguments.words, among: forms)
        try form.check(arguments, forms.flatMap(\.options).map(Flag.init) + QueryPart.page.flags + QueryPart.interval.flags)
        var asked = QueryArguments()
        for part in form.parts {
            switch part {
            case .id: asked.id = try form.id(arguments)
            case .option(let option): asked.options[option.name] = try form.value(of: option, arguments)
            case .page: asked.page = try arguments.page()
            case .days: (asked.from, asked.to) = try arguments.days()
            case .interval:
                (asked.from, asked.to) = try arguments.days()
                asked.timeZone = try arguments.timeZone(.timeZone)
            }
        }
        self.asked = asked
    }

    private static func form(_ typed: [String], among forms: [QueryForm]) throws(RefoldError) -> QueryForm {
        let subjects = forms.map(\.subject).reduce(into: [String]()) { known, subject in
            if !known.contains(subject) { known.append(subject) }
        }
        guard let subject = typed.first else {
            throw RefoldError(.usage, "query needs what is asked for", expected: DefinitionValue.list(subjects), remedy: "see refold query --help")
        }
        let forms = forms.filter { $0.subject == subject }
        guard !forms.isEmpty else {
            throw RefoldError(
                .usage, "nothing can be asked about \"\(subject)\"", expected: DefinitionValue.list(subjects),
                remedy: Suggestion.phrase(for: subject, among: subjects) ?? "see refold query --help")
        }
        let questions = forms.map(\.question)
        guard typed.count > 1 else {
            throw RefoldError(
                .usage, "query \(subject) needs a question", expected: DefinitionValue.list(questions), remedy: "see refold query --help")
        }
        guard let form = forms.first(where: { $0.question == typed[1] }) else {
            throw RefoldError(
                .usage, "there is no question \"\(typed[1])\" about \(subject)", expected: DefinitionValue.list(questions),
                remedy: Suggestion.phrase(for: typed[1], among: questions) ?? "see refold query --help")
        }
        return form
    }

    /// The read model that answers.
    var readModel: String { form.readModel(for: asked) }

    /// Runs the query once.
    func ask(_ reader: any ReadModelReader) throws(RefoldError) -> Reply { Reply(try form.ask(asked, reader)) }

    /// The command for the part of the list that begins at a cursor, quoted for a shell.
    func command(from next: PageCursor, settings: Settings) -> String {
        var typed = ["refold", "query"] + form.words.split(separator: " ").map(String.init)
        for part in form.parts {
            switch part {
            case .id: typed.append(asked.id)
            case .option(let option):
                if let value = asked.value(of: option) { typed += ["--" + option.name] + (option.value == nil ? [] : [value]) }
            case .page: if asked.page.limit != PageRequest.usualLimit { typed += ["--limit", "\(asked.page.limit)"] }
            case .days, .interval:
                let given = [("--from", asked.from?.description), ("--to", asked.to?.description), ("--time-zone", asked.timeZone?.name)]
                for (flag, value) in given { if let value { typed += [flag, value] } }
            }
        }
        return (typed + ["--cursor", next.text] + settings.typedLocations).map(ShellWord.quoted).joined(separator: " ")
    }

    /// The verb's fields of the summary.
    func fields(of reply: Reply) -> [JSONField] {
        [
            JSONField("query", .text(form.words)), JSONField("read_model", .text(readModel)),
            JSONField("generation", .integer(reply.revision.generation)), JSONField("position", .integer(reply.revision.position)), reply.data,
        ] + (reply.isPage ? [JSONField("next_cursor", .text(reply.next?.text))] : [])
    }
}

extension QueryForm {
    /// Refuses words and flags that this query does not take.
    ///
    /// - Parameter known: the flags of all queries.
    fileprivate func check(_ arguments: Arguments, _ known: [Flag]) throws(RefoldError) {
        let count = parts.contains(.id) ? 3 : 2
        if arguments.words.count > count {
            throw RefoldError(
                .usage, "\"\(arguments.words[count])\" is one argument too many for query \(words)", remedy: "see refold query --help")
        }
        let own = parts.flatMap(\.flags)
        for flag in known where arguments.has(flag) && !own.contains(flag) {
            throw RefoldError(
                .usage, "--\(flag.name) is not for query \(words)", expected: own.isEmpty ? nil : DefinitionValue.list(own.map { "--" + $0.name }),
                remedy: "leave it out")
        }
    }

    fileprivate func id(_ arguments: Arguments) throws(RefoldError) -> String {
        guard arguments.words.count > 2, !arguments.words[2].isEmpty else {
            throw RefoldError(.usage, "query \(words) needs an ID", remedy: "write refold query \(words) ID")
        }
        return arguments.words[2]
    }

    /// Nil if an option that is not required is not given; empty for a switch.
    fileprivate func value(of option: QueryOption, _ arguments: Arguments) throws(RefoldError) -> String? {
        let flag = Flag(option)
        guard let value = option.words.isEmpty ? arguments.text(flag) : try arguments.choice(flag, among: option.words) else {
            guard option.isRequired else { return nil }
            let article = "aeiou".contains(option.name.prefix(1)) ? "an" : "a"
            throw RefoldError(.usage, "query \(words) needs \(article) \(option.name)", remedy: "add --\(option.name) \(option.value ?? "")")
        }
        return value
    }
}

extension Arguments {
    fileprivate func page() throws(RefoldError) -> PageRequest {
        guard !has(.page) || !has(.cursor) else {
            throw RefoldError(.usage, "--page and --cursor exclude each other", remedy: "leave one of them out")
        }
        let limit = try whole(.limit, PageRequest.limits) ?? PageRequest.usualLimit
        if let text = text(.cursor) { return PageRequest(.after(try PageCursor(text)), limit: limit) }
        return PageRequest(.page(try whole(.page, 1...1_000_000_000) ?? 1), limit: limit)
    }

    /// The first day, and the day after the last one; nil for an open end.
    fileprivate func days() throws(RefoldError) -> (from: CalendarDate?, to: CalendarDate?) {
        let (from, to) = (try date(.from), try date(.to))
        if let from, let to, to < from {
            throw RefoldError(
                .usage, "--to is before --from", expected: "the day after the last one that is wanted", remedy: "exchange them")
        }
        return (from, to)
    }
}
