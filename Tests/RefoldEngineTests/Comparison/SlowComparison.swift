import Foundation
import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldTesting
import RefoldValues

/// The comparison of two generations with dictionaries: the slow reference.
struct SlowComparison {
    typealias Cell = InMemorySnapshot.Cell

    /// A generation as plain values: its shape, and its rows with a cell for every column.
    struct Side {
        var schema: ReadModelSchema
        var rows: [[Cell]]

        func value(_ row: [Cell], _ name: String) -> (cell: Cell, type: ColumnType, currency: String?)? {
            guard let index = schema.allColumns.firstIndex(where: { $0.name == name }) else { return nil }
            let type = schema.allColumns[index].type
            var code: String?
            if let name = type.currency, case .text(let text)? = value(row, name)?.cell { code = text }
            return (row[index], type, code)
        }

        /// The parts of the key; texts by their bytes.
        func key(_ row: [Cell]) -> [Cell] {
            row.prefix(schema.key.count).map { if case .text(let text) = $0 { .text("\(Array(text.utf8))") } else { $0 } }
        }
    }

    var from: Side
    var to: Side

    var names: [String] {
        to.schema.columns.map(\.name) + from.schema.columns.map(\.name).filter { name in !to.schema.columns.contains { $0.name == name } }
    }

    func differ(_ row: [Cell], _ other: [Cell], _ name: String) -> Bool {
        let (a, b) = (from.value(row, name), to.value(other, name))
        switch (a?.cell ?? .null, b?.cell ?? .null) {
        case (.null, .null): return false
        case (.null, _), (_, .null): return true
        case (.text(let x), .text(let y)): return a?.type.content != b?.type.content || Array(x.utf8) != Array(y.utf8)
        case (.units, .units), (.wide, .wide), (.units, .wide), (.wide, .units):
            guard let a, let b else { return true }
            if let x = Self.number(a), let y = Self.number(b) { return x != y }
            return a.type.content != b.type.content || a.cell != b.cell
        default: return true
        }
    }

    static func number(_ value: (cell: Cell, type: ColumnType, currency: String?)) -> ExactDecimal? {
        guard value.type.isNumeric else { return nil }
        let scale = value.type.content.scale ?? value.currency.flatMap { Currency(code: $0)?.minorDigits } ?? 0
        return switch value.cell {
        case .units(let units): ExactDecimal(units: units, scale: scale)
        case .wide(let units): ExactDecimal(mantissa: units, scale: scale)
        case .text, .null: nil
        }
    }

    /// The sums of a column on one side by currency; nil if it holds no numbers there.
    static func sums(_ side: Side, _ name: String) throws -> [String: ExactDecimal]? {
        guard let type = side.schema.allColumns.first(where: { $0.name == name })?.type, type.isNumeric else { return nil }
        var sums: [String: ExactDecimal] = type.currency == nil ? ["": .zero] : [:]
        for row in side.rows {
            guard let value = side.value(row, name), let number = number(value) else { continue }
            sums[value.currency ?? "", default: .zero] = try (sums[value.currency ?? ""] ?? .zero).adding(number)
        }
        return sums
    }

    /// The counts, as text, to be compared with those of the quick way.
    func text() throws -> String {
        let before = Dictionary(from.rows.map { (from.key($0), $0) }) { $1 }
        let after = Dictionary(to.rows.map { (to.key($0), $0) }) { $1 }
        let isComparable = from.schema.key == to.schema.key
        let both = isComparable ? before.keys.filter { after[$0] != nil } : []
        var lines: [String] = []
        let differing = both.filter { key in names.contains { differ(before[key] ?? [], after[key] ?? [], $0) } }
        lines.append("\(before.count - both.count) \(after.count - both.count) \(differing.count) \(both.count - differing.count)")
        for name in names {
            lines.append("\(name) \(both.filter { differ(before[$0] ?? [], after[$0] ?? [], name) }.count)")
            let (a, b) = (try Self.sums(from, name), try Self.sums(to, name))
            for code in Set((a ?? [:]).keys).union((b ?? [:]).keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
                lines.append("  \(code) \(Self.text(a, code)) \(Self.text(b, code))")
            }
        }
        return lines.joined(separator: "\n")
    }

    private static func text(_ sums: [String: ExactDecimal]?, _ code: String) -> String {
        guard let sums, sums.isEmpty ? !code.isEmpty : sums.keys.contains("") == code.isEmpty else { return "none" }
        return (sums[code] ?? .zero).reduced.description
    }

    static func text(_ found: GenerationComparison) -> String {
        var lines = ["\(found.onlyInFrom) \(found.onlyInTo) \(found.differing) \(found.equal)"]
        for column in found.columns {
            lines.append("\(column.name) \(column.differing)")
            for sum in column.sums {
                lines.append("  \(sum.currency ?? "") \(sum.from?.reduced.description ?? "none") \(sum.to?.reduced.description ?? "none")")
            }
        }
        return lines.joined(separator: "\n")
    }
}
