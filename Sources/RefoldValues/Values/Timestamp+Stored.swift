extension Timestamp {
    /// The time as databases and their clients write it: as RFC 3339, or with a blank for the `T`, an offset without a colon or minutes
    /// (`+0000`, `+02`), or none, which is UTC; or a day alone, which is its midnight in UTC.
    ///
    /// For stores that others write. What people write in definitions and on the command line has a stricter form.
    public init(stored bytes: Span<UInt8>, _ precision: TimePrecision) throws(TimeError) {
        if bytes.count == 10 {
            self.init(startOfUTCDay: try CalendarDate(bytes))
            return
        }
        guard bytes.count <= 64 else { throw .notATime }
        var text: [UInt8] = []
        for index in 0..<bytes.count { text.append(bytes[index]) }
        let offset = text.lastIndex { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        if let offset, offset > 10 {
            switch text.count - offset {
            case 3: text += ":00".utf8
            case 5: text.insert(UInt8(ascii: ":"), at: offset + 3)
            default: break
            }
        }
        self = try WrittenTime(anyForm: text.span, in: text.indices).timestamp(precision)
    }
}
