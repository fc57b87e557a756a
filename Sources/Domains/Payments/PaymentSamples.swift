import RefoldValues

/// The values of generated payments.
enum PaymentSamples {
    static let organizations = 24
    static let currencies = ["EUR", "USD", "GBP", "CHF", "JPY"].compactMap { Currency(code: $0) }

    static func organization(_ number: Int) -> String { number < 9 ? "org-0\(number + 1)" : "org-\(number + 1)" }

    static let givenNames = [
        "Ana", "José", "Zoë", "Li", "Omar", "Élodie", "Jürgen", "Mia", "Siân", "Kim", "Łukasz", "Søren", "Иван", "Ελένη", "花子", "محمد",
    ]
    static let familyNames = ["Martin", "Müller", "Ng", "Okafor", "Silva", "O'Neil", "Dvořák", "Åberg", "佐藤", "Петрова", "García-López"]
    static let failureReasons = ["card_declined", "insufficient_funds", "expired_card", "fraud \"suspected\"", "timeout"]
    static let refundReasons = ["customer request", "duplicate charge", "goods returned", "réclamation"]
}

/// A small random number generator with a fixed sequence (Steele, Lea and Flood, 2014). Not for secrets.
struct SplitMix64 {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to but excluding `bound`, which is above 0.
    mutating func below(_ bound: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(bound)).high) }

    mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

    /// An id in the form of a random UUID.
    mutating func identifier() -> String {
        let high = next() & ~0xF000 | 0x4000
        let low = next() & ~(3 << 62) | 1 << 63
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for place in 0..<32 {
            if place == 8 || place == 12 || place == 16 || place == 20 { text.append(UInt8(ascii: "-")) }
            let word = place < 16 ? high : low
            let digit = UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (place & 15))) & 15
            text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") - 10 + digit)
        }
        return String(decoding: text, as: UTF8.self)
    }
}
