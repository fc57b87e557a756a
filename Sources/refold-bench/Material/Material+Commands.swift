import RefoldFiles
import RefoldValues

extension Material {
    /// Writes commands of payments, always the same: each payment is created and, some payments later, processed; every fiftieth fails
    /// instead.
    static func writeCommands(_ count: Int, to path: String) throws(RefoldError) {
        let file = try AtomicFile(path, sparing: .none)
        var text = ""
        let apart = 20
        for number in 0..<count {
            // Twenty payments are created, then these twenty are processed.
            let (round, place) = (number / (2 * apart), number % (2 * apart))
            let payment = round * apart + place % apart
            text += place < apart ? create(payment) : finish(payment)
            guard text.utf8.count > 1 << 20 || number == count - 1 else { continue }
            try file.write(Array(text.utf8))
            text = ""
        }
        try file.commit()
    }

    private static func create(_ payment: Int) -> String {
        #"{"id":"\#(name(payment, 1))","command":"CreatePayment","expected_version":0,"data":{"payment_id":"payment-\#(name(payment, 2))","#
            + #""organization_id":"org-\#(payment % 97)","customer_name":"Customer \#(payment % 5000)","customer_email":"c\#(payment % 5000)@example.com","#
            + #""amount":"\#(payment % 500 + 1).\#(payment % 90 + 10)","currency":"EUR","by":"user-\#(payment % 31)"}}"# + "\n"
    }

    private static func finish(_ payment: Int) -> String {
        let head = #"{"id":"\#(name(payment, 3))","command":""#
        let data = #""data":{"payment_id":"payment-\#(name(payment, 2))","by":"gateway","#
        return payment % 50 == 0
            ? head + #"FailPayment",\#(data)"reason":"card_declined"}}"# + "\n"
            : head + #"ProcessPayment",\#(data)"reference":"ref-\#(payment)"}}"# + "\n"
    }

    /// As long and random as real ids.
    private static func name(_ number: Int, _ kind: UInt64) -> String {
        var word = UInt64(number) &* 4 &+ kind
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        let digits = String(word ^ (word >> 31), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
