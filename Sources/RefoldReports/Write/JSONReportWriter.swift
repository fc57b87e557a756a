import RefoldJSON

/// Writes a report as one JSON object, a line per row so that people and version control can read it.
///
/// Decimals and amounts are strings, so that no reader converts them to binary floats; integers are JSON numbers. Besides name and type, a
/// decimal column has its `scale`, and a column of amounts its `currency` or the `currency_column` that holds it.
public enum JSONReportWriter {
    /// The whole file, in UTF-8, ending with a line break.
    public static func bytes(of table: ReportTable) -> [UInt8] {
        var writer = JSONReportWriter.Output()
        writer.raw("{\"report\":")
        writer.string(table.name)
        writer.raw(",\"title\":")
        writer.string(table.title)
        writer.raw(",\"period\":{\"from\":")
        writer.value(table.interval.from, .timestamp)
        writer.raw(",\"to\":")
        writer.value(table.interval.to, .timestamp)
        writer.raw(",\"time_zone\":")
        writer.string(table.interval.timeZone)
        writer.raw("},")
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
        writer.raw("\n\"columns\":")
        writer.list(table.columns.count) { writer, index in writer.column(table.columns[index]) }
        writer.raw(",\n\"rows\":")
        writer.list(table.rowCount) { writer, index in writer.object(table.columns, table.row(index)) }
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
