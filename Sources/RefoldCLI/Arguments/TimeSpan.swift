/// Spans of time in text: `90s`, `20m`, `1h30m`.
enum TimeSpan {
    /// The seconds, or nil if the text is no span or does not fit. Units go from large to small, each at most once; 0 needs none.
    static func parse(_ text: String) -> Int? {
        if text == "0" { return 0 }
        var rest = text[...]
        var units: [(letter: Character, seconds: Int)] = [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)]
        var total = 0
        repeat {
            let digits = rest.prefix { ("0"..."9").contains($0) }
            rest = rest.dropFirst(digits.count)
            guard let number = Int(digits), let letter = rest.popFirst(),
                let unit = units.firstIndex(where: { $0.letter == letter })
            else { return nil }
            let (seconds, tooLong) = number.multipliedReportingOverflow(by: units[unit].seconds)
            let (sum, tooMuch) = total.addingReportingOverflow(seconds)
            if tooLong || tooMuch { return nil }
            total = sum
            units.removeFirst(unit + 1)
        } while !rest.isEmpty
        return total
    }

    /// `1h30m`, as ``parse(_:)`` takes it.
    static func text(_ time: Duration) -> String {
        var rest = time.components.seconds
        var text = ""
        for (letter, seconds) in [("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)] as [(String, Int64)] where rest >= seconds {
            text += "\(rest / seconds)\(letter)"
            rest %= seconds
        }
        return text.isEmpty ? "0s" : text
    }

    /// The span of a text that may also be given in milliseconds alone: `250ms`.
    static func parseFine(_ text: String) -> Duration? {
        guard text.hasSuffix("ms") else { return parse(text).map { .seconds($0) } }
        let digits = text.dropLast(2)
        return digits.allSatisfy { ("0"..."9").contains($0) } ? Int(digits).map { .milliseconds($0) } : nil
    }

    /// `0:07`, `12:31`, `1:02:03`.
    static func clock(_ seconds: Int) -> String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
        return hours > 0 ? "\(hours):\(two(minutes)):\(two(seconds % 60))" : "\(minutes):\(two(seconds % 60))"
    }
}
