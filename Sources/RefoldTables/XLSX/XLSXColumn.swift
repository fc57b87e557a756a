import RefoldValues

/// What is kept of a column while its cells are written.
struct XLSXColumn {
    /// Behind each number; nil for none, or if it stands in another column.
    let currency: Currency?
    private let isNumeric: Bool
    /// Whether its numbers are figures, and not what tells lines apart, as a year.
    let isGrouped: Bool
    /// The widest cell among the first lines, in characters.
    private var width = 0
    /// The style of the last number, and what it depends on.
    var style = 0
    var decimals = -1
    var mark = XLSXMark.header

    init(_ column: TableColumn) {
        isNumeric = column.type.isNumeric
        isGrouped = !column.isRowColumn
        if case .money(.fixed(let currency)) = column.type { self.currency = currency } else { currency = nil }
    }

    /// Takes a number into account, which is shown with marks between groups of three and with its currency.
    mutating func widen(toNumberOf digits: Int, decimals: Int) {
        let whole = digits - (decimals > 0 ? decimals + 1 : 0)
        widen(to: digits + max(whole - 1, 0) / 3 + (currency.map { $0.code.utf8.count + 1 } ?? 0))
    }

    mutating func widen(to width: Int) { self.width = max(self.width, width) }

    /// The width that the sheet gives it, with a margin: at least 6 and at most 60 characters.
    ///
    /// - Parameter isOpen: whether more lines follow. Then numbers have room for longer ones, such as totals: a spreadsheet shows `####` in the
    ///   place of a number that is wider than its column.
    func sheetWidth(isOpen: Bool) -> Int { min(max(width + 3 + (isOpen && isNumeric ? 5 : 0), 6), 60) }
}

/// The styles of the cells of a line that do not depend on its column.
struct XLSXLineStyles {
    let mark: XLSXMark
    let text: Int
    let textAtRight: Int
    let day: Int
    let time: Int
    let preciseTime: Int
    let boolean: Int
    /// A whole cell without a value; with a style only if that shows.
    let empty: [UInt8]

    init(_ mark: XLSXMark, _ styles: inout XLSXStyles) {
        self.mark = mark
        text = styles.number(of: XLSXLook(form: .text, mark: mark))
        textAtRight = styles.number(of: XLSXLook(form: .textAtRight, mark: mark))
        day = styles.number(of: XLSXLook(form: .day, mark: mark))
        time = styles.number(of: XLSXLook(form: .time, mark: mark))
        preciseTime = styles.number(of: XLSXLook(form: .preciseTime, mark: mark))
        boolean = styles.number(of: XLSXLook(form: .boolean, mark: mark))
        empty = Array((mark.border == 0 ? "<c/>" : "<c s=\"\(styles.number(of: XLSXLook(form: .general, mark: mark)))\"/>").utf8)
    }
}
