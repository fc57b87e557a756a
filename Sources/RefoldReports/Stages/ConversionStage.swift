import RefoldCore
import RefoldProjections
import RefoldTables
import RefoldValues
import RefoldZones

/// Columns of amounts in another currency, by the rates of a read model.
struct ConversionStage: ColumnStage {
    struct Column: Sendable {
        /// Of the report, for messages.
        var name: String
        /// The place of the amount, and of the currency that it has, in the blocks that the stage gets.
        var amount: Int
        var from: Int
        /// The place of the time or day, and its name in messages.
        var time: Int
        var timeName: String
        var isDate: Bool
        var zone: TimeZoneRules
        var to: Currency
        /// Which of the report's sources of rates, and its name in messages.
        var rates: Int
        var ratesName: String
        var maxAge: Int?
        var rounding: Rounding
        /// Whether amounts have up to 38 digits, before and after.
        var readsWide: Bool
        var isWide: Bool
    }

    var columns: [Column]
    /// The currencies that have a column of their own, after the amounts, which says the code in every row.
    var currencies: [Currency]
    /// The columns of the blocks that it gets.
    var before: [ColumnSchema]

    func complete(_ block: RowBlock, only rows: [Int32], with joined: JoinedRows?, for report: String) throws(RefoldError) -> RowBlock {
        var amounts: [[Int128?]] = []
        for column in columns { amounts.append(try column.amounts(rows, of: block, joined?.rates ?? [], report)) }
        let codes = currencies.map { Array($0.code.utf8) }
        return block.preceded(by: columns.count + codes.count, before, only: rows) { whole, _, place in
            for (number, column) in columns.enumerated() {
                guard let amount = amounts[number][place] else { continue }
                if column.isWide { whole.set(number, toWide: amount) } else { whole.set(number, to: Int64(truncatingIfNeeded: amount)) }
            }
            for (number, code) in codes.enumerated() { whole.set(columns.count + number, copying: code.span) }
        }
    }
}

extension ConversionStage.Column {
    /// A currency of the amounts.
    private struct Origin {
        var code: String
        /// Nil if the code is no currency.
        var minorDigits: Int?
        /// Its number among the rates; nil if there is no rate of it.
        var number: Int?
        var isTarget: Bool
    }

    /// The converted amounts of rows, in units of the last decimal of the currency; nil for a row without an amount.
    ///
    /// - Throws: status 1 for an amount without a rate. Of several in the block the one of the least currency and day is named.
    fileprivate func amounts(_ rows: [Int32], of block: RowBlock, _ rates: [RateRows], _ report: String) throws(RefoldError) -> [Int128?] {
        let known = rates[self.rates]
        var calendar = CalendarCutter(DayCut(), of: time, isDate: isDate, zone: zone)
        var codes = TextPool()
        var origins: [Origin] = []
        var amounts: [Int128?] = []
        amounts.reserveCapacity(rows.count)
        var missing: Missing?
        for row in rows.lazy.map({ Int($0) }) {
            guard !block.isNull(row, amount) else {
                amounts.append(nil)
                continue
            }
            let number = block.withBytes(row, from) { codes.number(of: $0) }
            if number == origins.count { origins.append(origin(block.text(row, from) ?? "", known)) }
            let origin = origins[number]
            let units = block.units(row, amount, isWide: readsWide)
            guard let minorDigits = origin.minorDigits, let value = ExactDecimal(mantissa: units, scale: minorDigits) else {
                throw failed("an amount stands beside no known currency", report, remedy: "rebuild the projection with --accept")
            }
            if origin.isTarget {
                amounts.append(units)
                continue
            }
            guard !block.isNull(row, time) else {
                throw failed(
                    "an amount in \(Printable.text(origin.code)) has no day, since \"\(timeName)\" is null", report,
                    expected: "a day for each amount that is converted", remedy: "leave such rows out: where: {\(timeName): {not: null}}")
            }
            let day = try calendar.code(block.integer(row, time))
            let found = origin.number.flatMap { known.rate(of: $0, on: day) }
            guard let found, maxAge.map({ day - found.day <= Int64($0) }) ?? true else {
                let own = Missing(code: origin.code, day: day, last: found?.day)
                if missing.map({ own.precedes($0) }) ?? true { missing = own }
                amounts.append(nil)
                continue
            }
            guard found.rate > .zero else {
                throw failed(
                    "the rate of \(Printable.text(origin.code)) on \(Self.text(found.day)) in \"\(ratesName)\" is not above 0", report,
                    expected: "units of \(to.code) for one unit of \(Printable.text(origin.code))", remedy: "correct that rate by an event, and run refold catch-up \(ratesName)")
            }
            amounts.append(try converted(value, by: found.rate, report))
        }
        if let missing { throw error(missing, report) }
        return amounts
    }

    private func origin(_ code: String, _ rates: RateRows) -> Origin {
        Origin(code: code, minorDigits: Currency(code: code)?.minorDigits, number: rates.number(of: code.utf8.span), isTarget: code.utf8.elementsEqual(to.code.utf8))
    }

    private func converted(_ amount: ExactDecimal, by rate: ExactDecimal, _ report: String) throws(RefoldError) -> Int128 {
        do throws(DecimalError) {
            let units = try amount.multiplied(by: rate).rescaled(to: to.minorDigits, rounding: rounding).mantissa
            guard isWide ? WideUnits.fits(units) : Int64(exactly: units) != nil else { throw .overflow }
            return units
        } catch {
            throw failed(
                "an amount in \(to.code) has too many digits", report, expected: "an amount of at most \(isWide ? WideUnits.digits : 18) digits",
                remedy: "look at the rates of \"\(ratesName)\"")
        }
    }

    // MARK: Faults

    /// An amount for which there is no rate.
    private struct Missing {
        var code: String
        var day: Int64
        /// The day of the latest rate, which is too old; nil if there is none.
        var last: Int64?

        func precedes(_ other: Missing) -> Bool {
            let order = TextBytes.order(code, other.code)
            return order == 0 ? day < other.day : order < 0
        }
    }

    private static func text(_ day: Int64) -> String { CalendarDate(days: Int(day))?.description ?? "\(day)" }

    private func error(_ missing: Missing, _ report: String) -> RefoldError {
        let (code, day) = (Printable.text(missing.code), Self.text(missing.day))
        let what =
            missing.last.map { "the latest rate of \(code) for \(day) in \"\(ratesName)\" is that of \(Self.text($0)), \(missing.day - $0) days before" }
            ?? "\"\(ratesName)\" has no rate of \(code) on or before \(day)"
        let expected = "a rate of \(code) on \(day)" + (maxAge.map { $0 == 0 ? "" : " or at most \($0) day\($0 == 1 ? "" : "s") before" } ?? " or before")
        return failed(what, report, expected: expected, remedy: "record that rate, and run refold catch-up")
    }

    private func failed(_ what: String, _ report: String, expected: String? = nil, remedy: String) -> RefoldError {
        RefoldError(
            .failed, "the column \"\(name)\" cannot be worked out: \(what)", at: .named("report \(report)"), expected: expected, remedy: remedy)
    }
}
