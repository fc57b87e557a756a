import RefoldCore
import RefoldDomains

// How much memory answers take, roughly: what is fixed, and their texts.

extension PaymentRecord {
    var roughBytes: Int {
        MemoryLayout<Self>.size + id.utf8.count + status.utf8.count
            + [organization, customerName, customerEmail, createdBy, updatedBy, failureReason, refundReason].roughBytes
    }
}

extension PostHeader {
    var roughBytes: Int { MemoryLayout<Self>.size + id.utf8.count + title.utf8.count }
}

extension PostRecord {
    var roughBytes: Int { MemoryLayout<Self>.size + header.roughBytes + user.utf8.count + body.utf8.count }
}

extension UserAccessRecord {
    var roughBytes: Int {
        MemoryLayout<Self>.size + user.utf8.count + grantedBy.utf8.count + [suspendedBy, suspensionReason].roughBytes
    }
}

extension [String?] {
    fileprivate var roughBytes: Int { reduce(0) { $0 + ($1?.utf8.count ?? 0) } }
}

extension Page {
    /// - Parameter weigh: the bytes of one item.
    func roughBytes(_ weigh: (Item) -> Int) -> Int { items.reduce(next?.roughBytes ?? 0) { $0 + weigh($1) } }
}

extension PageRequest {
    var roughBytes: Int { if case .after(let cursor) = start { cursor.roughBytes } else { 0 } }
}

extension PageCursor {
    fileprivate var roughBytes: Int { values.reduce(list.utf8.count) { $0 + MemoryLayout<CellValue>.stride + $1.roughBytes } }
}

extension CellValue {
    var roughBytes: Int { if case .text(let text) = self { text.utf8.count } else { 0 } }
}
