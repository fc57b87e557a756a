import Glibc
import Refold
import RefoldPayments

/// Takes payments into a PostgreSQL of its own, keeps what it shows up to date, and answers from that.
@main
struct PaymentsService {
    static func main() throws {
        let database = try PostgresLocation(CommandLine.arguments.last ?? "", from: "the last argument")
        let events = try PostgresEventStore(database, access: .creating)
        let readModels = PostgresReadModelStore(database, now: Timestamp.now)
        let reader = PostgresReadModelReader(database), bus = EventBus()
        let log = bus.subscribe("log") { print("\($0.stream), version \($0.version): \($0.event.type)") }
        defer { log.cancel() }
        let commands = CommandBus(events, publishingTo: bus)
        let queries = CachedPaymentQueries(StoredPaymentQueries(reader), bus: bus, revision: reader.revision)
        let follower = Follower(
            [.payments, .paymentAnalytics], events: events, readModels: readModels, folding: FoldOptions(temporaryFolder: "/tmp")
        ) { if case .failed(_, let error, _) = $0 { print(error) } }
        let wakes = bus.subscription(waking: follower.signal)
        follower.start()
        defer { follower.stop(); wakes.cancel() }

        let order = CreatePayment(
            organization: "acme", customerName: "Ana", customerEmail: "ana@example.com", amount: ExactDecimal(units: 1990, scale: 2),
            currency: "EUR", by: "shop")
        print(try commands.dispatch(PaymentRequest(payment: "p1", command: .create(order)), id: "order-17"))
        let process = PaymentRequest(payment: "p1", command: .process(by: "gateway", reference: nil))
        print(try commands.dispatch(process, id: "order-17-paid"))
        print(try commands.dispatch(process, id: "order-17-again"))

        // A service would answer meanwhile, from the rows of a moment ago.
        while try reader.revision(of: "payments")?.position ?? 0 < events.bound() { usleep(5_000) }
        for payment in try queries.payments(of: "acme", PageRequest(limit: 10)).value.items {
            print(payment.id, payment.status, payment.amount?.description ?? "", payment.customerName ?? "")
        }
    }
}
