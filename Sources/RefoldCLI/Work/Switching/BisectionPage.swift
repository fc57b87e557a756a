import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// What a bisection found, for people and for programs.
struct BisectionPage {
    private let found: RowBisection.Result
    private let pair: BisectedPair
    private let key: RowKeyText
    private let event: StoredEvent?

    /// - Parameter event: that of the parting.
    init(_ found: RowBisection.Result, _ pair: BisectedPair, key: RowKeyText, event: StoredEvent?) {
        (self.found, self.pair, self.key, self.event) = (found, pair, key, event)
    }

    // MARK: For people

    var lines: [String] {
        let count = Grouped.text(Int(found.events), "event")
        let touched = "\(count) \(found.events == 1 ? "touches" : "touch") the row"
        guard let parting = found.parting else { return ["\(name): the two never part: \(touched)"] }
        let end = found.isEqualAtEnd ? "after the last one they are equal again" : "after the last one they still differ"
        var lines = ["\(name): the two part at event \(Grouped.text(Int(parting.number))) of \(Grouped.text(Int(found.events))) that touch the row; \(end)"]
        if let event { lines.append("\(event.headLine)  \(Printable.text(event.stream))") }
        return lines + table(parting).lines
    }

    private var name: String { pair.to.projection.name }

    private func table(_ parting: RowBisection.Parting) -> TextTable {
        let titles = pair.titles
        var table = TextTable([.init("column"), .init("before"), .init(titles.from), .init(titles.to)])
        let all = pair.to.projection.schema.columns.map(\.name).filter { name in pair.from.projection.schema.columns.contains { $0.name == name } }
        for column in parting.columns.isEmpty ? all : parting.columns {
            table.add([column, Self.cell(parting.before.to, column), Self.cell(parting.from, column), Self.cell(parting.to, column)])
        }
        return table
    }

    private static func cell(_ state: RowBisection.State, _ column: String) -> String {
        switch state {
        case .none: "no row"
        case .refused(let reason): "not taken: \(reason)"
        case .row(let values): values.first { $0.name == column }?.value.json ?? ""
        }
    }

    // MARK: For programs

    var fields: [JSONField] {
        var fields = [
            JSONField("projection", .text(name)), JSONField("key", .object(key.fields)),
            JSONField("from", .object([
                JSONField("generation", pair.served.map { .integer($0.number) } ?? .null), JSONField("version", .integer(pair.from.projection.version)),
            ])),
            JSONField("to", .object([JSONField("version", .integer(pair.to.projection.version))])), JSONField("events", .integer(found.events)),
            JSONField("equal_at_end", .boolean(found.isEqualAtEnd)),
        ]
        guard let parting = found.parting else { return fields + [JSONField("parting", .null)] }
        var own = [JSONField("number", .integer(parting.number))]
        own += event.map { $0.headFields + [JSONField("stream", .text($0.stream))] } ?? [JSONField("position", .integer(parting.position))]
        own.append(JSONField("columns", .texts(parting.columns)))
        own.append(JSONField("before", .object([JSONField("from", Self.json(parting.before.from)), JSONField("to", Self.json(parting.before.to))])))
        own.append(JSONField("after", .object([JSONField("from", Self.json(parting.from)), JSONField("to", Self.json(parting.to))])))
        fields.append(JSONField("parting", .object(own)))
        return fields
    }

    /// The row; null if there is none; `{"refused": "…"}` for an event that cannot be taken.
    private static func json(_ state: RowBisection.State) -> JSONValue {
        switch state {
        case .none: .null
        case .refused(let reason): .object([JSONField("refused", .text(reason))])
        case .row(let values): .object(values)
        }
    }
}
