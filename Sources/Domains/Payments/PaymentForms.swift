import RefoldCommands

extension CommandForm {
    static let createPayment = CommandForm("CreatePayment") { f in
        let payment = f.stream("payment_id"), organization = f.text("organization_id")
        let name = f.text("customer_name"), email = f.email("customer_email")
        let amount = f.decimal("amount"), currency = f.text("currency"), by = f.text("by")
        return {
            let wanted = CreatePayment(
                organization: $0[organization], customerName: $0[name], customerEmail: $0[email], amount: $0[amount], currency: $0[currency],
                by: $0[by])
            return PaymentRequest(payment: $0[payment], command: .create(wanted))
        }
    }

    static let processPayment = CommandForm("ProcessPayment") { f in
        let payment = f.stream("payment_id"), by = f.text("by")
        let organization = f.optionalText("organization_id"), reference = f.optionalText("reference")
        return {
            PaymentRequest(payment: $0[payment], organization: $0[organization], command: .process(by: $0[by], reference: $0[reference]))
        }
    }

    static let failPayment = CommandForm("FailPayment") { f in
        let payment = f.stream("payment_id"), reason = f.text("reason"), by = f.text("by"), organization = f.optionalText("organization_id")
        return { PaymentRequest(payment: $0[payment], organization: $0[organization], command: .fail(reason: $0[reason], by: $0[by])) }
    }

    static let refundPayment = CommandForm("RefundPayment") { f in
        let payment = f.stream("payment_id"), reason = f.text("reason"), by = f.text("by"), organization = f.optionalText("organization_id")
        return { PaymentRequest(payment: $0[payment], organization: $0[organization], command: .refund(reason: $0[reason], by: $0[by])) }
    }
}
