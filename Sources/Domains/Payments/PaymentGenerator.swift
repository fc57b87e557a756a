import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldValues

/// Generates payments event by event, spread evenly over 2024: the last event always falls on the last day (with 366 events or more).
struct PaymentGenerator: EventGenerator {
    private let events: Int
    private var random: SplitMix64
    private var made = 0
    /// Payments that may get more events; bounded, so that memory stays constant.
    private var open: [Open] = []
    private var json = EventJSON()

    private struct Open {
        var id: String
        var organization: Int
        var version: Int64
        var isProcessed: Bool
    }

    private static let openLimit = 20_000
    /// 2024-01-01T00:00:00Z, and the length of that year.
    private static let start: Int64 = 1_704_067_200_000_000
    private static let year: Int64 = 366 * 86_400_000_000

    init(events: Int, seed: UInt64) {
        self.events = events
        random = SplitMix64(seed: seed)
    }

    mutating func addEvent(to batch: EventBatch) {
        let occurredAt = nextTime()
        let event: PaymentEvent
        var version: Int64 = 1
        if !open.isEmpty, open.count >= Self.openLimit || random.below(100) < 62 {
            (event, version) = advance(random.below(open.count))
        } else {
            event = initiate()
        }
        json.write(event.appendData)
        let data = batch.copy(json.bytes)
        let recordedAt = occurredAt.microseconds + Int64(random.below(2000)) * 1000
        batch.append(
            EventHead(
                position: 0, version: version, type: Self.number(of: event), stream: batch.copy(event.stream), data: data,
                occurredAt: occurredAt, recordedAt: Timestamp(microseconds: recordedAt) ?? occurredAt, id: batch.copy(random.identifier()),
                metadata: batch.copy("{\"source\":\"seed\",\"correlation_id\":\"\(random.identifier())\"}")))
        made += 1
    }

    /// A time within this event's share of the year, in whole milliseconds.
    private mutating func nextTime() -> Timestamp {
        let share = Self.year / Int64(max(events, 1))
        let (begin, _) = Int64(max(events, 1)).dividingFullWidth(Self.year.multipliedFullWidth(by: Int64(made)))
        let within = share > 1000 ? Int64(random.below(Int(share / 1000))) * 1000 : 0
        return Timestamp(microseconds: (Self.start + begin + within) / 1000 * 1000) ?? .first
    }

    private mutating func initiate() -> PaymentEvent {
        let organization = random.below(PaymentSamples.organizations)
        let currency = PaymentSamples.currencies[random.below(PaymentSamples.currencies.count)]
        // Mostly small amounts, some large ones; whole units of the currency, then its minor unit.
        let units = Int64(1 + random.below(random.below(10) == 0 ? 50_000 : 400))
        let minorUnits = currency.minorDigits == 0 ? units * 100 : units * 100 + Int64(random.below(100))
        let payment = PaymentEvent.Initiated(
            payment: random.identifier(), organization: PaymentSamples.organization(organization),
            customerName: "\(random.pick(PaymentSamples.givenNames)) \(random.pick(PaymentSamples.familyNames))",
            customerEmail: "customer\(random.below(1_000_000))@example.com", amount: Money(minorUnits: minorUnits, currency: currency),
            by: "user-\(random.below(200))")
        open.append(Open(id: payment.payment, organization: organization, version: 1, isProcessed: false))
        return .initiated(payment)
    }

    private mutating func advance(_ index: Int) -> (PaymentEvent, version: Int64) {
        var payment = open[index]
        payment.version += 1
        func step(_ by: String) -> PaymentEvent.Step {
            PaymentEvent.Step(payment: payment.id, organization: PaymentSamples.organization(payment.organization), by: by)
        }
        let event: PaymentEvent
        var isOver = true
        if payment.isProcessed {
            event = .refunded(step("user-\(random.below(200))"), reason: random.pick(PaymentSamples.refundReasons))
        } else if random.below(100) < 8 {
            event = .failed(step("gateway"), reason: random.pick(PaymentSamples.failureReasons))
        } else {
            event = .processed(step("gateway"), reference: random.below(5) == 0 ? nil : "ref-\(random.below(1_000_000_000))")
            payment.isProcessed = true
            // One processed payment in twelve stays open for a refund.
            isOver = random.below(12) != 0
        }
        if isOver {
            open[index] = open[open.count - 1]
            open.removeLast()
        } else {
            open[index] = payment
        }
        return (event, payment.version)
    }

    /// The index of the event's type in ``PaymentEvent/TypeName/all``.
    private static func number(of event: PaymentEvent) -> UInt32 {
        switch event {
        case .initiated: 0
        case .processed: 1
        case .failed: 2
        case .refunded: 3
        }
    }
}
