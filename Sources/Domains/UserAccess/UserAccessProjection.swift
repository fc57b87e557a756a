import RefoldCore

extension Projection {
    /// The read model `user_access`: one row per user, with the present state of the access.
    ///
    /// The table kept beside the events has the same columns and rows; see ``UserAccess/keptTable``.
    public static let userAccess = Projection("user_access", version: 1, key: "user_id", streamPrefix: UserAccess.streamPrefix) { p in
        let grantedAt = p.column("granted_at", .timestamp), grantedBy = p.column("granted_by", .text)
        let suspendedAt = p.column("suspended_at", .timestamp), suspendedBy = p.column("suspended_by", .text)
        let suspensionReason = p.column("suspension_reason", .text), version = p.column("version", .integer)
        p.index("suspended_at", "user_id")

        p.optional(UserAccessEvent.Kind.suspended.rawValue, UserAccessEvent.Kind.reactivated.rawValue, "$.reason")
        p.optional("suspended_at", "suspended_by", "suspension_reason")
        let by = p.field("by"), reason = p.field("reason")

        p.on(UserAccessEvent.Kind.granted.rawValue) { event, row throws(FoldError) in
            row.set(grantedAt, to: event.head.occurredAt.microseconds)
            try row.set(grantedBy, from: event, by)
            row.set(version, to: event.head.version)
        }
        p.on(UserAccessEvent.Kind.suspended.rawValue) { event, row throws(FoldError) in
            row.set(suspendedAt, to: event.head.occurredAt.microseconds)
            try row.set(suspendedBy, from: event, by)
            try row.set(suspensionReason, from: event, reason)
            row.set(version, to: event.head.version)
        }
        p.on(UserAccessEvent.Kind.reactivated.rawValue) { event, row throws(FoldError) in
            row.setNull(suspendedAt)
            row.setNull(suspendedBy)
            row.setNull(suspensionReason)
            row.set(version, to: event.head.version)
        }
    }
}
