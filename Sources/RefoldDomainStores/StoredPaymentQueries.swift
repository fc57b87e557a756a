import RefoldCore
import RefoldDomains

/// Payments asked of the served read models `payments` and `payment_analytics`.
public struct StoredPaymentQueries: Sendable {
    private let reader: any ReadModelReader

    public init(_ reader: any ReadModelReader) { self.reader = reader }
}
