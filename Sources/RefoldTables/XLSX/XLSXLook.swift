import RefoldValues

/// How a cell looks: a style of the workbook.
struct XLSXLook: Hashable {
    var form: XLSXForm
    var mark: XLSXMark = .line
}

/// What a cell shows and how.
enum XLSXForm: Hashable {
    /// Of cells without a value.
    case general
    case boolean
    case text
    /// A text that is broken into lines, as in headings.
    case brokenText
    /// A number with more digits than a spreadsheet keeps.
    case textAtRight
    /// The heading of a column of numbers.
    case brokenTextAtRight
    case day
    case time
    /// A time with a fraction of a second.
    case preciseTime
    /// With this many decimals and the code of a currency behind it, and with marks between groups of three or without, as a year.
    case number(decimals: Int, currency: Currency?, isGrouped: Bool)

    /// Whether cells of it are texts.
    var isText: Bool {
        switch self {
        case .text, .brokenText, .textAtRight, .brokenTextAtRight: true
        default: false
        }
    }

    /// Where the cell's content stands, in the words of a style sheet; nil for the usual place.
    ///
    /// What stands at the left is indented, so that it keeps apart from a number in the column before.
    var alignment: String? {
        switch self {
        case .general, .number: nil
        case .text, .boolean, .day, .time, .preciseTime: "horizontal=\"left\" indent=\"1\""
        case .textAtRight: "horizontal=\"right\""
        case .brokenText: "horizontal=\"left\" vertical=\"top\" wrapText=\"1\" indent=\"1\""
        case .brokenTextAtRight: "horizontal=\"right\" vertical=\"top\" wrapText=\"1\""
        }
    }

    /// The most decimals that a number format has.
    static let mostDecimals = 30

    /// The code of the number format; nil if every workbook has it, under ``commonNumber``.
    var code: String? {
        switch self {
        case .general, .text, .brokenText, .textAtRight, .brokenTextAtRight: return nil
        // Excel shows the words in any case, LibreOffice with this format.
        case .boolean: return "\"TRUE\";\"TRUE\";\"FALSE\""
        case .day: return "yyyy-mm-dd"
        case .time: return "yyyy-mm-dd hh:mm:ss"
        case .preciseTime: return "yyyy-mm-dd hh:mm:ss.000"
        case .number(let decimals, let currency, let isGrouped):
            let number = (isGrouped ? "#,##0" : "0") + (decimals > 0 ? "." + String(repeating: "0", count: min(decimals, Self.mostDecimals)) : "")
            // Codes have letters and digits only, which are literal inside quotes.
            return number + (currency.map { "\\ \"\($0.code)\"" } ?? "")
        }
    }

    /// The number of the format that every workbook has: that of texts, or the general one.
    var commonNumber: Int { isText ? 49 : 0 }
}
