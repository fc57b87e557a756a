import RefoldPayments
import Testing

@Suite("The guide to commands")
struct CommandGuideTests {
    @Test("Every command is listed with its fields, in lines of the requested width")
    func lines() {
        let lines = CommandLines.forms.guide(width: 60)
        #expect(lines.allSatisfy { $0.count <= 60 })
        #expect(
            lines.prefix(4) == [
                "CreatePayment         payment_id organization_id",
                "                      customer_name customer_email amount",
                "                      currency by",
                "ProcessPayment        payment_id by [organization_id]",
            ])
        #expect(lines.filter { !$0.hasPrefix(" ") }.count == 12)
    }
}
