import RefoldCore

/// Reads commands from NDJSON lines, with every finding of a line.
public struct PaymentCommandLine {
    /// The longest text of a command, in bytes of UTF-8.
    public static let maximumTextLength = 1024

    /// A line that is no command.
    public struct Refused: Error, Hashable, Sendable {
        /// The id, where the line has one that can be read.
        public var id: String?
        /// `MalformedLine`, `UnknownCommand` or `InvalidCommand`.
        public var reason: String
        /// Everything that is wrong with the line.
        public var faults: [Fault]
    }

    private var check = JSONObjectCheck()

    public init() {}

    private static let fields: [String: [String]] = [
        "CreatePayment": ["payment_id", "organization_id", "customer_name", "customer_email", "amount", "currency", "by"],
        "ProcessPayment": ["payment_id", "organization_id", "by", "reference"], "FailPayment": ["payment_id", "organization_id", "reason", "by"],
        "RefundPayment": ["payment_id", "organization_id", "reason", "by"],
    ]

    private static let names = ["CreatePayment", "ProcessPayment", "FailPayment", "RefundPayment"]

    /// Reads one line.
    public mutating func decode(_ line: Span<UInt8>, file: String, line number: Int) throws(Refused) -> CommandRequest {
        var envelope = FieldReader(known: ["id", "command", "expected_version", "data"], prefix: "", file: file, line: number)
        envelope.read(line, &check)
        guard !envelope.isMalformed else { throw Refused(id: nil, reason: "MalformedLine", faults: envelope.faults) }
        let id = envelope.text("id", in: line)
        let name = envelope.text("command", in: line)
        let expectedVersion = envelope.version("expected_version", in: line)
        guard let data = envelope.object("data") else { throw Refused(id: id, reason: "InvalidCommand", faults: envelope.faults) }
        guard let name, let known = Self.fields[name] else {
            if let name {
                envelope.add(
                    "command", "the command is not known", expected: Self.names.joined(separator: ", "),
                    remedy: Suggestion.phrase(for: name, among: Self.names))
            }
            throw Refused(id: id, reason: name == nil ? "InvalidCommand" : "UnknownCommand", faults: envelope.faults)
        }
        var reader = FieldReader(known: known, prefix: "data.", file: file, line: number)
        let bytes = line.extracting(data.range)
        reader.read(bytes, &check)
        let payment = reader.text("payment_id", in: bytes)
        let organization = name != "CreatePayment" && reader.has("organization_id") ? reader.text("organization_id", in: bytes) : nil
        let command = Self.command(name, &reader, bytes)
        let faults = envelope.faults + reader.faults
        guard faults.isEmpty, let id, let payment, let command else { throw Refused(id: id, reason: "InvalidCommand", faults: faults) }
        let request = PaymentRequest(payment: payment, organization: organization, command: command)
        return CommandRequest(id: id, expectedVersion: expectedVersion, .payment(request))
    }

    private static func command(_ name: String, _ fields: inout FieldReader, _ bytes: Span<UInt8>) -> PaymentCommand? {
        let by = fields.text("by", in: bytes)
        switch name {
        case "CreatePayment":
            let (organization, customer) = (fields.text("organization_id", in: bytes), fields.text("customer_name", in: bytes))
            let (email, currency) = (fields.text("customer_email", in: bytes), fields.text("currency", in: bytes))
            let amount = fields.decimal("amount", in: bytes)
            guard let organization, let customer, let email, let amount, let currency, let by else { return nil }
            return .create(
                CreatePayment(
                    organization: organization, customerName: customer, customerEmail: email, amount: amount, currency: currency, by: by))
        case "ProcessPayment":
            let reference = fields.has("reference") ? fields.text("reference", in: bytes) : nil
            return by.map { .process(by: $0, reference: reference) }
        default:
            guard let reason = fields.text("reason", in: bytes), let by else { return nil }
            return name == "FailPayment" ? .fail(reason: reason, by: by) : .refund(reason: reason, by: by)
        }
    }
}
