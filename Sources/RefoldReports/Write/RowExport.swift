import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Writes the rows of a read model unchanged, in key order.
public struct RowExport: Sendable {
    /// How the rows of a read model are written.
    public enum Format: String, CaseIterable, Hashable, Sendable {
        /// A header and a line per row. JSON columns are written as text.
        case csv
        /// One JSON object per line. JSON columns are written as JSON.
        case ndjson
    }

    private let format: Format
    private let csv: CSVFormat
    private let columns: [ColumnSchema]
    /// For each column of amounts, the index of its currency's column.
    private let currencies: [Int?]

    /// - Parameter csv: how CSV is written.
    public init(_ format: Format, of schema: ReadModelSchema, csv: CSVFormat = CSVFormat()) {
        self.format = format
        self.csv = csv
        let columns = schema.allColumns
        self.columns = columns
        currencies = columns.map { column in
            column.type.currency.flatMap { currency in columns.firstIndex { $0.name == currency } }
        }
    }

    /// Reads every row of a snapshot, whose schema must be the one given to the initializer.
    ///
    /// - Parameter write: receives the bytes piece by piece, each with complete lines.
    /// - Returns: the number of rows.
    /// - Throws: what `write` or the snapshot throws; status 1 for an amount without a known currency, or a time outside the calendar.
    public func run(
        on snapshot: any ReadModelSnapshot, write: ([UInt8]) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64 {
        var bytes: [UInt8] = []
        var count: Int64 = 0
        if format == .csv { appendHeader(to: &bytes) }
        try snapshot.rows(columns: Array(columns.indices), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for row in 0..<block.count {
                switch format {
                case .csv: try appendCSV(block, row, to: &bytes)
                case .ndjson: try appendJSON(block, row, to: &bytes)
                }
                if bytes.count >= 1 << 18 {
                    try write(bytes)
                    bytes.removeAll(keepingCapacity: true)
                }
            }
            count += Int64(block.count)
        }
        if !bytes.isEmpty { try write(bytes) }
        return count
    }

    private func appendHeader(to bytes: inout [UInt8]) {
        csv.begin(&bytes)
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(csv.delimiter) }
            csv.append(text: column.name, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func appendCSV(_ block: RowBlock, _ row: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        let start = bytes.count
        for (index, column) in columns.enumerated() {
            if index > 0 { bytes.append(csv.delimiter) }
            if block.isNull(row, index) { continue }
            if column.type.content.slot == .text {
                block.withBytes(row, index) { csv.append(text: $0, to: &bytes) }
            } else {
                csv.append(try value(block, row, index), to: &bytes)
            }
        }
        csv.endLine(startedAt: start, &bytes)
    }

    private func appendJSON(_ block: RowBlock, _ row: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        for (index, column) in columns.enumerated() {
            bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
            JSONWriter.appendString(column.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            guard !block.isNull(row, index) else {
                bytes.append(contentsOf: "null".utf8)
                continue
            }
            switch column.type.content {
            case .text: block.withBytes(row, index) { JSONWriter.appendString($0, to: &bytes) }
            case .json: block.withBytes(row, index) { appendOneLine($0, to: &bytes) }
            case .integer, .boolean: try value(block, row, index).appendPlain(to: &bytes)
            case .decimal, .money, .wideDecimal, .wideMoney, .timestamp, .date:
                bytes.append(UInt8(ascii: "\""))
                try value(block, row, index).appendPlain(to: &bytes)
                bytes.append(UInt8(ascii: "\""))
            }
        }
        bytes.append(contentsOf: "}\n".utf8)
    }

    /// Appends JSON without its line breaks, which occur only between tokens, never inside a string.
    private func appendOneLine(_ json: Span<UInt8>, to bytes: inout [UInt8]) {
        for index in json.indices where json[index] != UInt8(ascii: "\n") && json[index] != UInt8(ascii: "\r") {
            bytes.append(json[index])
        }
    }

    private func value(_ block: RowBlock, _ row: Int, _ index: Int) throws(RefoldError) -> ReportValue {
        var digits: Int?
        if let currency = currencies[index], !block.isNull(row, currency) {
            digits = block.withBytes(row, currency) { Currency(code: $0)?.minorDigits }
        }
        let type = columns[index].type
        return try ReportValue(units: block.units(row, index, isWide: type.isWide), type, minorDigits: digits)
    }
}
