import RefoldCore
import RefoldStores
import RefoldTables
import RefoldValues

/// Writes rows of a read model unchanged, in any format: all in key order, or those that an ``ExportPlan`` chooses.
public struct RowExport: Sendable {
    private let format: any TableFormat
    private let style: TableStyle
    private let plan: ExportPlan

    public init(_ format: any TableFormat, by plan: ExportPlan, style: TableStyle = TableStyle()) {
        self.format = format
        self.style = style
        self.plan = plan
    }

    /// Writes all rows of a read model.
    public init(_ format: any TableFormat, of schema: ReadModelSchema, style: TableStyle = TableStyle()) {
        self.init(format, by: ExportPlan(of: schema), style: style)
    }

    /// Reads the rows of a snapshot, whose schema must be the one that the plan was made for. If the limit is reached before the end, the snapshot
    /// can be asked for nothing else afterwards.
    ///
    /// - Parameter sink: receives the bytes piece by piece.
    /// - Returns: the number of rows that were written.
    /// - Complexity: one pass; memory per row that an order keeps, which is as many as the limit says, or all without one, and what the format
    ///   keeps, which for most is nothing.
    /// - Throws: what `sink` or the snapshot throws; status 1 for an amount without a known currency, a time outside the calendar, or what the
    ///   format cannot hold.
    public func run(
        on snapshot: any ReadModelSnapshot, to sink: ([UInt8]) throws(RefoldError) -> Void
    ) throws(RefoldError) -> Int64 {
        var writer = format.writer(of: plan.head(of: snapshot.generation), as: style)
        var bytes: [UInt8] = []
        var count: Int64 = 0
        func handOver() throws(RefoldError) {
            count += 1
            guard bytes.count >= 1 << 18 else { return }
            try sink(bytes)
            bytes.removeAll(keepingCapacity: true)
        }
        try writer.begin(to: &bytes)
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
                        var values: [TableValue] = []
                        for entry in plan.order { values.append(try cell(block, row, entry.column)) }
                        try ordered?.add(values) { () throws(RefoldError) in
                            var cells: [TableValue] = []
                            for column in plan.columns { cells.append(try cell(block, row, column)) }
                            return cells
                        }
                        continue
                    }
                    try write(block, row, with: &writer, to: &bytes)
                    try handOver()
                    guard count == plan.limit.map(Int64.init) else { continue }
                    // There is no other way to end a reading of rows.
                    isComplete = true
                    throw RefoldError(.incomplete, "as many rows were read as were asked for")
                }
            }
        } catch {
            guard isComplete else { throw error }
        }
        for row in ordered?.rows ?? [] {
            try writer.beginLine(.line, to: &bytes)
            for value in row { try writer.cell(value, to: &bytes) }
            try writer.endLine(to: &bytes)
            try handOver()
        }
        try writer.end(to: &bytes)
        if !bytes.isEmpty { try sink(bytes) }
        return count
    }

    /// Without a value per text, which is most of the work.
    private func write(_ block: RowBlock, _ row: Int, with writer: inout any TableWriter, to bytes: inout [UInt8]) throws(RefoldError) {
        try writer.beginLine(.line, to: &bytes)
        for column in plan.columns {
            if block.isNull(row, column.place) {
                try writer.cell(.null, to: &bytes)
            } else if column.schema.type.content.slot == .text {
                try block.withBytes(row, column.place) { (text) throws(RefoldError) in try writer.cell(text: text, to: &bytes) }
            } else {
                try writer.cell(value(block, row, column), to: &bytes)
            }
        }
        try writer.endLine(to: &bytes)
    }

    private func cell(_ block: RowBlock, _ row: Int, _ column: ExportPlan.Column) throws(RefoldError) -> TableValue {
        if block.isNull(row, column.place) { return .null }
        guard column.schema.type.content.slot == .text else { return try value(block, row, column) }
        return block.withBytes(row, column.place) { bytes in .text(ByteRuns.text(bytes, bytes.indices)) }
    }

    private func value(_ block: RowBlock, _ row: Int, _ column: ExportPlan.Column) throws(RefoldError) -> TableValue {
        var digits: Int?
        if let currency = column.currency, !block.isNull(row, currency) {
            digits = block.withBytes(row, currency) { Currency(code: $0)?.minorDigits }
        }
        let type = column.schema.type
        return try TableValue(units: block.units(row, column.place, isWide: type.isWide), type, minorDigits: digits)
    }
}
