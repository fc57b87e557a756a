import RefoldCore

/// What became of a command.
public enum CommandOutcome: Hashable, Sendable {
    /// Its event is durable.
    case accepted(stream: String, version: Int64)
    /// A command of this id was accepted before, with this outcome.
    case duplicate(stream: String, version: Int64)
    /// The domain refuses it, by this name; nothing was written, and the same id is decided anew next time.
    case rejected(stream: String?, reason: String)
    /// The stream is not at the version that the sender expected, or changed each time it was tried.
    case conflict(stream: String, actual: Int64)
}

/// Handles the commands of payments: loads the stream, decides, appends with the version that the decision rests on.
///
/// The event's id is derived from the command's, so an accepted command is known again however the run that accepted it ended.
public struct PaymentHandler: Sendable {
    /// How often a decision is made anew because somebody else's append came first.
    public static let retries = 5

    private let store: any EventStore
    private let now: @Sendable () -> Timestamp

    public init(store: any EventStore, now: @escaping @Sendable () -> Timestamp) {
        self.store = store
        self.now = now
    }

    /// The id of the event that a command leads to.
    public static func eventID(ofCommand id: String) -> String { "command:" + id }

    /// Handles one command. What it says is durable when it returns.
    ///
    /// - Throws: `.failed` where the store cannot do it, or the stream holds what cannot be read.
    public func handle(_ command: CommandRequest) throws(RefoldError) -> CommandOutcome {
        guard case .payment(let request) = command.command else { return .rejected(stream: nil, reason: "UnknownCommand") }
        if let first = try accepted(command: command.id) { return first }
        let id = Self.eventID(ofCommand: command.id)
        var actual: Int64 = 0
        for _ in 0...Self.retries {
            let (payment, version) = try load(request.payment)
            if let expected = command.expectedVersion, expected != version {
                return .conflict(stream: request.payment, actual: version)
            }
            if let named = request.organization, payment.status != nil, named != payment.organization {
                return .rejected(stream: request.payment, reason: PaymentRefusal.organizationDoesNotMatch.name)
            }
            let happened: PaymentEvent
            do throws(PaymentRefusal) {
                happened = try payment.decide(request.command, payment: request.payment)
            } catch {
                return .rejected(stream: request.payment, reason: error.name)
            }
            let time = now()
            let event = NewEvent(
                id: id, type: happened.type, data: happened.data, metadata: "{\"command_id\":\(JSONWriter.string(command.id))}",
                occurredAt: time, recordedAt: time)
            switch try store.append([event], to: request.payment, expecting: .exactly(version)) {
            case .appended(let version, _): return .accepted(stream: request.payment, version: version)
            case .duplicate(let first): return .duplicate(stream: first.stream, version: first.version)
            case .conflict(let current): actual = current
            }
        }
        return .conflict(stream: request.payment, actual: actual)
    }

    /// The outcome of a command that was accepted before; nil where none of this id was.
    public func accepted(command id: String) throws(RefoldError) -> CommandOutcome? {
        try store.event(id: Self.eventID(ofCommand: id)).map { .duplicate(stream: $0.stream, version: $0.version) }
    }

    private func load(_ stream: String) throws(RefoldError) -> (Payment, version: Int64) {
        var payment = Payment()
        var version: Int64 = 0
        for stored in try store.events(in: stream, from: 1, limit: nil) {
            payment.apply(
                type: stored.event.type,
                organization: stored.event.type == PaymentEvent.TypeName.initiated ? try Self.organization(of: stored) : nil)
            version = stored.version
        }
        return (payment, version)
    }

    private static func organization(of stored: StoredEvent) throws(RefoldError) -> String {
        var plan = JSONFieldPlan(paths: [["organization_id"]])
        var fields = [JSONSlice.missing]
        let data = Array(stored.event.data.utf8)
        do throws(JSONFault) {
            var target = fields.mutableSpan
            try plan.extract(from: data.span, into: &target)
        } catch {
            throw RefoldError(
                .failed, "the data cannot be read: \(error)",
                at: .event(position: stored.position, stream: stored.stream, type: stored.event.type))
        }
        return fields[0].isString ? fields[0].text(in: data.span) : ""
    }
}
