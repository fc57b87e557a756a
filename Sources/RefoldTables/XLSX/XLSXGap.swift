/// What has to be written before the next cell. It is written with that cell, since most of the time goes into writing many short pieces.
enum XLSXGap: Int, CaseIterable {
    case nothing
    /// The end of a cell with a value.
    case value
    /// The end of a cell with a text.
    case text
    /// The beginning of a row.
    case row

    var xml: String {
        switch self {
        case .nothing: ""
        case .value: "</v></c>"
        case .text: "</t></is></c>"
        case .row: "<row>"
        }
    }
}
