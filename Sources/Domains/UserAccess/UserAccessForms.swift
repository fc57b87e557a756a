import RefoldCommands

extension CommandForm {
    static let grantUserAccess = CommandForm("GrantUserAccess") { f in
        let user = f.text("user_id"), by = f.text("by")
        return { UserAccessRequest(user: $0[user], command: .grant(by: $0[by])) }
    }

    static let suspendUserAccess = CommandForm("SuspendUserAccess") { f in
        let user = f.text("user_id"), reason = f.text("reason"), by = f.text("by")
        return { UserAccessRequest(user: $0[user], command: .suspend(reason: $0[reason], by: $0[by])) }
    }

    static let reactivateUserAccess = CommandForm("ReactivateUserAccess") { f in
        let user = f.text("user_id"), by = f.text("by")
        return { UserAccessRequest(user: $0[user], command: .reactivate(by: $0[by])) }
    }
}
