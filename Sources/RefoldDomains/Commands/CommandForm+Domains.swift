extension CommandForm {
    static let payments = [
        CommandForm("CreatePayment", [.paymentID, .organizationID, .customerName, .customerEmail, .amount, .currency, .by]) {
            payment(
                $0,
                .create(
                    CreatePayment(
                        organization: $0[.organizationID], customerName: $0[.customerName], customerEmail: $0[.customerEmail],
                        amount: $0.amount, currency: $0[.currency], by: $0[.by])))
        },
        CommandForm("ProcessPayment", [.paymentID, .by], optional: [.organizationID, .reference]) {
            payment($0, .process(by: $0[.by], reference: $0.optional(.reference)))
        },
        CommandForm("FailPayment", [.paymentID, .reason, .by], optional: [.organizationID]) {
            payment($0, .fail(reason: $0[.reason], by: $0[.by]))
        },
        CommandForm("RefundPayment", [.paymentID, .reason, .by], optional: [.organizationID]) {
            payment($0, .refund(reason: $0[.reason], by: $0[.by]))
        },
    ]

    static let accesses = [
        CommandForm("GrantUserAccess", [.userID, .by]) { access($0, .grant(by: $0[.by])) },
        CommandForm("SuspendUserAccess", [.userID, .reason, .by]) { access($0, .suspend(reason: $0[.reason], by: $0[.by])) },
        CommandForm("ReactivateUserAccess", [.userID, .by]) { access($0, .reactivate(by: $0[.by])) },
    ]

    static let posts = [
        CommandForm("PublishPost", [.postID, .title, .body, .by]) {
            post($0, .publish(title: $0[.title], body: $0[.body], by: $0[.by]))
        },
        CommandForm("EditPost", [.postID, .by], optional: [.title, .body], oneOf: [.title, .body]) {
            post($0, .edit(title: $0.optional(.title), body: $0.optional(.body), by: $0[.by]))
        },
        CommandForm("VotePostUp", [.postID, .by]) { post($0, .voteUp(by: $0[.by])) },
        CommandForm("VotePostDown", [.postID, .by]) { post($0, .voteDown(by: $0[.by])) },
        CommandForm("DeletePost", [.postID, .by]) { post($0, .delete(by: $0[.by])) },
    ]

    /// The organisation of a new payment is part of its command; in the others it says what the sender takes the payment to belong to.
    private static func payment(_ values: CommandValues, _ command: PaymentCommand) -> DomainCommand {
        var organization = values.optional(.organizationID)
        if case .create = command { organization = nil }
        return .payment(PaymentRequest(payment: values[.paymentID], organization: organization, command: command))
    }

    private static func access(_ values: CommandValues, _ command: UserAccessCommand) -> DomainCommand {
        .access(UserAccessRequest(user: values[.userID], command: command))
    }

    private static func post(_ values: CommandValues, _ command: PostCommand) -> DomainCommand {
        .post(PostRequest(post: values[.postID], command: command))
    }
}
