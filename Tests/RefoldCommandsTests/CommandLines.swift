import RefoldCommands
import RefoldDomain
import RefoldPayments
import RefoldPosts
import RefoldUserAccess
import RefoldValues

/// One valid line of every command, and its content.
enum CommandLines {
    /// The commands of the three domains.
    static let forms = CommandForms([Payments(), UserAccesses(), Posts()])

    struct Sample: Sendable {
        var name: String
        var data: String
        var command: any Command
        /// The fields that every line of the command has.
        var required: [String]

        var line: String { CommandLines.line(name, data) }
    }

    static func line(_ command: String, _ data: String) -> String {
        #"{"id":"c1","command":"\#(command)","expected_version":3,"data":\#(data)}"#
    }

    static let all: [Sample] = [
        Sample(
            name: "CreatePayment",
            data: #"""
                {"payment_id":"p1","organization_id":"o1","customer_name":"Ana","customer_email":"ana@example.com","amount":"19.90","currency":"EUR","by":"u"}
                """#,
            command: payment(
                .create(
                    CreatePayment(
                        organization: "o1", customerName: "Ana", customerEmail: "ana@example.com", amount: ExactDecimal("19.90") ?? .zero,
                        currency: "EUR", by: "u"))),
            required: ["payment_id", "organization_id", "customer_name", "customer_email", "amount", "currency", "by"]),
        Sample(
            name: "ProcessPayment", data: #"{"payment_id":"p1","organization_id":"o1","by":"u","reference":"r"}"#,
            command: payment(.process(by: "u", reference: "r"), of: "o1"), required: ["payment_id", "by"]),
        Sample(
            name: "FailPayment", data: #"{"payment_id":"p1","organization_id":null,"reason":"no","by":"u"}"#,
            command: payment(.fail(reason: "no", by: "u")), required: ["payment_id", "reason", "by"]),
        Sample(
            name: "RefundPayment", data: #"{"payment_id":"p1","reason":"no","by":"u"}"#, command: payment(.refund(reason: "no", by: "u")),
            required: ["payment_id", "reason", "by"]),
        Sample(
            name: "GrantUserAccess", data: #"{"user_id":"u1","by":"u"}"#, command: access(.grant(by: "u")), required: ["user_id", "by"]),
        Sample(
            name: "SuspendUserAccess", data: #"{"user_id":"u1","reason":"no","by":"u"}"#, command: access(.suspend(reason: "no", by: "u")),
            required: ["user_id", "reason", "by"]),
        Sample(
            name: "ReactivateUserAccess", data: #"{"user_id":"u1","by":"u"}"#, command: access(.reactivate(by: "u")),
            required: ["user_id", "by"]),
        Sample(
            name: "PublishPost", data: #"{"post_id":"1","title":"T","body":"B","by":"u"}"#,
            command: post(.publish(title: "T", body: "B", by: "u")), required: ["post_id", "title", "body", "by"]),
        Sample(
            name: "EditPost", data: #"{"post_id":"1","body":"B","title":null,"by":"u"}"#,
            command: post(.edit(title: nil, body: "B", by: "u")), required: ["post_id", "by"]),
        Sample(name: "VotePostUp", data: #"{"post_id":"1","by":"u"}"#, command: post(.voteUp(by: "u")), required: ["post_id", "by"]),
        Sample(name: "VotePostDown", data: #"{"post_id":"1","by":"u"}"#, command: post(.voteDown(by: "u")), required: ["post_id", "by"]),
        Sample(name: "DeletePost", data: #"{"post_id":"1","by":"u"}"#, command: post(.delete(by: "u")), required: ["post_id", "by"]),
    ]

    private static func payment(_ command: PaymentCommand, of organization: String? = nil) -> any Command {
        (PaymentRequest(payment: "p1", organization: organization, command: command))
    }

    private static func access(_ command: UserAccessCommand) -> any Command { (UserAccessRequest(user: "u1", command: command)) }

    private static func post(_ command: PostCommand) -> any Command { (PostRequest(post: "1", command: command)) }
}

extension CommandDecoder {
    /// The result for a line, from a new decoder.
    static func outcome(of line: some Sequence<UInt8>) -> Result<CommandRequest, Refused> {
        var decoder = CommandDecoder(CommandLines.forms)
        return decoder.outcome(of: line)
    }

    mutating func outcome(of line: some Sequence<UInt8>) -> Result<CommandRequest, Refused> {
        let bytes = Array(line)
        do throws(Refused) {
            return .success(try decode(bytes.span, file: "f", line: 1))
        } catch {
            return .failure(error)
        }
    }

    /// Why a line is refused; nil if it is not.
    static func refusal(of line: String) -> Refused? {
        if case .failure(let refused) = outcome(of: line.utf8) { refused } else { nil }
    }
}
