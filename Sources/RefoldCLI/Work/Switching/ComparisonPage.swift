import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// A comparison of two generations, for people and for programs.
struct ComparisonPage {
    let comparison: GenerationComparison

    init(_ comparison: GenerationComparison) { self.comparison = comparison }

    // MARK: For programs

    /// The fields of `refold diff --format json`.
    ///
    /// - Parameter samples: whether rows are shown; their values are those of payloads.
    func fields(samples: Bool) -> [JSONField] {
        var fields = [
            JSONField("projection", .text(comparison.to.projection)), JSONField("from", Self.generation(comparison.from)),
            JSONField("to", Self.generation(comparison.to)), JSONField("only_in_from", .integer(comparison.onlyInFrom)),
            JSONField("only_in_to", .integer(comparison.onlyInTo)), JSONField("differing", .integer(comparison.differing)),
            JSONField("equal", .integer(comparison.equal)), JSONField("columns", .list(comparison.columns.flatMap(Self.columns))),
        ]
        if samples { fields.append(JSONField("samples", .list(comparison.samples.map(Self.sample)))) }
        if comparison.leftOut > 0 { fields.append(JSONField("left_out", .integer(comparison.leftOut))) }
        return fields
    }

    private static func generation(_ generation: Generation) -> JSONValue {
        .object([
            JSONField("generation", .integer(generation.number)), JSONField("version", .integer(generation.version)),
            JSONField("position", .integer(generation.position)), JSONField("rows", .integer(generation.rows)),
        ])
    }

    /// One entry, or one per currency of amounts.
    private static func columns(_ column: GenerationComparison.Column) -> [JSONValue] {
        column.lines.map { sum in
            .object([
                JSONField("name", .text(column.name)), JSONField("differing", .integer(column.differing)),
                JSONField("sum_from", .text(sum.from?.description)), JSONField("sum_to", .text(sum.to?.description)),
                JSONField("currency", .text(sum.currency)),
            ])
        }
    }

    private static func sample(_ sample: GenerationComparison.Sample) -> JSONValue {
        .object([
            JSONField("key", .object(sample.key)), JSONField("change", .text(sample.change.rawValue)),
            JSONField("columns", .object(sample.columns.map { JSONField($0.name, .list([$0.from, $0.to])) })),
        ])
    }

    /// One line per value that differs: the change, the key, the column, and the value in each.
    func csv(_ format: CSVStyle) -> [UInt8] {
        let keys = comparison.to.schema.key.map(\.name)
        var bytes = format.line(["change"] + keys + ["column", "from", "to"])
        for sample in comparison.samples {
            for column in sample.columns {
                var line: [String?] = [sample.change.rawValue]
                // A key of another shape has other names.
                let parts = sample.key.map(\.name) == keys ? sample.key : Array(sample.key.prefix(keys.count))
                line += parts.map(\.value.plain) + Array(repeating: nil, count: keys.count - parts.count)
                line += [column.name, Self.text(column.from), Self.text(column.to)]
                bytes += format.line(line)
            }
        }
        return bytes
    }

    private static func text(_ value: JSONValue) -> String? { value == .null ? nil : value.plain }

    // MARK: For people

    /// `generation 1 (version 1) to generation 2 (version 2): 12 of 4,330 rows differ, 10 added, 1 removed`.
    var sentence: String {
        let between = "\(comparison.from.title) to \(comparison.to.title): "
        guard comparison.hasSameKey else {
            return between + "the key has another shape: all \(Self.rows(comparison.onlyInFrom)) removed, \(Self.rows(comparison.onlyInTo)) added"
        }
        let both = comparison.differing + comparison.equal
        var parts = ["\(Self.number(comparison.differing)) of \(Self.rows(both)) \(comparison.differing == 1 ? "differs" : "differ")"]
        parts.append("\(Self.number(comparison.onlyInTo)) added")
        parts.append("\(Self.number(comparison.onlyInFrom)) removed")
        if comparison.leftOut > 0 { parts.append("\(Self.rows(comparison.leftOut)) left out, since what is served lies behind there") }
        return between + parts.joined(separator: ", ")
    }

    /// The columns that differ in a value or in their sum, and how many do not; at most as many as a screen holds.
    var columnLines: [String] {
        let changed = comparison.columns.filter { column in
            column.differing > 0 || column.from != column.to || column.sums.contains { $0.from != $0.to }
        }
        var (shown, lines): ([GenerationComparison.Column], Int) = ([], 0)
        for column in changed {
            lines += column.lines.count
            guard lines <= Self.linesOfScreen || shown.isEmpty else { break }
            shown.append(column)
        }
        var all = shown.isEmpty ? [] : table(of: shown).lines
        if shown.count < changed.count { all.append("and \(Self.columns(changed.count - shown.count)) more that differ: see --format json of refold diff") }
        let equal = comparison.columns.count - changed.count
        if equal > 0 { all.append((shown.isEmpty ? "" : "and ") + "\(Self.columns(equal)) without a difference") }
        return all
    }

    private static let linesOfScreen = 14

    private static func columns(_ count: Int) -> String { Grouped.text(count, "column") }

    private func table(of columns: [GenerationComparison.Column]) -> TextTable {
        var table = TextTable([
            .init("column"), .init("differ", isNumber: true), .init("sum before", isNumber: true), .init("sum after", isNumber: true),
            .init("difference", isNumber: true), .init(""),
        ])
        for column in columns {
            let note = column.from == nil ? "new" : column.to == nil ? "gone" : column.from == column.to ? "" : Self.types(column)
            for (number, sum) in column.lines.enumerated() {
                table.add([
                    column.name + (sum.currency.map { " \($0)" } ?? ""), number == 0 ? Self.number(column.differing) : "", sum.from?.description ?? "",
                    sum.to?.description ?? "", Self.difference(sum), number == 0 ? note : "",
                ])
            }
        }
        return table
    }

    private static func types(_ column: GenerationComparison.Column) -> String { "\(column.from?.word ?? "") -> \(column.to?.word ?? "")" }

    private static func difference(_ sum: GenerationComparison.Sum) -> String {
        guard let from = sum.from, let to = sum.to, let difference = try? to.subtracting(from) else { return "" }
        return difference.isNegative || difference == .zero ? difference.description : "+\(difference)"
    }

    /// One line per row: `changed  id "p1": state "open" -> "paid"`.
    func samples(_ count: Int) -> [String] {
        comparison.samples.prefix(count).map { sample in
            let key = sample.key.map { "\($0.name) \($0.value.json)" }.joined(separator: ", ")
            let columns = sample.columns.map { column in
                switch sample.change {
                case .added: "\(column.name) \(column.to.json)"
                case .removed: "\(column.name) \(column.from.json)"
                case .changed: "\(column.name) \(column.from.json) -> \(column.to.json)"
                }
            }
            return Printable.text("\(sample.change.rawValue)  \(key): \(columns.joined(separator: ", "))")
        }
    }

    private static func number(_ count: Int64) -> String { Grouped.text(Int(count)) }

    private static func rows(_ count: Int64) -> String { Grouped.text(Int(count), "row") }
}
