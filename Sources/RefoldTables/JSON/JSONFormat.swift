import RefoldJSON
import RefoldValues

/// A table as one JSON object, a line per row so that people and version control can read it.
///
/// Decimals and amounts are strings, so that no reader converts them to binary floats; integers are JSON numbers. Besides name and type, a
/// decimal column has its `scale`, a column with a label its `label`, and a column of amounts its `currency` or the `currency_column` that holds it.
/// `others` has the numbers of the lines, from 1, that stand for others, `subtotals_after` how many lines stand before each subtotal.
public struct JSONFormat: TableFormat {
    public let word = "json"
    public let summary = "for programs: exact, with columns and totals"

    public init() {}

    public func writer(of head: TableHead, as style: TableStyle) -> any TableWriter { WholeLines(JSONTableWriter(head)) }
}

private struct JSONTableWriter: LineWriter {
    private let head: TableHead
    private var lines = 0
    private var subtotals: [(after: Int, agreeing: [Int], values: [TableValue])] = []
    private var totals: [TableValue]?

    init(_ head: TableHead) { self.head = head }

    func begin(to bytes: inout [UInt8]) {
        bytes.raw("{\"report\":")
        bytes.string(head.name)
        bytes.raw(",\"title\":")
        bytes.string(head.title)
        if let description = head.description {
            bytes.raw(",\"description\":")
            bytes.string(description)
        }
        bytes.raw(",\"period\":{\"from\":")
        JSONFormat.append(head.interval.from, .timestamp, to: &bytes)
        bytes.raw(",\"to\":")
        JSONFormat.append(head.interval.to, .timestamp, to: &bytes)
        bytes.raw(",\"time_zone\":")
        bytes.string(head.interval.timeZone)
        bytes.raw("},")
        if !head.typedTests.isEmpty { bytes.raw("\"where\":\(JSONValue.texts(head.typedTests).json),") }
        if head.hasMomentColumn {
            bytes.raw("\"as_of\":\(JSONValue.texts(head.asOf).json),")
        } else if let moment = head.asOf.first {
            bytes.raw("\"as_of\":")
            bytes.string(moment)
            bytes.raw(",")
        }
        bytes.raw("\"bound\":\(head.bound),")
        if let behind = head.behind, behind > 0 { bytes.raw("\"behind\":\(behind),") }
        if head.isIncomplete { bytes.raw("\"incomplete\":true,") }
        if !head.failedChecks.isEmpty {
            bytes.raw("\n\"checks_failed\":")
            list(head.failedChecks, to: &bytes) { check, bytes in bytes.raw(check.json.json) }
            bytes.raw(",")
        }
        if !head.others.isEmpty { bytes.raw("\"others\":[\(head.others.map { "\($0 + 1)" }.joined(separator: ","))],") }
        bytes.raw("\n\"columns\":")
        list(head.columns, to: &bytes, JSONFormat.append)
        bytes.raw(",\n\"rows\":[")
    }

    mutating func line(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        switch kind {
        case .line, .others:
            bytes.raw(lines == 0 ? "\n" : ",\n")
            object(head.columns.indices, values, to: &bytes)
            lines += 1
        case .subtotal(let agreeing): subtotals.append((lines, agreeing, values))
        case .total: totals = values
        }
    }

    func end(to bytes: inout [UInt8]) {
        bytes.raw(lines == 0 ? "]" : "\n]")
        if !subtotals.isEmpty {
            bytes.raw(",\n\"subtotals_after\":[\(subtotals.map { "\($0.after)" }.joined(separator: ","))]")
            bytes.raw(",\n\"subtotals\":")
            list(subtotals, to: &bytes) { subtotal, bytes in
                // Without the row columns in which its lines differ: null would be a value of them.
                object(head.columns.indices.filter { !head.columns[$0].isRowColumn || subtotal.agreeing.contains($0) }, subtotal.values, to: &bytes)
            }
        }
        if let totals {
            bytes.raw(",\n\"totals\":")
            object(head.columns.indices, totals, to: &bytes)
        }
        bytes.raw("}\n")
    }

    private func list<Element>(_ elements: [Element], to bytes: inout [UInt8], _ element: (Element, inout [UInt8]) -> Void) {
        bytes.raw("[")
        for (index, value) in elements.enumerated() {
            bytes.raw(index == 0 ? "\n" : ",\n")
            element(value, &bytes)
        }
        bytes.raw(elements.isEmpty ? "]" : "\n]")
    }

    private func object(_ places: some Collection<Int>, _ values: [TableValue], to bytes: inout [UInt8]) {
        bytes.raw("{")
        for (index, place) in places.enumerated() {
            if index > 0 { bytes.raw(",") }
            bytes.string(head.columns[place].name)
            bytes.raw(":")
            JSONFormat.append(values[place], head.columns[place].type, to: &bytes)
        }
        bytes.raw("}")
    }
}
