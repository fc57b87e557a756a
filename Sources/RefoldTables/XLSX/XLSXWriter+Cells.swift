import RefoldValues

extension XLSXWriter {
    mutating func cell(_ value: TableValue, to bytes: inout [UInt8]) throws(RefoldError) {
        if place == labelPlace { return try text(label.utf8.span, marked.text, to: &bytes) }
        switch value {
        case .null:
            fillGap()
            zip.part.bytes.append(contentsOf: marked.empty)
            place += 1
        case .text(let value): try text(value.utf8.span, marked.text, to: &bytes)
        case .number(let number): try self.number(number, to: &bytes)
        case .boolean(let flag):
            styles.append(openingOf: marked.boolean, after: gap, to: &zip.part.bytes)
            zip.part.bytes.append(UInt8(ascii: flag ? "1" : "0"))
            try endValue(width: 5, to: &bytes)
        case .date(let date):
            guard let number = XLSXSerial.number(of: date) else { return try plain(value, marked.text, to: &bytes) }
            styles.append(openingOf: marked.day, after: gap, to: &zip.part.bytes)
            ExactDecimal.appendDecimal(units: number, scale: 0, to: &zip.part.bytes)
            try endValue(width: 10, to: &bytes)
        case .timestamp(let time):
            let start = zip.part.bytes.count
            let local = time.microseconds + Int64(head.zone.offset(at: time, hint: &hint)) * 1_000_000
            let isPrecise = XLSXSerial.hasFraction(time)
            styles.append(openingOf: isPrecise ? marked.preciseTime : marked.time, after: gap, to: &zip.part.bytes)
            guard XLSXSerial.append(local: local, to: &zip.part.bytes) else {
                zip.part.bytes.removeSubrange(start...)
                return try plain(value, marked.text, to: &bytes)
            }
            try endValue(width: isPrecise ? 23 : 19, to: &bytes)
        }
    }

    mutating func cell(text: Span<UInt8>, to bytes: inout [UInt8]) throws(RefoldError) {
        if place == labelPlace { return try self.text(label.utf8.span, marked.text, to: &bytes) }
        if text.isUTF8 { return try self.text(text, marked.text, to: &bytes) }
        // XML with other bytes would be no XML.
        try self.text(ByteRuns.text(text, text.indices).utf8.span, marked.text, to: &bytes)
    }

    /// Numbers from here on have more digits than spreadsheets keep.
    private static let keptNumbers: UInt128 = 1_000_000_000_000_000

    private mutating func number(_ number: ExactDecimal, to bytes: inout [UInt8]) throws(RefoldError) {
        let isKept = number.mantissa.magnitude < Self.keptNumbers && number.scale <= XLSXForm.mostDecimals
        if !isKept {
            let reduced = number.reduced
            guard reduced.mantissa.magnitude < Self.keptNumbers, reduced.scale <= XLSXForm.mostDecimals else {
                return try plain(.number(number), marked.textAtRight, to: &bytes)
            }
        }
        if columns[place].decimals != number.scale || columns[place].mark != marked.mark {
            let form = XLSXForm.number(decimals: number.scale, currency: columns[place].currency, isGrouped: columns[place].isGrouped)
            columns[place].style = styles.number(of: XLSXLook(form: form, mark: marked.mark))
            (columns[place].decimals, columns[place].mark) = (number.scale, marked.mark)
        }
        styles.append(openingOf: columns[place].style, after: gap, to: &zip.part.bytes)
        let start = zip.part.bytes.count
        number.appendText(to: &zip.part.bytes)
        if isHeld { columns[place].widen(toNumberOf: zip.part.bytes.count - start, decimals: number.scale) }
        gap = .value
        try endCell(to: &bytes)
    }

    /// A value as it stands in CSV, as a text.
    private mutating func plain(_ value: TableValue, _ style: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        try text(value.plain.utf8.span, style, to: &bytes)
    }

    mutating func text(_ text: Span<UInt8>, _ style: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        if text.count > limits.textUnits, ByteRuns.text(text, text.indices).utf16.count > limits.textUnits {
            throw XLSXLimits.error(
                "a text is too long for a cell of a spreadsheet", at: "\(lineName), column \"\(head.columns[place].name)\"",
                expected: "at most \(limits.textUnits) UTF-16 units")
        }
        styles.append(openingOf: style, after: gap, to: &zip.part.bytes)
        XLSXText.append(text, to: &zip.part.bytes)
        gap = .text
        if isHeld { columns[place].widen(to: TextWidth.of(ByteRuns.text(text, text.indices))) }
        try endCell(to: &bytes)
    }

    private mutating func endValue(width: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        gap = .value
        if isHeld { columns[place].widen(to: width) }
        try endCell(to: &bytes)
    }

    private mutating func endCell(to bytes: inout [UInt8]) throws(RefoldError) {
        place += 1
        // A line may have more bytes than all that is held back.
        if zip.part.bytes.count >= limits.heldBytes { try compress(to: &bytes) }
    }
}
