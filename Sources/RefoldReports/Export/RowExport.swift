import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Writes rows of a read model unchanged: all in key order, or those that an ``ExportPlan`` chooses.
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
    private let plan: ExportPlan

    /// - Parameter csv: how CSV is written.
    public init(_ format: Format, by plan: ExportPlan, csv: CSVFormat = CSVFormat()) {
        self.format = format
        self.csv = csv
        self.plan = plan
    }

    /// Writes all rows of a read model.
    public init(_ format: Format, of schema: ReadModelSchema, csv: CSVFormat = CSVFormat()) {
        self.init(format, by: ExportPlan(of: schema), csv: csv)
    }

    /// Reads the rows of a snapshot, whose schema must be the one that the plan was made for. If the limit is reached before the end, the snapshot
    /// can be asked for nothing else afterwards.
    ///
    /// - Parameter write: receives the bytes piece by piece, each with complete lines.
    /// - Returns: the number of rows that were written.
    /// - Complexity: one pass; memory per row that an order keeps, which is as many as the limit says, or all without one.
    /// - Throws: what `write` or the snapshot throws; status 1 for an amount without a known currency, or a time outside the calendar.
    public func run(
        on snapshot: any ReadModelSnapshot, write: ([UInt8]) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64 {
        var bytes: [UInt8] = []
        var count: Int64 = 0
        if format == .csv { appendHeader(to: &bytes) }
        var ordered = plan.order.isEmpty ? nil : OrderedRows(descends: plan.order.map(\.descends), limit: plan.limit)
        var rows: [Int32] = []
        var isComplete = false
        do throws(RefoldError) {
            try snapshot.rows(columns: plan.scanned, where: nil, inKeyOrder: true) { block throws(RefoldError) in
                rows.removeAll(keepingCapacity: true)
                rows.append(contentsOf: 0..<Int32(truncatingIfNeeded: block.count))
                plan.filter.narrow(&rows, of: block)
                for row in rows.lazy.map(Int.init) {
                    guard ordered == nil else {
                        var values: [ReportValue] = []
                        for entry in plan.order { values.append(try cell(block, row, entry.column)) }
                        try ordered?.add(values) { () throws(RefoldError) in try line(block, row) }
                        continue
                    }
                    try append(block, row, to: &bytes)
                    count += 1
                    if bytes.count >= 1 << 18 {
                        try write(bytes)
                        bytes.removeAll(keepingCapacity: true)
                    }
                    guard count == plan.limit.map(Int64.init) else { continue }
                    // There is no other way to end a reading of rows.
                    isComplete = true
                    throw RefoldError(.incomplete, "as many rows were read as were asked for")
                }
            }
        } catch {
            guard isComplete else { throw error }
        }
        for line in ordered?.lines ?? [] {
            bytes += line
            count += 1
            guard bytes.count >= 1 << 18 else { continue }
            try write(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        if !bytes.isEmpty { try write(bytes) }
        return count
    }

    private func append(_ block: RowBlock, _ row: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        switch format {
        case .csv: try appendCSV(block, row, to: &bytes)
        case .ndjson: try appendJSON(block, row, to: &bytes)
        }
    }

    private func line(_ block: RowBlock, _ row: Int) throws(RefoldError) -> [UInt8] {
        var bytes: [UInt8] = []
        try append(block, row, to: &bytes)
        return bytes
    }

    /// What rows are ordered by.
    private func cell(_ block: RowBlock, _ row: Int, _ column: ExportPlan.Column) throws(RefoldError) -> ReportValue {
        if block.isNull(row, column.place) { return .null }
        guard column.schema.type.content.slot == .text else { return try value(block, row, column) }
        return block.withBytes(row, column.place) { bytes in .text(String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)) }
    }

    private func appendHeader(to bytes: inout [UInt8]) {
        csv.begin(&bytes)
        for (index, column) in plan.columns.enumerated() {
            if index > 0 { bytes.append(csv.delimiter) }
            csv.append(text: column.schema.name, to: &bytes)
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func appendCSV(_ block: RowBlock, _ row: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        let start = bytes.count
        for (index, column) in plan.columns.enumerated() {
            if index > 0 { bytes.append(csv.delimiter) }
            if block.isNull(row, column.place) { continue }
            if column.schema.type.content.slot == .text {
                block.withBytes(row, column.place) { csv.append(text: $0, to: &bytes) }
            } else {
                csv.append(try value(block, row, column), to: &bytes)
            }
        }
        csv.endLine(startedAt: start, &bytes)
    }

    private func appendJSON(_ block: RowBlock, _ row: Int, to bytes: inout [UInt8]) throws(RefoldError) {
        for (index, column) in plan.columns.enumerated() {
            bytes.append(UInt8(ascii: index == 0 ? "{" : ","))
            JSONWriter.appendString(column.schema.name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            guard !block.isNull(row, column.place) else {
                bytes.append(contentsOf: "null".utf8)
                continue
            }
            switch column.schema.type.content {
            case .text: block.withBytes(row, column.place) { JSONWriter.appendString($0, to: &bytes) }
            case .json: block.withBytes(row, column.place) { appendOneLine($0, to: &bytes) }
            case .integer, .boolean: try value(block, row, column).appendPlain(to: &bytes)
            case .decimal, .money, .wideDecimal, .wideMoney, .timestamp, .date:
                bytes.append(UInt8(ascii: "\""))
                try value(block, row, column).appendPlain(to: &bytes)
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

    private func value(_ block: RowBlock, _ row: Int, _ column: ExportPlan.Column) throws(RefoldError) -> ReportValue {
        var digits: Int?
        if let currency = column.currency, !block.isNull(row, currency) {
            digits = block.withBytes(row, currency) { Currency(code: $0)?.minorDigits }
        }
        let type = column.schema.type
        return try ReportValue(units: block.units(row, column.place, isWide: type.isWide), type, minorDigits: digits)
    }
}
