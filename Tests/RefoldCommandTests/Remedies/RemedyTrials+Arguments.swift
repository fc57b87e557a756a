/// Faults of what is typed.
extension RemedyTrials {
    private static func typed(_ remedy: String, _ command: String, before: String = "", cure: String = "") -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: before, command: command, cure: cure)
    }

    private static let rebuilt = "refold rebuild --quiet"

    /// A payment of which two exceed 64 bits.
    private static func huge(day: Int) -> String {
        #"{"id":"h\#(day)","stream":"h\#(day)","version":1,"type":"PaymentInitiated","occurred_at":"2024-10-0\#(day)T09:30:00Z","data":{"payment_id":"h\#(day)",\#(customer)}}"#
            + "\n"
    }
    private static let customer = #""organization_id":"o9","customer_name":"n","customer_email":"n@example.com","amount":"60000000000000000.00","currency":"EUR","by":"u""#

    static let arguments = [
        typed(#"Arguments+Values: did you mean "…"?"#, "refold export payments --format <<ndjsn|>ndjson>>", before: rebuilt),
        typed("Arguments+Values: see refold … --help", "refold export <<|>payments>>", before: rebuilt, cure: "refold export --help"),
        typed("Arguments+Values: write --… …M for so many MiB", "refold rebuild payments --memory <<64|>64M>>"),
        typed(#"Arguments: did you mean "…"?"#, "refold rebuild <<--memroy|>--memory>> 64M"),
        typed("Arguments: leave one out", "refold status --quiet<< --quiet|>>>"),
        typed("Arguments: see refold …--help", "refold status<< --zzzz|>>>", cure: "refold status --help"),
        typed("Arguments: write --… alone", "refold status <<--quiet=1|>--quiet>>"),
        typed("CatchUpVerb: add --follow, or leave it out", "refold catch-up payments<< --interval 1s|>>>", before: rebuilt).with { $0.isByExample = true },
        // The remedy is a run without an end; what is asked to end after a while ends with 0.
        typed(
            "CatchUpVerb: leave it out: what follows waits for nobody and serves what it builds",
            "timeout --foreground --preserve-status -s TERM 10 refold catch-up payments --follow<< --wait 5s|>>>"),
        typed(
            "CheckedTexts: write it in UTF-8; reach a file of another name through a link, or rename it", #"refold import <<"$(printf 'caf\351.ndjson')"|>link.ndjson>>"#,
            before: #"refold events --format ndjson > "$(printf 'caf\351.ndjson')""#, cure: #"ln -s "$(printf 'caf\351.ndjson')" link.ndjson"#),
        typed("PrintedGrants: choose another name", "refold doctor --grants read --role <<public|>ana>>"),
        typed("Settings: name a file that ends with .prom", "refold status --metrics <<m.json|>m.prom>>"),
        typed("CommandContext: leave --read-models out, or name another file", "refold status<< --read-models sqlite:events.db|>>>"),
        typed("CommandLineRun: see refold --help", "refold <<--quiet|>--help>>"),
        typed("DatabaseLocation: write sqlite:…", "refold status --store <<events.db|>sqlite:events.db>>"),
        typed(
            "DatabaseLocation: name a file, as in sqlite:events.db; a file that is called :memory: is sqlite:./:memory:",
            "refold import /dev/null --store sqlite:<<|>./>>:memory:"),
        typed(
            "DatabaseLocation: write sqlite:… for a file below the working directory, or sqlite:/… for one below the root", "refold status --store sqlite:<<//|>>>events.db"),
        typed(#"DomainList: choose another with --domains, REFOLD_DOMAINS or "domains" in …"#, "refold seed --events 5 --store sqlite:new.db --domains <<posts|>payments>>"),
        typed(#"DomainList: did you mean "…"?"#, "refold status --domains <<paymnets|>payments>>"),
        typed("ExportVerb: add --output FILE", "refold export payments --json<<|> --output rows.csv>>", before: rebuilt),
        typed(#"EventsVerb: did you mean "…"?"#, "refold events <<PaymentInitated|>PaymentInitiated>>"),
        typed("EventsVerb: leave --json out", "refold events --format ndjson<< --json|>>>"),
        typed("EventsVerb: see refold events without a type", "refold events<< Zzzzzzzz|>>>"),
        typed(#"Help: did you mean "…"?"#, "refold help <<jbos|>jobs>>"),
        typed("CompletionsVerb: add bash", "refold completions<<|> bash>>"),
        typed(#"CompletionsVerb: did you mean "…"?"#, "refold completions <<bahs|>bash>>"),
        typed("CompletionsVerb: name one of them", "refold completions <<zzzzzzzz|>bash>>").with { $0.isByExample = true },
        typed("CompletionsVerb: name one shell", "refold completions bash<< zsh|>>>").with { $0.isByExample = true },
        typed("ManualVerb: name one verb or topic", "refold manual jobs<< reports|>>>").with { $0.isByExample = true },
        typed("Help: name one topic or verb", "refold help jobs<< reports|>>>"),
        typed("Help: see refold help", "refold help<< zzzzzzzz|>>>"),
        typed("HistoryVerb: add --events, or leave it out", "refold history p1 --show-payload<<|> --events>>"),
        typed("HistoryVerb: leave one of them out", "refold history p1 --events<< --projection payments|>>>"),
        typed("HistoryVerb: check the name and --store", "refold history <<p9|>p1>>").with { $0.isByExample = true },
        typed("HomePath: write the whole path; for a file of that name write ./ before it", "refold import /dev/null --store sqlite:<<|>./>>~other.db"),
        typed("HomePath: write the whole path", "env -u HOME refold status --store sqlite:<<~|>$PWD>>/events.db"),
        typed("Importing: name it once", "refold import -<< -|>>> < /dev/null"),
        typed("InitVerb: import some, or refold seed --events 10000", "refold init", before: "rm events.db; refold import /dev/null --quiet", cure: "refold seed --events 10000 --quiet"),
        typed("InitVerb: move it away, or change it by hand", "refold init", before: "mkdir Jobs; printf '{steps: [{catchUp: []}]}' > Jobs/overview.json5", cure: "mv Jobs/overview.json5 Jobs/mine.json5"),
        typed("QueryVerb: check the id; if it is of later events, run refold catch-up …", "refold query payments get p4", before: "refold rebuild payments --through 3 --quiet", cure: "SAID"),
        typed("QueryVerb: check the path", "refold query payments get p1 --replica sqlite:<<events.read-modles.db|>events.read-models.db>>", before: rebuilt),
        typed("Question: add --… …", "refold query payments list<<|> --organization o1>>", before: rebuilt),
        typed(#"Question: did you mean "…"?"#, "refold query payments <<lst|>list>> --organization o1", before: rebuilt),
        typed("Question: exchange them", "refold query payments analytics --organization o1 --from <<2024-10-01|>2024-09-01>> --to <<2024-09-01|>2024-10-01>>", before: rebuilt),
        typed("Question: leave it out", "refold query payments get p1<< --limit 5|>>>", before: rebuilt),
        typed("Question: leave one of them out", "refold query payments list --organization o1 --page 1<< --cursor x|>>>", before: rebuilt),
        typed("Question: see refold query --help", "refold query<<|> payments get p1>>", before: rebuilt, cure: "refold query --help"),
        typed("Question: write refold query … ID", "refold query payments get<<|> p1>>", before: rebuilt),
        typed(
            "PaymentQuestions: leave one of them out",
            "refold query payments analytics --by-event-day --from 2024-09-01 --to 2024-10-01<< --time-zone Europe/Rome|>>>", before: rebuilt),
        typed(
            "StoredPaymentFigures: ask for days in UTC", "refold query payments analytics --from 1971-01-01 --to 1971-02-01<< --time-zone Africa/Monrovia|>>>",
            before: rebuilt),
        RemedyTrial(
            remedy: "CurrencySums: ask for fewer days", files: ["x.ndjson": [1, 5].map { huge(day: $0) }.joined()], before: "refold import x.ndjson --quiet; \(rebuilt)",
            command: "refold query payments analytics --from 2024-10-01 --to 2024-10-<<06|>03>>"),
        typed("PageCursor: begin with the first page", "refold query payments list --organization o1<< --cursor zzz|>>>", before: rebuilt),
        typed("SeedVerb: add --events 10000", "refold seed --store sqlite:new.db --quiet<<|> --events 10000>>"),
        typed("Seed: name another file with --store", "refold seed --events 10<<|> --store sqlite:new.db>>"),
        typed("Settings: add --store sqlite:events.db or --store postgresql://HOST/DATABASE", "unset REFOLD_STORE; refold status<<|> --store sqlite:events.db>>"),
        typed(#"VerbTable: did you mean "…"?"#, "refold <<rebiuld|>rebuild>> payments"),
        typed("VerbTable: see refold --help", "refold <<zzzzzzzz|>--help>>"),
        typed("DefinitionRegistry+Lookup: name it once", "refold rebuild payments<< payments|>>>"),
        typed("DefinitionRegistry+Lookup: name the folder with --definitions", "refold report <<r|>r --definitions Mine>>", before: "\(rebuilt); mkdir Mine; printf '{from: \"payments\", measures: {n: {count: \"*\"}}}' > Mine/r.report.json5"),
        typed("DefinitionRegistry+History: name another with --projection", "refold history p1 --projection <<payment_audit|>payments>>"),
        typed("FoldLimits: name an earlier position, or leave --through out", "refold rebuild payments<< --through 99|>>>"),
        typed("Folding+Forecast: name an earlier position, or leave --through out", "refold rebuild payments --dry-run<< --through 99|>>>"),
        typed("FoldTask: add --no-promote to build it without serving it", "refold rebuild payments --through 3<<|> --no-promote>>", before: rebuilt),
    ]
}
