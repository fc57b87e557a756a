import RefoldQueries
import RefoldStores
import RefoldValues

/// The figures of an organisation in some days.
struct FiguresKey: CacheKey {
    let subject: CellValue
    private let days: Range<CalendarDate>?
    var roughBytes: Int { subject.roughBytes }

    init(_ organization: String, _ days: Range<CalendarDate>?) {
        subject = .text(organization)
        self.days = days
    }
}

extension PaymentRecord {
    /// How much memory it takes, roughly: what is fixed, and its texts.
    var roughBytes: Int {
        MemoryLayout<Self>.size + id.utf8.count + status.utf8.count
            + [organization, customerName, customerEmail, createdBy, updatedBy, failureReason, refundReason].roughBytes
    }
}
