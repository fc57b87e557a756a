import RefoldValues

/// A workbook of Office Open XML (ECMA-376), for Excel, LibreOffice and others: the lines on one sheet, what the table says of itself on a second.
///
/// Cells are typed. Numbers are written from their exact text, and a number of more than 15 digits, which a spreadsheet would round, is a text at
/// the right. Times are shown in the table's zone, cut to milliseconds. A day or time before 1900-03-01 or after 9999-12-31, of which spreadsheets have no number, is a
/// text as in CSV. Nothing is a formula. What a sheet cannot hold is refused; see ``XLSXLimits``.
public struct XLSXFormat: TableFormat {
    public let word = "xlsx"
    public let summary = "for spreadsheets: typed cells, frozen header"
    public let isText = false

    /// What a sheet holds.
    let limits: XLSXLimits

    public init() { self.init(limits: XLSXLimits()) }

    init(limits: XLSXLimits) { self.limits = limits }

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { LabelledLines(head, XLSXWriter(head, limits)) }
}
