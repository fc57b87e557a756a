import RefoldJSON
import RefoldValues

extension JSONFormat {
    /// Appends what JSON says of a column: its name, its label and its type.
    static func append(_ column: TableColumn, to bytes: inout [UInt8]) {
        bytes.raw("{\"name\":")
        bytes.string(column.name)
        if let label = column.label {
            bytes.raw(",\"label\":")
            bytes.string(label)
        }
        bytes.raw(",\"type\":")
        bytes.string(column.type.word)
        switch column.type {
        case .decimal(let scale): bytes.raw(",\"scale\":\(scale)")
        case .money(.fixed(let currency)):
            bytes.raw(",\"currency\":")
            bytes.string(currency.code)
        case .money(.column(let name)):
            bytes.raw(",\"currency_column\":")
            bytes.string(name)
        default: break
        }
        bytes.raw("}")
    }
}

extension [UInt8] {
    /// Appends a text as a string of JSON.
    mutating func string(_ text: String) { JSONWriter.appendString(text, to: &self) }
}
