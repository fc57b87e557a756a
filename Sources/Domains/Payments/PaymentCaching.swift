import RefoldQueries
import RefoldStores
import RefoldValues

/// The key of an organisation's figures in a range of days.
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
    /// An estimate of its memory: the fixed size and the texts.
    var roughBytes: Int {
        MemoryLayout<Self>.size + id.utf8.count + status.utf8.count
            + [organization, customerName, customerEmail, createdBy, updatedBy, failureReason, refundReason].roughBytes
    }
}
