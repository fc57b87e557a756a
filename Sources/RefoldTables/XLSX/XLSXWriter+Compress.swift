import RefoldValues

extension XLSXWriter {
    /// Compresses what there is of the sheet. If it was held back, its beginning is put before it.
    mutating func compress(isLast: Bool = false, to bytes: inout [UInt8]) throws(RefoldError) {
        if isHeld {
            isHeld = false
            let beginning = XLSXSheet.beginning(isFirst: true, widths: columns.map { $0.sheetWidth(isOpen: !isLast) })
            zip.part.bytes.insert(contentsOf: beginning.utf8, at: 0)
        }
        zip.compress(to: &bytes)
        guard zip.size + UInt64(zip.part.bytes.count - zip.part.done) <= limits.bytes, zip.written <= limits.bytes else {
            throw XLSXLimits.error(
                "the table has more bytes than a part of a workbook", at: lineName, expected: "at most \(limits.bytes) bytes",
                remedy: "write it as CSV, or ask for fewer lines")
        }
        guard styles.codes.count <= limits.numberFormats else {
            throw XLSXLimits.error(
                "the table needs more number formats than a workbook has", at: lineName,
                expected: "at most \(limits.numberFormats) pairs of currency and decimals")
        }
    }
}
