import RefoldValues

/// What spreadsheets and zip files hold at most. Smaller numbers are for tests.
struct XLSXLimits {
    /// Rows of a sheet, with its header.
    var rows = 1_048_576
    var columns = 16_384
    /// UTF-16 units of a text.
    var textUnits = 32_767
    /// Number formats of a workbook beside those that every workbook has.
    var numberFormats = 200
    /// Bytes of a sheet and of the whole file, with room below 4 GiB for the small parts.
    var bytes: UInt64 = 4_294_967_295 - (1 << 24)
    /// Lines that are held back to find the widths of columns.
    var heldLines = 1_000
    /// Bytes of lines that are held back.
    var heldBytes = 1 << 20

    /// The error for what goes beyond a limit.
    static func error(_ what: String, at place: String, expected: String, remedy: String = "write it as CSV") -> RefoldError {
        RefoldError(.failed, what, at: .named(place), expected: expected, remedy: remedy)
    }
}
