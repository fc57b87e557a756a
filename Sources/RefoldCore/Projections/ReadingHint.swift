import RefoldValues

/// A reading of the projection language that takes a value which no plain reading takes; for the remedies of messages.
public struct ReadingHint: Hashable, Sendable {
    /// `number`, `time` or `date`.
    let word: String
    /// What stands beside the word, as `decimal: ","`; empty for nothing.
    let options: String

    /// As it is written around a value.
    public var text: String { "{\(word): …\(options.isEmpty ? "" : ", ")\(options)}" }

    /// As it is written among the conditions of a test on the value.
    public var test: String { "read: \"\(word)\"\(options.isEmpty ? "" : ", ")\(options)" }

    /// The readings of a text as a number; of several it depends on the data which one is meant.
    public static func numbers(_ bytes: Span<UInt8>) -> [ReadingHint] {
        var hints: [ReadingHint] = []
        let isPlain = NumberForm.plain.reads(bytes)
        for decimal in NumberForm.DecimalMark.allCases {
            if NumberForm(decimal: decimal, group: nil).reads(bytes) {
                // Without a mark every form gives the same.
                if isPlain, decimal != .point { continue }
                hints.append(ReadingHint(word: "number", options: decimal == .point ? "" : "decimal: \",\""))
                continue
            }
            for group in NumberForm.GroupMark.allCases where group.text != decimal.text {
                guard NumberForm(decimal: decimal, group: group).reads(bytes) else { continue }
                hints.append(ReadingHint(word: "number", options: "decimal: \"\(decimal.text)\", group: \"\(group.text)\""))
            }
        }
        return hints
    }

    /// The readings of a text or a number as a time.
    public static func times(_ bytes: Span<UInt8>) -> [ReadingHint] {
        if (try? Timestamp(local: bytes, in: .utc)) != nil { return [ReadingHint(word: "time", options: "timeZone: \"Europe/Rome\"")] }
        guard let number = WideDecimal(bytes) else { return [] }
        // Of the units in which it is a time of this age of the world, the coarsest.
        let units = [("s", 6), ("ms", 3), ("us", 0)].filter { _, decimals in
            guard let microseconds = try? number.units(scale: decimals, rounding: .down) else { return false }
            return microseconds.magnitude < 100_000_000_000 * 1_000_000
        }
        return units.prefix(1).map { unit, _ in ReadingHint(word: "time", options: "unit: \"\(unit)\"") }
    }

    /// The readings of a text or a number as a day.
    public static func dates(_ bytes: Span<UInt8>) -> [ReadingHint] {
        var hints: [ReadingHint] = []
        for forms in dateForms {
            let form = forms.first { reads($0, bytes) }
            if let form { hints.append(ReadingHint(word: "date", options: "form: \"\(form)\"")) }
        }
        return hints
    }

    /// The forms that are tried: of each list the first that fits.
    private static let dateForms = [
        ["DD/MM/YYYY", "D/M/YYYY"], ["MM/DD/YYYY", "M/D/YYYY"], ["DD.MM.YYYY", "D.M.YYYY"], ["DD-MM-YYYY", "D-M-YYYY"], ["MM-DD-YYYY", "M-D-YYYY"],
        ["YYYY/MM/DD", "YYYY/M/D"], ["YYYY.MM.DD", "YYYY.M.D"], ["YYYYMMDD"], ["YYYY-M-D"],
    ]

    private static func reads(_ form: String, _ bytes: Span<UInt8>) -> Bool {
        guard let form = try? DateForm(form, century: nil) else { return false }
        return (try? form.date(bytes)) != nil
    }
}

extension FoldError.Reason {
    /// This reason, with the readings in its remedy that would take the value.
    @usableFromInline
    func hinting(_ bytes: Span<UInt8>) -> FoldError.Reason {
        let hints: [ReadingHint] =
            switch self {
            case .notDecimal, .notInteger, .wrongOperand: ReadingHint.numbers(bytes)
            case .notTimestamp: ReadingHint.times(bytes)
            case .notDate: ReadingHint.dates(bytes)
            default: []
            }
        return hints.isEmpty ? self : .unread(self, hints: hints)
    }
}
