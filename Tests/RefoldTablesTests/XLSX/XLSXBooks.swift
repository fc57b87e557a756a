import Foundation
import RefoldJSON
import RefoldValues

@testable import RefoldTables

/// Writes workbooks, the JSON of their tables and what that does not say into a folder.
enum XLSXBooks {
    /// - Returns: the places of the tables, without the endings of names.
    static func write(_ tables: [FigureTable], in folder: URL) throws -> [String] {
        try tables.enumerated().map { number, table in
            let place = folder.appending(path: "t\(number)").path
            try Data(table.bytes(as: XLSXFormat())).write(to: URL(filePath: place + ".xlsx"))
            try Data(table.bytes(as: JSONFormat())).write(to: URL(filePath: place + ".json"))
            try Data(side(table).utf8).write(to: URL(filePath: place + ".side.json"))
            return place
        }
    }

    private static func side(_ table: FigureTable) -> String {
        let zone = table.head.zone
        let changes = zone.changes.map { at in "[\(at),\(zone.offset(at: Timestamp(microseconds: at) ?? .first))]" }.joined(separator: ",")
        var about = [("Title", table.title), ("Table", table.name), ("Time zone", table.interval.timeZone), ("Position", "\(table.bound)")]
        if let description = table.description { about.append(("Description", description)) }
        if let period = table.head.periodText { about.append(("Period", period)) }
        for fact in table.facts { about.append((fact.name, fact.text)) }
        for warning in table.head.warnings { about.append(("Warning", warning)) }
        for test in table.typedTests { about.append(("Where", test)) }
        let rows = about.map { JSONValue.texts([$0.0, $0.1]).json }.joined(separator: ",")
        let first = zone.offset(at: .first)
        let kinds = table.columns.map { "\($0.isRowColumn)" }.joined(separator: ",")
        return "{\"first_offset\":\(first),\"changes\":[\(changes)],\"row_columns\":[\(kinds)],\"about\":[\(rows)]}"
    }
}
