import RefoldCore
import RefoldEngine
import RefoldJSON

/// What `events` says of a store, as tables and as JSON.
struct SurveyPage {
    private let found: EventSurvey.Result
    private let sample: Int?
    private let projections: [Projection]
    private let showsPayload: Bool

    init(_ found: EventSurvey.Result, sample: Int?, projections: [String: Projection], showsPayload: Bool) {
        self.found = found
        self.sample = sample
        self.projections = projections.values.sorted { $0.name < $1.name }
        self.showsPayload = showsPayload
    }

    /// The projections that take a type.
    private func takers(of type: String) -> [String] { projections.filter { $0.handler(for: type) != nil }.map(\.name) }

    /// What a person should know beside the figures.
    var notes: [String] {
        var notes: [String] = []
        if found.unreadable > 0 { notes.append("\(Grouped.text(Int(found.unreadable), "event")) with a payload that is no readable JSON: the paths leave them out") }
        for type in found.types where type.hasMoreFields { notes.append("\(type.type): there are more paths than the \(type.fields.count) that are shown") }
        return notes
    }

    // MARK: Tables

    var lines: [String] {
        var table = TextTable([
            .init("type"), .init("events", isNumber: true), .init("streams", isNumber: true), .init("first", isNumber: true),
            .init("last", isNumber: true), .init("first occurred"), .init("last occurred"), .init("projections"),
        ])
        for type in found.types {
            table.add([
                type.type, Grouped.text(Int(type.events)), Grouped.text(Int(type.streams)), Grouped.text(Int(type.firstPosition)),
                Grouped.text(Int(type.lastPosition)), type.firstOccurredAt.description, type.lastOccurredAt.description,
                takers(of: type.type).joined(separator: ", "),
            ])
        }
        let heading = sample == nil ? [] : ["a sample of \(Grouped.text(Int(found.events), "event")) spread over the store", ""]
        return heading + table.lines + found.types.filter { !$0.fields.isEmpty }.flatMap { ["", $0.type] + fieldTable($0).lines }
    }

    private func fieldTable(_ type: TypeSurvey) -> TextTable {
        var columns: [TextTable.Column] = [
            .init("path"), .init("types"), .init("present", isNumber: true), .init("null", isNumber: true), .init("distinct", isNumber: true),
        ]
        if showsPayload { columns += [.init("min", isNumber: true), .init("max", isNumber: true)] }
        var table = TextTable(columns)
        for field in type.fields {
            let range = field.values.range
            let distinct = field.values.distinct.map { Grouped.text($0) } ?? (field.values.isScalar ? "> \(Grouped.text(ValueTally.distinctLimit))" : "")
            table.add(
                [
                    field.text, field.values.kinds.map(\.rawValue).joined(separator: ", "), Grouped.text(Int(field.present)),
                    Grouped.text(Int(field.null)), distinct,
                ] + (showsPayload ? [range?.min ?? "", range?.max ?? ""] : []))
        }
        return table
    }

    // MARK: JSON

    /// The keys in the order of the contract; a sample says so at the end.
    var fields: [JSONField] {
        let fields = [JSONField("events", .integer(found.events)), JSONField("types", .list(found.types.map(summary)))]
        return sample.map { fields + [JSONField("sample", .integer($0))] } ?? fields
    }

    private func summary(of type: TypeSurvey) -> JSONValue {
        .object([
            JSONField("type", .text(type.type)), JSONField("events", .integer(type.events)), JSONField("streams", .integer(type.streams)),
            JSONField("first_position", .integer(type.firstPosition)), JSONField("last_position", .integer(type.lastPosition)),
            JSONField("first_occurred_at", .text(type.firstOccurredAt.description)),
            JSONField("last_occurred_at", .text(type.lastOccurredAt.description)),
            JSONField("projections", .texts(takers(of: type.type))), JSONField("fields", .list(type.fields.map(summary))),
        ])
    }

    private func summary(of field: FieldSurvey) -> JSONValue {
        let range = showsPayload ? field.values.range : nil
        return .object([
            JSONField("path", .text(field.text)), JSONField("types", .texts(field.values.kinds.map(\.rawValue))),
            JSONField("present", .integer(field.present)), JSONField("null", .integer(field.null)),
            JSONField("distinct", field.values.distinct.map { .integer($0) } ?? .null), JSONField("min", .text(range?.min)),
            JSONField("max", .text(range?.max)),
        ])
    }
}

extension ValueTally {
    /// Whether no list and no object was met.
    var isScalar: Bool { !kinds.contains { $0 == .array || $0 == .object } }

    /// The smallest and the largest if all values are numbers, times or days.
    var range: (min: String, max: String)? {
        if let numbers { return (numbers.lowerBound.description, numbers.upperBound.description) }
        if let times { return (times.lowerBound.description, times.upperBound.description) }
        return days.map { ($0.lowerBound.description, $0.upperBound.description) }
    }
}
