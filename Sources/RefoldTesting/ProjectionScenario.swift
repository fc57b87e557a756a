import RefoldCore
import RefoldJSON
import RefoldValues

/// Given events, expect rows: tests a projection in memory, without an engine or a store.
///
/// ```swift
/// let rows = try ProjectionScenario(fines)
///     .given("CreateFine", stream: "A1", #"{"amount": "35.00"}"#)
///     .given("Payment", stream: "A1", #"{"paymentAmount": "35.00"}"#)
///     .rows()
/// #expect(rows == [["key": "A1", "status": "paid", "amount": "35.00", "paid": "35.00"]])
/// ```
///
/// The events are folded several times, in batches of several lengths, and once with the rows written out and read back between batches; if
/// the rows differ, the scenario fails. Not for benchmarks.
public struct ProjectionScenario: Sendable {
    /// Why a scenario has no rows.
    public enum Failure: Error, Hashable, Sendable {
        /// A reducer refused the event (counted from 1) for this reason, because of this column.
        case refused(event: Int, FoldError.Reason, column: String?)
        /// Computing a computed column of a row failed.
        case notComputed(FoldError.Reason, column: String?)
        /// The rows depend on the batch boundaries.
        case dependsOnBatches
    }

    private struct Event: Sendable {
        var type: String
        var stream: String
        var data: String
        var metadata: String
        var id: String
        var occurredAt: Timestamp
        var recordedAt: Timestamp
    }

    let projection: Projection
    private var events: [Event] = []

    public init(_ projection: Projection) { self.projection = projection }

    /// Adds an event; a time that cannot be parsed becomes 1970-01-01T00:00:00Z.
    public func given(
        _ type: String, stream: String = "s", _ data: String = "{}", at occurredAt: String = "2024-03-01T09:30:00Z",
        recordedAt: String? = nil, metadata: String = "{}", id: String? = nil
    ) -> ProjectionScenario {
        var scenario = self
        let epoch = Timestamp(startOfUTCDay: CalendarDate(days: 0) ?? .first)
        let time = Timestamp(occurredAt) ?? epoch
        scenario.events.append(
            Event(
                type: type, stream: stream, data: data, metadata: metadata, id: id ?? "event-\(events.count + 1)", occurredAt: time,
                recordedAt: recordedAt.flatMap { Timestamp($0) } ?? time))
        return scenario
    }

    /// The rows in key order, each with its key parts and its columns that are not null, as in an export.
    public func rows() throws(Failure) -> [[String: String]] {
        let rows = try fold(batch: max(1, events.count), reloads: false)
        for length in [1, 2, 5] where try fold(batch: length, reloads: false) != rows { throw .dependsOnBatches }
        if try fold(batch: 1, reloads: true) != rows { throw .dependsOnBatches }
        return rows
    }

    /// Why there are no rows; nil if there are.
    public func failure() -> Failure? {
        do throws(Failure) {
            _ = try rows()
            return nil
        } catch {
            return error
        }
    }

    private func fold(batch length: Int, reloads: Bool) throws(Failure) -> [[String: String]] {
        var table = RowTable(projection.layout)
        for start in stride(from: 0, to: events.count, by: length) {
            try fold(start..<min(start + length, events.count), into: table)
            if reloads { table = try reloaded(table) }
        }
        if let rollup = projection.rollup { table = try rolledUp(table, by: rollup) }
        return try export(table)
    }

    private func fold(_ range: Range<Int>, into table: RowTable) throws(Failure) {
        let batch = EventBatch(events: range.count, byteCapacity: 64)
        for number in range { append(events[number], number, to: batch) }
        var data = JSONFieldPlan(paths: projection.dataPaths)
        var metadata = JSONFieldPlan(paths: projection.metadataPaths)
        var ofData = [JSONSlice](repeating: .missing, count: projection.dataPaths.count)
        var ofMetadata = [JSONSlice](repeating: .missing, count: projection.metadataPaths.count)
        for index in 0..<batch.count {
            let head = batch[index]
            guard let handler = projection.handler(for: batch.typeNames[Int(head.type)]) else { continue }
            do throws(FoldError) {
                do throws(JSONFault) {
                    var first = ofData.mutableSpan
                    try batch.withBytes(head.data) { (bytes) throws(JSONFault) in try data.extract(from: bytes, into: &first) }
                    var second = ofMetadata.mutableSpan
                    try batch.withBytes(head.metadata) { (bytes) throws(JSONFault) in try metadata.extract(from: bytes, into: &second) }
                } catch {
                    throw FoldError(.invalidPayload(error))
                }
                try fold(head, of: batch, ofData + ofMetadata, handler, into: table)
            } catch {
                throw .refused(event: range.lowerBound + index + 1, error.reason, column: name(error.column))
            }
        }
    }

    private func append(_ event: Event, _ number: Int, to batch: EventBatch) {
        func copy(_ text: String) -> ByteRange {
            var text = text
            return text.withUTF8 { unsafe batch.copy(UnsafeRawBufferPointer($0)) }
        }
        let type = batch.typeNames.firstIndex(ofExactly: event.type) ?? batch.typeNames.count
        if type == batch.typeNames.count { batch.typeNames.append(event.type) }
        batch.append(
            EventHead(
                position: Int64(number + 1), version: version(number), type: UInt32(type), stream: copy(event.stream),
                data: copy(event.data), occurredAt: event.occurredAt, recordedAt: event.recordedAt, id: copy(event.id),
                metadata: copy(event.metadata)))
    }

    /// The version of an event: its number in its stream.
    private func version(_ number: Int) -> Int64 {
        let stream = ExactText(events[number].stream)
        return Int64(events[...number].count { ExactText($0.stream) == stream })
    }

    private func name(_ column: Int?) -> String? { column.map { projection.rowSchema.columns[$0].name } }

    // MARK: Rows

    private func complete(_ row: inout Row) throws(Failure) {
        do throws(FoldError) {
            try projection.compute?(&row)
        } catch {
            throw .notComputed(error.reason, column: name(error.column))
        }
    }

    /// The rows of a table after writing and reading them as for a file.
    private func reloaded(_ table: RowTable) throws(Failure) -> RowTable {
        let block = RowBlock(columnCount: projection.layout.columns.count)
        for number in 0..<table.count {
            var row = Row(number, of: table)
            guard row.isPresent else { continue }
            try complete(&row)
            block.append(row)
        }
        let copy = RowTable(projection.layout)
        for index in 0..<block.count { copy.load(index, of: block) }
        return copy
    }

    /// The groups of a table's rows, added up in a dictionary.
    private func rolledUp(_ table: RowTable, by rollup: Rollup) throws(Failure) -> RowTable {
        var sums: [[UInt8]: [Int128]] = [:]
        var numbers = rollup.noNumbers
        for number in 0..<table.count {
            var row = Row(number, of: table)
            guard row.isPresent else { continue }
            try complete(&row)
            do throws(FoldError) {
                try rollup.contribute(row, &numbers)
            } catch {
                throw .notComputed(error.reason, column: error.column.map { projection.schema.columns[$0].name })
            }
        }
        for group in 0..<numbers.count {
            let key = numbers.withKey(group) { bytes in bytes.indices.map { bytes[$0] } }
            let before = sums[key] ?? rollup.layout.columns.map { _ in 0 }
            sums[key] = before.enumerated().map { $1 + Int128(numbers.number(group, $0)) }
        }
        let groups = RowTable(rollup.layout)
        for (key, sums) in sums where sums.contains(where: { $0 != 0 }) {
            var group = Row(groups.row(forKey: key.span, hash: key.span.stableHash).row, of: groups)
            group.touch()
            for (column, sum) in zip(rollup.layout.columns, sums) {
                guard let sum = Int64(exactly: sum) else {
                    throw .notComputed(.sumTooLarge, column: projection.schema.columns[column.index].name)
                }
                group.set(column, to: sum)
            }
        }
        return groups
    }

    private func export(_ table: RowTable) throws(Failure) -> [[String: String]] {
        var rows: [(key: [UInt8], cells: [String: String])] = []
        for number in 0..<table.count {
            var row = Row(number, of: table)
            guard row.isPresent else { continue }
            if projection.rollup == nil { try complete(&row) }
            let key = row.withKey { bytes in bytes.indices.map { bytes[$0] } }
            rows.append((key, cells(row, key)))
        }
        return rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.cells)
    }

    private func cells(_ row: borrowing Row, _ key: [UInt8]) -> [String: String] {
        var cells: [String: String] = [:]
        var index = 0
        var text: [UInt8] = []
        for part in projection.schema.key {
            let value = KeyEncoding.read(
                part.type, from: key.span, at: &index, isOnlyPart: projection.schema.key.count == 1, text: &text)
            cells[part.name] = part.type.isBytes ? String(decoding: text, as: UTF8.self) : Self.text(value, part.type, scale: 0)
        }
        for (column, schema) in zip((projection.rollup?.layout ?? projection.layout).columns, projection.schema.columns) where !row.isNull(column) {
            if schema.type.isWide {
                let scale = schema.type.declaredScale ?? (try? row.currency(of: column).minorDigits) ?? 0
                cells[schema.name] = ExactDecimal(mantissa: row.wide(column), scale: scale)?.description
                continue
            }
            if column.isBytes {
                cells[schema.name] = row.withText(row.reference(column)) { bytes in
                    String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
                }
                continue
            }
            let scale = schema.type.currency == nil ? schema.type.content.scale : (try? row.currency(of: column).minorDigits)
            cells[schema.name] = Self.text(row.integer(column), schema.type, scale: scale ?? 0)
        }
        return cells
    }

    private static func text(_ value: Int64, _ type: ColumnType, scale: Int) -> String {
        switch type.content {
        case .boolean: value != 0 ? "true" : "false"
        case .timestamp: Timestamp(microseconds: value)?.description ?? "no time"
        case .date: Int(exactly: value).flatMap(CalendarDate.init(days:))?.description ?? "no date"
        default: ExactDecimal(units: value, scale: scale).description
        }
    }
}
