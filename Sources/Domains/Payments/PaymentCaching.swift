import RefoldQueries
import RefoldStores
import RefoldValues

extension PaymentHeader {
    /// An estimate of its memory: the fixed size and the texts.
    var roughBytes: Int { MemoryLayout<Self>.size + id.utf8.count + status.utf8.count + [customerName].roughBytes }
}

extension PaymentRecord {
    /// An estimate of its memory: the fixed size and the texts.
    var roughBytes: Int {
        MemoryLayout<Self>.size + id.utf8.count + status.utf8.count
            + [organization, customerName, customerEmail, createdBy, updatedBy, failureReason, refundReason].roughBytes
    }
}
