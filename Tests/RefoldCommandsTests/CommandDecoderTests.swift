import RefoldCommands
import RefoldJSON
import RefoldPayments
import RefoldTesting
import RefoldUserAccess
import Testing

@Suite("Reading the lines of commands")
struct CommandDecoderTests {
    @Test("Every command is read from its line, whichever line came before")
    func all() throws {
        var decoder = CommandDecoder(CommandLines.forms)
        var random = SeededNumbers(4)
        for _ in 0..<200 {
            guard let sample = CommandLines.all.randomElement(using: &random) else { continue }
            let request = try decoder.outcome(of: sample.line.utf8).get()
            #expect(request == CommandRequest(id: "c1", expectedVersion: 3, sample.command))
        }
    }

    @Test("White space, the order of fields, escapes in keys and a null version make no difference")
    func forms() throws {
        let line = #" { "data" : {"by":"\u0075", "user_\u0069d":"u1"},"expected_version":null, "comm\u0061nd":"Grant\u0055serAccess","id":"c1" } "#
        let request = try CommandDecoder.outcome(of: line.utf8).get()
        #expect(request == CommandRequest(id: "c1", UserAccessRequest(user: "u1", command: .grant(by: "u"))))
    }

    @Test("Amounts may be texts or numbers", arguments: [#""19.90""#, "19.90", "1990e-2", #""19.9\u0030""#])
    func amounts(amount: String) throws {
        let sample = CommandLines.all[0]
        let request = try CommandDecoder.outcome(of: sample.line.replacing(#""19.90""#, with: amount).utf8).get()
        #expect(AnyHashable(request.command) == AnyHashable(sample.command))
    }

    @Test("An empty object lacks every required field, each reported once", arguments: CommandLines.all.map(\.name))
    func missing(name: String) throws {
        let sample = try #require(CommandLines.all.first { $0.name == name })
        let refused = try #require(CommandDecoder.refusal(of: CommandLines.line(name, "{}")))
        var faults = sample.required.map { "f:1: field \"data.\($0)\": the field is missing; add it" }
        if name == "EditPost" {
            faults.append(#"f:1: field "data": there is nothing to change; expected "title" or "body"; add what is to be different"#)
        }
        #expect(refused.faults.map(\.description) == faults)
        #expect(refused.reason == "InvalidCommand")
        #expect(refused.id == "c1")
    }

    @Test("Wrong values in every field and an unknown field are all named at once", arguments: CommandLines.all.map(\.name))
    func wrong(name: String) throws {
        let sample = try #require(CommandLines.all.first { $0.name == name })
        let data = #"{"strange":1,"# + sample.required.map { "\"\($0)\":[]" }.joined(separator: ",") + "}"
        let refused = try #require(CommandDecoder.refusal(of: #"{"id":"","command":"\#(name)","expected_version":"1","data":\#(data)}"#))
        let fields = refused.faults.compactMap { fault -> String? in
            if case .line(_, _, let field) = fault.place { field } else { nil }
        }
        var expected = ["id", "expected_version", "data.strange"] + sample.required.map { "data." + $0 }
        if name == "EditPost" { expected.append("data") }
        #expect(fields == expected)
        #expect(refused.id == nil)
    }

    @Test(
        "A command that is not known is told what was probably meant, and the rest of its line is checked all the same",
        arguments: [
            ("GrantUserAcces", "GrantUserAccess"), ("publishpost", "PublishPost"), ("VotePostUpp", "VotePostUp"), ("CreatePaiment", "CreatePayment"),
        ])
    func unknown(name: String, meant: String) throws {
        let line = #"{"id":"c1","command":"\#(name)","expected_version":-1,"data":{"by":"","amount":"x","of_its_own":1,"by":"b"}}"#
        let refused = try #require(CommandDecoder.refusal(of: line))
        let names = CommandLines.all.map(\.name).joined(separator: ", ")
        #expect(
            refused.faults.map(\.description) == [
                "f:1: field \"command\": the command is not known; expected \(names); did you mean \"\(meant)\"?",
                #"f:1: field "expected_version": the value is not a version; expected a whole number from 0 on"#,
                #"f:1: field "data.by": the field stands twice; leave one of them"#,
                #"f:1: field "data.amount": the value is not a decimal number; expected a decimal number like "19.90" of at most 38 digits"#,
                #"f:1: field "data.by": the text is empty; expected a text of at least one character"#,
            ])
        #expect(refused.reason == "UnknownCommand")
        #expect(refused.id == "c1")
    }

    @Test("Unknown and repeated fields are named, in the envelope and in the data")
    func strangers() throws {
        let line = #"{"id":"c1","id":"c2","comand":1,"command":"VotePostUp","data":{"post_id":"1","by":"u","by":"v","users_id":"x","by":"w"}}"#
        let refused = try #require(CommandDecoder.refusal(of: line))
        #expect(
            refused.faults.map(\.description) == [
                #"f:1: field "comand": the field is not known; expected one of id, command, expected_version, data, metadata; did you mean "command"?"#,
                #"f:1: field "id": the field stands twice; leave one of them"#,
                #"f:1: field "data.users_id": the field is not known; expected one of post_id, by; leave it out"#,
                #"f:1: field "data.by": the field stands twice; leave one of them"#,
            ])
        // If the id is repeated, it is unknown which is meant.
        #expect(refused.id == nil)
    }

    @Test("Of very many unknown fields the first are named and the others counted")
    func manyStrangers() throws {
        let data = "{\"post_id\":\"1\",\"by\":\"u\"," + (0..<500).map { "\"x\($0)\":1" }.joined(separator: ",") + "}"
        let refused = try #require(CommandDecoder.refusal(of: CommandLines.line("VotePostUp", data)))
        #expect(refused.faults.count == 21)
        #expect(refused.faults.last?.description == #"f:1: field "data": 480 more fields are not known; leave them out"#)
    }

    @Test(
        "A text may be as long as its field says, in bytes of UTF-8, however it is written",
        arguments: [
            ("PublishPost", "title", 1024), ("PublishPost", "body", 65_536), ("PublishPost", "post_id", 1024), ("PublishPost", "by", 1024),
            ("EditPost", "title", 1024), ("EditPost", "body", 65_536), ("SuspendUserAccess", "user_id", 1024), ("SuspendUserAccess", "reason", 1024),
            ("CreatePayment", "customer_name", 1024), ("CreatePayment", "customer_email", 1024), ("ProcessPayment", "reference", 1024),
        ])
    func limits(name: String, field: String, limit: Int) throws {
        let sample = try #require(CommandLines.all.first { $0.name == name })
        let fill = field == "customer_email" ? "a@" : ""
        for (unit, written) in [("x", "x"), ("é", "é"), ("é", "\\u00e9"), ("👩", "\\ud83d\\udc69"), ("\u{1}", "\\u0001")] {
            guard !(fill == "a@" && unit == "\u{1}") else { continue }
            let count = (limit - fill.utf8.count) / unit.utf8.count
            let rest = String(repeating: "y", count: limit - fill.utf8.count - count * unit.utf8.count)
            let longest = fill + String(repeating: written, count: count) + rest
            var members = sample.required.filter { $0 != field && $0 != "amount" }.map { "\"\($0)\":\"a@b\"" }
            if sample.required.contains("amount") { members.append(#""amount":1"#) }
            let others = members.joined(separator: ",")
            let good = CommandLines.line(name, "{\(others),\"\(field)\":\"\(longest)\"}")
            #expect(CommandDecoder.refusal(of: good)?.faults.map(\.description) == nil)
            let refused = CommandDecoder.refusal(of: CommandLines.line(name, "{\(others),\"\(field)\":\"\(longest)y\"}"))
            #expect(
                refused?.faults.map(\.description) == [
                    "f:1: field \"data.\(field)\": the text has \(limit + 1) bytes; expected at most \(limit) bytes of UTF-8"
                ])
        }
    }

    @Test("A command's id has a maximum length")
    func idLimit() {
        let id = String(repeating: "i", count: 1024)
        let line = CommandLines.all[4].line
        #expect(CommandDecoder.refusal(of: line.replacing("\"c1\"", with: "\"\(id)\"")) == nil)
        let refused = CommandDecoder.refusal(of: line.replacing("\"c1\"", with: "\"\(id)i\""))
        #expect(refused?.faults.map(\.description) == [#"f:1: field "id": the text has 1025 bytes; expected at most 1024 bytes of UTF-8"#])
        #expect(refused?.id == nil)
    }

    @Test(
        "An e-mail address has something on both sides of an @; the value stays out of the message",
        arguments: [
            ("a@b", true), ("\"@\"@b", true), ("ÿ@例え", true), ("@b", false), ("a@", false), ("ab", false), ("@", false), ("a@b\u{7}", false),
            ("a@b\u{85}", false),
        ])
    func email(address: String, isSound: Bool) {
        let line = CommandLines.all[0].line.replacing(#""ana@example.com""#, with: JSONWriter.string(address))
        let refused = CommandDecoder.refusal(of: line)
        let fault =
            #"f:1: field "data.customer_email": the text is no e-mail address; expected something before and after an @, without control characters"#
        #expect(refused?.faults.map(\.description) == (isSound ? nil : [fault]))
    }

    @Test("A line that cannot be read is reported with the place at which it stops being JSON", arguments: [
        ("", "the end of the text inside a value at byte 1"), ("[]", "something else where an object belongs at byte 1"),
        (#"{"id":"\ud800"}"#, "half of a surrogate pair in a string at byte 8"),
        (#"{"id":"a\u0000"}"#, "U+0000 in a string (leave it out: it cannot be stored) at byte 9"),
        ("{\"id\":\"\u{1}\"}", "a control character in a string (write it as \\u00XX) at byte 8"),
        (#"{"id":"a","data":{"x":tru}}"#, "a word that is not true, false or null at byte 23"), (#"{"id":"a"} x"#, "more text after the value at byte 12"),
    ])
    func malformed(line: String, fault: String) {
        let refused = CommandDecoder.refusal(of: line)
        #expect(refused?.reason == "MalformedLine")
        #expect(refused?.id == nil)
        #expect(refused?.faults.map(\.description) == ["f:1: the line is no command: \(fault); correct the line; one command is one line"])
    }
}
