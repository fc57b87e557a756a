import RefoldJSON
import RefoldQueries
import RefoldValues

extension QueryForm {
    static let userAccess = QueryForm("access get", of: "user_access", takes: [.id]) { asked, reader throws(RefoldError) in
        .record("access", asked.id, try StoredUserAccessQueries(reader).access(of: asked.id))
    }

    static let suspendedAccesses = QueryForm(
        "access suspended", of: "user_access", takes: [.page]
    ) { asked, reader throws(RefoldError) in
        .page("accesses", try StoredUserAccessQueries(reader).suspended(asked.page))
    }
}

extension UserAccessRecord: ShownRecord {
    public static let columns: [ShownColumn] = ["user_id", "suspended_at", "suspended_by", "suspension_reason", "granted_at"]

    public var fields: [JSONField] {
        [
            JSONField("user_id", .text(user)), JSONField("granted_at", .text(grantedAt.description)), JSONField("granted_by", .text(grantedBy)),
            JSONField("suspended_at", .text(suspendedAt?.description)), JSONField("suspended_by", .text(suspendedBy)),
            JSONField("suspension_reason", .text(suspensionReason)), JSONField("version", .integer(version)),
        ]
    }
}
