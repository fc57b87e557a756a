import RefoldJSON

/// Writes a report as one JSON object, a line per row so that people and version control can read it.
///
/// Decimals and amounts are strings, so that no reader converts them to binary floats; integers are JSON numbers. Besides name and type, a
/// decimal column has its `scale`, a column with a label its `label`, and a column of amounts its `currency` or the `currency_column` that holds it.
/// `others` has the numbers of the lines, from 1, that stand for others, `subtotals_after` how many lines stand before each subtotal.
public enum JSONReportWriter {
    /// The whole file, in UTF-8, ending with a line break.
    public static func bytes(of table: ReportTable) -> [UInt8] {
        var writer = JSONReportWriter.Output()
        writer.raw("{\"report\":")
        writer.string(table.name)
        writer.raw(",\"title\":")
        writer.string(table.title)
        if let description = table.description {
            writer.raw(",\"description\":")
            writer.string(description)
        }
        writer.raw(",\"period\":{\"from\":")
        writer.value(table.interval.from, .timestamp)
        writer.raw(",\"to\":")
        writer.value(table.interval.to, .timestamp)
        writer.raw(",\"time_zone\":")
        writer.string(table.interval.timeZone)
        writer.raw("},")
        if !table.typedTests.isEmpty { writer.raw("\"where\":\(JSONValue.texts(table.typedTests).json),") }
        if table.hasMomentColumn {
            writer.raw("\"as_of\":\(JSONValue.texts(table.asOf).json),")
        } else if let moment = table.asOf.first {
            writer.raw("\"as_of\":")
            writer.string(moment)
            writer.raw(",")
        }
        writer.raw("\"bound\":\(table.bound),")
        if let behind = table.behind, behind > 0 { writer.raw("\"behind\":\(behind),") }
        if table.isIncomplete { writer.raw("\"incomplete\":true,") }
        if !table.failedChecks.isEmpty {
            writer.raw("\n\"checks_failed\":")
            writer.list(table.failedChecks.count) { writer, index in writer.raw(table.failedChecks[index].json.json) }
            writer.raw(",")
        }
        if !table.others.isEmpty { writer.raw("\"others\":[\(table.others.map { "\($0 + 1)" }.joined(separator: ","))],") }
        writer.raw("\n\"columns\":")
        writer.list(table.columns.count) { writer, index in writer.column(table.columns[index]) }
        writer.raw(",\n\"rows\":")
        writer.list(table.rowCount) { writer, index in writer.object(table.columns, table.row(index)) }
        if !table.subtotals.isEmpty {
            writer.raw(",\n\"subtotals_after\":[\(table.subtotals.map { "\($0.after)" }.joined(separator: ","))]")
            writer.raw(",\n\"subtotals\":")
            writer.list(table.subtotals.count) { writer, index in writer.subtotal(table.subtotals[index], table.columns) }
        }
        if let totals = table.totals {
            writer.raw(",\n\"totals\":")
            writer.object(table.columns, totals[...])
        }
        writer.raw("}\n")
        return writer.bytes
    }

    private struct Output {
        var bytes: [UInt8] = []

        mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

        mutating func string(_ text: String) { JSONWriter.appendString(text, to: &bytes) }

        mutating func list(_ count: Int, _ element: (inout Output, Int) -> Void) {
            raw("[")
            for index in 0..<count {
                raw(index == 0 ? "\n" : ",\n")
                element(&self, index)
            }
            raw(count == 0 ? "]" : "\n]")
        }

        mutating func column(_ column: ReportColumn) {
            raw("{\"name\":")
            string(column.name)
            if let label = column.label {
                raw(",\"label\":")
                string(label)
            }
            raw(",\"type\":")
            string(column.type.word)
            switch column.type {
            case .decimal(let scale): raw(",\"scale\":\(scale)")
            case .money(.fixed(let currency)):
                raw(",\"currency\":")
                string(currency.code)
            case .money(.column(let name)):
                raw(",\"currency_column\":")
                string(name)
            default: break
            }
            raw("}")
        }

        mutating func object(_ columns: [ReportColumn], _ values: ArraySlice<ReportValue>) {
            raw("{")
            for (index, (column, value)) in zip(columns, values).enumerated() {
                if index > 0 { raw(",") }
                string(column.name)
                raw(":")
                self.value(value, column.type)
            }
            raw("}")
        }

        /// Without the row columns in which its lines differ: null would be a value of them.
        mutating func subtotal(_ subtotal: ReportTable.Subtotal, _ columns: [ReportColumn]) {
            let places = columns.indices.filter { !columns[$0].isRowColumn || subtotal.agreeing.contains($0) }
            object(places.map { columns[$0] }, places.map { subtotal.values[$0] }[...])
        }

        mutating func value(_ value: ReportValue, _ type: ReportType) {
            switch value {
            case .null: raw("null")
            case .text(let text): string(text)
            case .boolean: value.appendPlain(to: &bytes)
            case .number where type == .integer: value.appendPlain(to: &bytes)
            case .number, .timestamp, .date:
                raw("\"")
                value.appendPlain(to: &bytes)
                raw("\"")
            }
        }
    }
}
