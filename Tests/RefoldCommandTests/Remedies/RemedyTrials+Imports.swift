/// Faults of lines to import and of commands, and of events that a definition does not fit.
extension RemedyTrials {
    private static func line(_ id: String, _ version: Int, stream: String = "s", data: String = "{}") -> String {
        #"{"id":"\#(id)","stream":"\#(stream)","version":\#(version),"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":\#(data)}"#
    }

    private static func lines(_ remedy: String, _ text: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["x.ndjson": text + "\n"], command: "refold import x.ndjson")
    }

    static let imports = lines + commands + folds

    private static let lines = [
        lines("EventFault: put the stream's events in order, and none of them twice", "<<\(line("b", 2))\n\(line("a", 1))|>\(line("a", 1))\n\(line("b", 2))>>"),
        lines("EventFault: give each event an id of its own", "\(line("a", 1))\n\(line("<<a|>b>>", 2))"),
        lines("EventFault: give a new event an id of its own; recorded events do not change", line("<<e1|>n1>>", 1)),
        lines("EventLineParser: add an id that no other event has", #"{<<|>"id":"n1",>>"stream":"s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#),
        lines("EventLineParser: add it", #"{"id":"n1","stream":"s",<<|>"type":"T",>>"occurred_at":"2024-03-01T09:30:00Z","data":{}}"#),
        lines("EventLineParser: correct the line; one event is one line", "{\"id\":\"n1\",<<\n|>>>\"stream\":\"s\",\"type\":\"T\",\"occurred_at\":\"2024-03-01T09:30:00Z\",\"data\":{}}"),
        lines(#"EventLineParser: did you mean "…"?"#, #"{"id":"n1","<<strem|>stream>>":"s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#),
        lines("EventLineParser: leave one of them", #"{"id":"n1","stream":"s",<<"stream":"s",|>>>"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#),
        lines("EventLineParser: leave the key out", #"{"id":"n1","stream":"s","type":"T",<<"metadata":null,|>>>"occurred_at":"2024-03-01T09:30:00Z","data":{}}"#),
        lines("EventLineParser: put what is the event's own inside data or metadata", #"{"id":"n1","stream":"s","type":"T",<<"zzzzzz":5,|>>>"occurred_at":"2024-03-01T09:30:00Z","data":{<<|>"zzzzzz":5>>}}"#),
        lines("EventLineParser: write the time in RFC 3339", #"{"id":"n1","stream":"s","type":"T","occurred_at":"<<01/03/2024|>2024-03-01T00:00:00Z>>","data":{}}"#),
        lines("EventLines: remove it, or see whether an event is missing", line("a", 1) + "\n<<\n|>>>" + line("b", 2)),
        lines("FaultList: mend these, then see what is left", "<<" + String(repeating: "{}\n", count: 25) + "|>>>" + line("a", 1)),
        RemedyTrial(
            remedy: "EventLineParser: put what differs from event to event into their data",
            before: #"awk 'BEGIN { for (i = 0; i < 100001; i++) printf "{\"id\":\"n%d\",\"stream\":\"s\",\"type\":\"T%d\",\"occurred_at\":\"2024-03-01T09:30:00Z\",\"data\":{}}\n", i, i }' > x.ndjson"#,
            command: "refold import x.ndjson", cure: #"sed -i 's/"type":"T\([0-9]*\)"/"type":"T"/; s/"data":{}/"data":{"n":1}/' x.ndjson"#),
    ]

    private static func ingest(_ remedy: String, _ command: String, before: String = "") -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: ["c.ndjson": command + "\n"], before: before, command: "refold ingest c.ndjson --store sqlite:new.db")
    }

    private static let payment = #""payment_id":"p","organization_id":"o","customer_name":"n","customer_email":"n@example.com","amount":"1.00","currency":"EUR","by":"u""#

    private static let commands = [
        ingest("CommandDecoder: correct the line; one command is one line", "<<nonsense\n|>>>{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)}}"),
        ingest(#"CommandDecoder: did you mean "…"?"#, "{\"id\":\"c\",\"command\":\"<<CreatPayment|>CreatePayment>>\",\"data\":{\(payment)}}"),
        ingest(
            "CommandDecoder: add what is to be different", #"{"id":"c2","command":"EditPost","data":{"post_id":"x",<<|>"title":"new",>>"by":"m"}}"#,
            before: #"printf '{"id":"c1","command":"PublishPost","data":{"post_id":"x","title":"t","body":"b","by":"m"}}\n' | refold ingest - --store sqlite:new.db"#),
        ingest("CommandMetadata: correct it, or leave it out", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)},\"metadata\":{\"a\":1<<,\"a\":2|>>>}}"),
        ingest("CommandMetadata: leave it out, or use another name", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)},\"metadata\":{\"<<command_id|>shop_command>>\":\"1\"}}"),
        ingest("FieldNotes+Values: add it", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment.replacing(#","by":"u""#, with: #"<<|>,"by":"u">>"#))}}"),
        ingest(#"FieldReader: did you mean "…"?"#, "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment.replacing(#""amount""#, with: #""<<amuont|>amount>>""#))}}"),
        ingest("FieldReader: leave it out", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)<<,\"zzzzzzzz\":1|>>>}}"),
        ingest("FieldReader: leave one of them", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)<<,\"by\":\"u\"|>>>}}"),
        ingest("FieldReader: leave them out", "{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)<<\((0..<25).map { ",\"zzzzzzzz\($0)\":1" }.joined())|>>>}}"),
        RemedyTrial(
            remedy: "CommandIngest: one command is one line",
            before: "{ head -c 17000000 /dev/zero | tr '\\0' x; echo; } > c.ndjson", command: "refold ingest c.ndjson --store sqlite:new.db",
            cure: "printf '%s\\n' '{\"id\":\"c\",\"command\":\"CreatePayment\",\"data\":{\(payment)}}' > c.ndjson"),
    ]

    /// A definition that an event does not fit.
    private static func fold(_ remedy: String, key: String = #""@stream""#, data: String = "{}", _ columns: String, _ handler: String) -> RemedyTrial {
        RemedyTrial(
            remedy: "FoldError: " + remedy,
            files: [
                "x.ndjson": line("n", 1, data: data) + "\n",
                "Reports/p.projection.json5": #"{name: "p", version: 1, key: \#(key), columns: {\#(columns)}, on: {T: \#(handler), PaymentInitiated: \#(handler)}}"#,
            ], before: "refold import x.ndjson --quiet", command: "refold rebuild p")
    }

    private static let never = "; a stored event is never changed"

    private static let folds = [
        fold(
            "choose a key of shorter texts, or of their beginnings" + never, key: #"{coalesce: "x"}"#, data: #"{"long":"\#(String(repeating: "x", count: 3000))"}"#, #"n: "integer""#, "{n: 1}"
        ).with {
            $0.files["Reports/p.projection.json5"] = #"{name: "p", version: 1, key: <<"$.long"|>{prefix: "$.long", length: 100}>>, columns: {n: "integer"}, on: {T: {n: 1}}}"#
        },
        fold("correct the definition's handler for this type of event" + never, #"n: "integer""#, #"{n: <<"$.customer_name"|>{length: "$.customer_name"}>>}"#),
        fold("give the column fewer decimals, or the type text if its values have more digits", #"a: {type: "decimal", scale: <<18|>2>>}"#, #"{a: "$.amount"}"#),
        fold("give the column more decimals, or compute the value with a rounding", #"a: {type: "decimal", scale: <<0|>2>>}"#, #"{a: "$.amount"}"#),
        fold(
            "give the part a default, leave such events out by a test on the payload, or choose a key that every event has",
            key: #"<<"$.refund"|>{value: "$.refund", default: "none"}>>"#, #"n: "integer""#, "{n: 1}"),
        fold(
            "give the value a column of type text, or take the parts of it that are needed" + never, data: #"{"n":1e400000}"#, #"j: "<<json|>text>>""#, #"{j: "$.n"}"#),
        fold(
            "key the projection by currency too, or set the amount together with its currency",
            key: #"<<"$.organization_id"|>[{value: "$.organization_id", as: "o"}, {value: "$.currency", as: "c"}]>>"#,
            #"cur: "text", a: {type: "money", currency: "cur", default: 0}"#, #"{when: {"$.currency": {not: null}}, set: {cur: {first: "$.currency"}, a: <<{add: "$.amount"}|>{add: "$.amount"}>>}}"#
        ).with { trial in
            trial.files["Reports/p.projection.json5"] = trial.files["Reports/p.projection.json5"]?.replacing(#"{cur: {first: "$.currency"}, a"#, with: #"{cur: "$.currency", a"#)
        },
        fold("name a rounding in the definition", #"a: {type: "decimal", scale: 2}"#, #"{a: {multiply: ["$.amount", 0.333]<<|>, scale: 2, rounding: "half-even">>}}"#),
        fold("read it without the brackets, or test for what else stands there" + never, #"t: "text""#, #"{t: "$.amount<<[0]|>>>"}"#),
        fold(#"read one element, such as "$.lines[0].price""# + never, data: #"{"lines":[{"price":"1"}]}"#, #"t: "text""#, #"{t: "$.lines<<|>[0]>>.price"}"#).with { $0.isByExample = true },
    ]
}
