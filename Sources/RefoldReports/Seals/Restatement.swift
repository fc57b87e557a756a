import RefoldJSON
import RefoldTables
import RefoldValues

/// What today's events, or today's definitions, make of a sealed report instead.
public struct Restatement: Sendable {
    /// Why a figure is another one.
    public enum Cause: String, CaseIterable, Hashable, Sendable {
        /// Events after the sealed position.
        case events
        /// The report's definition, or that of a read model.
        case definition
        /// The rules of time zones.
        case zoneData = "zone_data"
        /// The version of Refold, or a projection that a program defines.
        case program
        /// Events up to the sealed position that were added, changed, removed or dropped since.
        case earlierEvents = "earlier_events"
        /// The served rows are not what the events give.
        case rows
        /// None of these was found to be another one.
        case unknown
    }

    /// A figure that is another one.
    public struct Cell: Hashable, Sendable {
        public var figure: ReportDifference.Cell
        /// None if nobody looked.
        public var causes: [Cause] = []
        /// The first positions of the events that changed rows behind it.
        public var events: [Int64] = []
        /// How many such events there are.
        public var eventCount: Int64 = 0

        public init(_ figure: ReportDifference.Cell) { self.figure = figure }
    }

    /// How many events a cell names itself; the list of the restatement has all.
    public static let eventsPerCell = 100

    /// The report's name.
    public var report: String
    /// As people write it.
    public var period: String
    public var sealedAt: Int64
    public var now: Int64
    public var cells: [Cell]
    /// Whether the report's definition or that of a read model is another one than that of the seal.
    public var definitionChanged: Bool
    /// Whether the events were looked at; if not, nobody knows them.
    public var knowsEvents = false

    public init(report: String, period: String, sealedAt: Int64, now: Int64, cells: [Cell], definitionChanged: Bool) {
        (self.report, self.period, self.sealedAt, self.now) = (report, period, sealedAt, now)
        (self.cells, self.definitionChanged) = (cells, definitionChanged)
    }

    // MARK: JSON

    /// What the JSON of every restatement of a report begins with.
    public static func beginning(of report: String) -> [UInt8] { Array("{\"report\":\(JSONWriter.string(report)),\"period\":".utf8) }

    /// What stands before the first event.
    public var start: [UInt8] {
        let head = [
            JSONField("report", .text(report)), JSONField("period", .text(period)), JSONField("sealed_at_position", .integer(sealedAt)),
            JSONField("now_at_position", .integer(now)),
        ]
        let lines = cells.map { "\n" + json(of: $0).json }.joined(separator: ",")
        let list = "\n\"cells\":[\(lines)\(cells.isEmpty ? "" : "\n")],\n\"events\":\(knowsEvents ? "[" : "null")"
        return Array((JSONValue.object(head).json.dropLast() + "," + list).utf8)
    }

    /// An event of the list.
    ///
    /// - Parameter isFirst: whether none stands before it.
    public static func line(of event: Event, isFirst: Bool) -> [UInt8] {
        let fields = [
            JSONField("position", .integer(event.position)), JSONField("id", .text(event.id)), JSONField("type", .text(event.type)),
            JSONField("stream", .text(event.stream)), JSONField("occurred_at", .text(event.occurredAt.description)),
            JSONField("recorded_at", .text(event.recordedAt.description)),
        ]
        return Array(((isFirst ? "\n" : ",\n") + JSONValue.object(fields).json).utf8)
    }

    /// What stands after the last event.
    ///
    /// - Parameter hasEvents: whether there was one.
    public func end(hasEvents: Bool) -> [UInt8] {
        Array("\(knowsEvents ? hasEvents ? "\n]" : "]" : ""),\n\"definition_changed\":\(definitionChanged)}\n".utf8)
    }

    /// An event that changed a row behind a changed figure.
    public struct Event: Hashable, Sendable {
        public var position: Int64
        public var id: String
        public var type: String
        public var stream: String
        public var occurredAt: Timestamp
        public var recordedAt: Timestamp

        public init(position: Int64, id: String, type: String, stream: String, occurredAt: Timestamp, recordedAt: Timestamp) {
            (self.position, self.id, self.type, self.stream) = (position, id, type, stream)
            (self.occurredAt, self.recordedAt) = (occurredAt, recordedAt)
        }
    }

    private func json(of cell: Cell) -> JSONValue {
        let figure = cell.figure
        func text(_ value: TableValue) -> JSONValue { value.isNull ? .null : .text(value.plain) }
        var fields = [
            JSONField("row", figure.row.json), JSONField("column", .text(figure.column)), JSONField("sealed", text(figure.before)),
            JSONField("now", text(figure.after)), JSONField("difference", .text(figure.difference?.description)),
            JSONField("because", .texts(cell.causes.map(\.rawValue))),
        ]
        if knowsEvents { fields += [JSONField("events", .list(cell.events.map { .integer($0) })), JSONField("event_count", .integer(cell.eventCount))] }
        return .object(fields)
    }

    // MARK: CSV

    /// One line per cell: its row columns, the name of the column, both figures, the difference, the causes, and the positions of the events.
    ///
    /// - Parameter format: that of the report's CSV.
    public func csv(as format: CSVStyle = CSVStyle()) -> [UInt8] {
        let rows = cells.map(\.figure.row.names).reduce(into: [String]()) { names, own in
            for name in own where !names.contains(name) { names.append(name) }
        }
        var bytes = format.line(rows + ["column", "sealed", "now", "difference", "because", "event_count", "events"])
        for cell in cells {
            let figure = cell.figure
            let own = rows.map { name in figure.row.value(of: name).flatMap { $0.isNull ? nil : $0.plain } }
            let events = knowsEvents ? cell.events.map(String.init).joined(separator: " ") + (Int64(cell.events.count) < cell.eventCount ? " …" : "") : nil
            bytes += format.line(
                own + [
                    figure.column, figure.before.isNull ? nil : figure.before.plain, figure.after.isNull ? nil : figure.after.plain,
                    figure.difference?.description, cell.causes.map(\.rawValue).joined(separator: " "), knowsEvents ? "\(cell.eventCount)" : nil, events,
                ])
        }
        return bytes
    }
}

extension ReportDifference.Line {
    var names: [String] { columns.map(\.name) }

    func value(of name: String) -> TableValue? { columns.firstIndex { $0.name == name }.map { values[$0] } }

    /// The row columns as an object, as JSON reports write them.
    public var json: JSONValue {
        .object(
            zip(columns, values).map { column, value in
                switch value {
                case .null: JSONField(column.name, .null)
                case .text(let text): JSONField(column.name, .text(text))
                case .boolean(let flag): JSONField(column.name, .boolean(flag))
                case .number where column.type == .integer: JSONField(column.name, .json(value.plain))
                default: JSONField(column.name, .text(value.plain))
                }
            })
    }
}
