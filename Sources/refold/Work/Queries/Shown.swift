import RefoldCore
import RefoldDomains

/// A record as `query` shows it.
protocol Shown {
    /// All of it, under the names that the columns of its read model have.
    var fields: [JSONField] { get }
    /// Which of them a list shows, and which of those are numbers.
    static var columns: [TextTable.Column] { get }
}

extension Shown {
    var object: JSONValue { .object(fields) }

    static func table(_ records: [Self]) -> TextTable {
        var table = TextTable(columns)
        for record in records {
            let fields = record.fields
            table.add(columns.map { column in fields.first { $0.name == column.title }?.value.plain ?? "" })
        }
        return table
    }
}

extension PaymentRecord: Shown {
    static let columns: [TextTable.Column] = [
        .init("id"), .init("status"), .init("amount", isNumber: true), .init("currency"), .init("customer_name"), .init("created_at"),
        .init("updated_at"),
    ]

    var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("organization_id", .text(organization)), JSONField("customer_name", .text(customerName)),
            JSONField("customer_email", .text(customerEmail)), JSONField("amount", .text(amount?.amount.description)),
            JSONField("currency", .text(amount?.currency.code)), JSONField("status", .text(status)),
            JSONField("created_at", .text(createdAt?.description)), JSONField("created_by", .text(createdBy)),
            JSONField("updated_at", .text(updatedAt?.description)), JSONField("updated_by", .text(updatedBy)),
            JSONField("failure_reason", .text(failureReason)), JSONField("refund_reason", .text(refundReason)),
        ]
    }
}

extension PaymentFigures: Shown {
    static let columns: [TextTable.Column] = [.init("currency")]
        + ["payments", "amount", "successful", "failed", "refunded", "average", "success_rate", "refund_rate"].map {
            .init($0, isNumber: true)
        }

    var fields: [JSONField] {
        [
            JSONField("currency", .text(currency.code)), JSONField("payments", .integer(payments)),
            JSONField("amount", .text(amount.description)), JSONField("successful", .integer(successful)),
            JSONField("failed", .integer(failed)), JSONField("refunded", .integer(refunded)),
            JSONField("average", .text(average?.description)), JSONField("success_rate", .text(successRate?.description)),
            JSONField("refund_rate", .text(refundRate?.description)),
        ]
    }
}

extension UserAccessRecord: Shown {
    static let columns: [TextTable.Column] = [
        .init("user_id"), .init("suspended_at"), .init("suspended_by"), .init("suspension_reason"), .init("granted_at"),
    ]

    var fields: [JSONField] {
        [
            JSONField("user_id", .text(user)), JSONField("granted_at", .text(grantedAt.description)), JSONField("granted_by", .text(grantedBy)),
            JSONField("suspended_at", .text(suspendedAt?.description)), JSONField("suspended_by", .text(suspendedBy)),
            JSONField("suspension_reason", .text(suspensionReason)), JSONField("version", .integer(version)),
        ]
    }
}

extension PostHeader: Shown {
    static let columns: [TextTable.Column] = [.init("id"), .init("title"), .init("published_at"), .init("score", isNumber: true)]

    var fields: [JSONField] {
        [
            JSONField("id", .text(id)), JSONField("title", .text(title)), JSONField("published_at", .text(publishedAt.description)),
            JSONField("score", .integer(score)),
        ]
    }
}

extension PostRecord: Shown {
    static let columns = PostHeader.columns

    var fields: [JSONField] {
        header.fields + [
            JSONField("user_id", .text(user)), JSONField("body", .text(body)), JSONField("votes_up", .integer(votesUp)),
            JSONField("votes_down", .integer(votesDown)), JSONField("edited_at", .text(editedAt?.description)),
        ]
    }
}

extension JSONValue {
    /// The value in a cell of a table; nothing for null.
    var plain: String {
        switch self {
        case .null: ""
        case .text(let text): text
        default: json
        }
    }
}
