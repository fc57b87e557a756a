/// Integers for people: `1,234,567`.
enum Grouped {
    static func text(_ number: Int) -> String {
        var out = ""
        let digits = String(number.magnitude)
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return number < 0 ? "-" + out : out
    }

    /// `1 event`, `2,000 events`.
    static func text(_ number: Int, _ thing: String) -> String { text(number) + " " + thing + (number == 1 ? "" : "s") }
}
