import RefoldValues

/// A value of the slow reference.
enum SlowValue: Equatable {
    case null
    case text(String)
    case number(ExactDecimal)
    case time(Timestamp)
    case date(CalendarDate)
    /// A string of a payload, which is interpreted as a text, a number or a time according to its use.
    case string(String)

    var number: ExactDecimal? {
        switch self {
        case .number(let number): number
        case .text(let text), .string(let text): ExactDecimal(text)
        default: nil
        }
    }

    var time: Timestamp? {
        switch self {
        case .time(let time): time
        case .text(let text), .string(let text): Timestamp(text)
        default: nil
        }
    }

    var date: CalendarDate? {
        switch self {
        case .date(let date): date
        case .text(let text), .string(let text): CalendarDate(text)
        default: nil
        }
    }

    /// Whether it is written in letters, as a text of a payload or of a row is.
    var isText: Bool {
        switch self {
        case .text, .string: true
        default: false
        }
    }

    var text: String? {
        switch self {
        case .text(let text), .string(let text): text
        case .number(let number): number.description
        case .time(let time): time.description
        case .date(let date): date.description
        case .null: nil
        }
    }
}
