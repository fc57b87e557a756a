import RefoldValues

/// A reading that says how values are written. Null gives null.
public indirect enum StatedReading: Hashable, Sendable {
    case number(NumberForm)
    /// A time as a number of units since 1970-01-01T00:00:00Z.
    case since1970(TimeUnit)
    /// A time that clocks of the zone showed.
    case local(timeZone: String)
    case date(DateForm)
    /// An amount in minor units. Without a currency that of the column which is set.
    case minorUnits(currency: ValueExpression?)

    /// The type of what it gives.
    var type: ExpressionType {
        switch self {
        case .number, .minorUnits: .number
        case .since1970, .local: .known(.timestamp)
        case .date: .known(.date)
        }
    }
}

/// The units in which a time since 1970 may be counted.
public enum TimeUnit: String, CaseIterable, Hashable, Sendable {
    case seconds = "s"
    case milliseconds = "ms"
    case microseconds = "us"

    /// How many of its decimals are whole microseconds.
    var decimals: Int {
        switch self {
        case .seconds: 6
        case .milliseconds: 3
        case .microseconds: 0
        }
    }
}
