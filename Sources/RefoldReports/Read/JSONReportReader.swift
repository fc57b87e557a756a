import RefoldJSON
import RefoldTables
import RefoldValues

/// Reads back what ``JSONFormat`` wrote, exactly: whatever is made of the table is the same as what was made of the original.
public enum JSONReportReader {
    /// - Parameters:
    ///   - rowColumns: how many of the columns are row columns, which the bytes do not say.
    ///   - place: where the bytes come from, for faults.
    /// - Throws: `.refused` if they are not exactly what the writer writes.
    public static func table(of bytes: [UInt8], rowColumns: Int, at place: Place) throws(RefoldError) -> FigureTable {
        guard let report = try? JSONValue(reading: bytes), let table = table(of: report, rowColumns),
            (try? table.bytes(as: JSONFormat())) == bytes
        else {
            throw RefoldError(
                .refused, "this is no report as refold wrote it: it was changed, or an earlier or a later version wrote it", at: place,
                expected: "the bytes of refold report --format json", remedy: "bring the file back as it was written, or use the version of Refold that wrote it")
        }
        return table
    }

    private static func table(of report: JSONValue, _ rowColumns: Int) -> FigureTable? {
        guard let name = report["report"]?.asText, let title = report["title"]?.asText, let interval = interval(of: report["period"]),
            let bound = report["bound"]?.asInteger, let columns = report["columns"]?.asList, let rows = report["rows"]?.asList
        else { return nil }
        var shape: [TableColumn] = []
        for (number, column) in columns.enumerated() {
            guard let name = column["name"]?.asText, let type = type(of: column) else { return nil }
            shape.append(TableColumn(name, type, isRowColumn: number < rowColumns, label: column["label"]?.asText))
        }
        var cells: [TableValue] = []
        let others = (report["others"]?.asList ?? []).compactMap { $0.asInteger.flatMap { Int(exactly: $0) }.map { $0 - 1 } }
        for (number, row) in rows.enumerated() {
            guard let line = line(of: row, shape, isOthers: others.contains(number)) else { return nil }
            cells += line
        }
        var subtotals: [FigureTable.Subtotal] = []
        for (number, line) in (report["subtotals"]?.asList ?? []).enumerated() {
            guard let subtotal = subtotal(of: line, shape, number, report["subtotals_after"]) else { return nil }
            subtotals.append(subtotal)
        }
        var totals: [TableValue]?
        if let line = report["totals"] {
            guard let values = self.line(of: line, shape) else { return nil }
            totals = values
        }
        var table = FigureTable(name: name, title: title, interval: interval, bound: bound, columns: shape, cells: cells, totals: totals)
        table.description = report["description"]?.asText
        table.typedTests = (report["where"]?.asList ?? []).compactMap(\.asText)
        if let moments = report["as_of"]?.asList {
            (table.asOf, table.hasMomentColumn) = (moments.compactMap(\.asText), true)
        } else if let moment = report["as_of"]?.asText {
            table.asOf = [moment]
        }
        (table.others, table.subtotals) = (others, subtotals)
        table.behind = report["behind"]?.asInteger
        table.isIncomplete = report["incomplete"]?.asBoolean ?? false
        for check in report["checks_failed"]?.asList ?? [] {
            guard let text = check["check"]?.asText, let lines = check["lines"]?.asList else { return nil }
            table.failedChecks.append(FailedCheck(text, lines: lines.map { Int(clamping: $0.asInteger ?? 0) }))
        }
        return table
    }

    private static func interval(of period: JSONValue?) -> TableInterval? {
        guard let zone = period?["time_zone"]?.asText, let from = period?["from"], let to = period?["to"] else { return nil }
        func end(_ value: JSONValue) -> TableValue {
            guard let text = value.asText else { return .null }
            return CalendarDate(text).map { .date($0) } ?? Timestamp(text).map { .timestamp($0) } ?? .null
        }
        return TableInterval(from: end(from), to: end(to), timeZone: zone)
    }

    private static func type(of column: JSONValue) -> TableType? {
        switch column["type"]?.asText {
        case "text": return .text
        case "integer": return .integer
        case "decimal": return column["scale"]?.asInteger.flatMap { Int(exactly: $0) }.map { .decimal(scale: $0) }
        case "money":
            if let name = column["currency_column"]?.asText { return .money(.column(name)) }
            return column["currency"]?.asText.flatMap { Currency(code: $0) }.map { .money(.fixed($0)) }
        case "boolean": return .boolean
        case "timestamp": return .timestamp
        case "date": return .date
        default: return nil
        }
    }

    /// A subtotal, which has only the row columns in which its lines agree.
    private static func subtotal(of row: JSONValue, _ columns: [TableColumn], _ number: Int, _ ends: JSONValue?) -> FigureTable.Subtotal? {
        guard let fields = row.asObject, let list = ends?.asList, number < list.count, let end = list[number].asInteger else { return nil }
        let places = columns.indices.filter { place in !columns[place].isRowColumn || fields.contains { $0.name == columns[place].name } }
        guard let values = line(of: row, places.map { columns[$0] }) else { return nil }
        var subtotal = FigureTable.Subtotal(
            after: Int(clamping: end), agreeing: places.filter { columns[$0].isRowColumn }, values: [TableValue](repeating: .null, count: columns.count))
        for (place, value) in zip(places, values) { subtotal.values[place] = value }
        return subtotal
    }

    private static func line(of row: JSONValue, _ columns: [TableColumn], isOthers: Bool = false) -> [TableValue]? {
        guard let fields = row.asObject, fields.count == columns.count else { return nil }
        var line: [TableValue] = []
        for (field, column) in zip(fields, columns) {
            if isOthers, column.isRowColumn, field.value.asText == TableHead.othersLabel {
                line.append(.text(TableHead.othersLabel))
                continue
            }
            guard let value = value(field.value, column.type) else { return nil }
            line.append(value)
        }
        return line
    }

    private static func value(_ value: JSONValue, _ type: TableType) -> TableValue? {
        switch (value, type) {
        case (.null, _): .null
        case (.json(let number), .integer): ExactDecimal(number).map { .number($0) }
        case (.text(let number), .decimal), (.text(let number), .money): ExactDecimal(number).map { .number($0) }
        case (.boolean(let flag), .boolean): .boolean(flag)
        case (.text(let time), .timestamp): Timestamp(time).map { .timestamp($0) }
        case (.text(let day), .date): CalendarDate(day).map { .date($0) }
        case (.text(let text), _): .text(text)
        default: nil
        }
    }
}
