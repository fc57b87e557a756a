// Unsafe here: reads a row in the database's memory and passes it to the batch, which copies it.

import RefoldCore
import RefoldJSON
import RefoldValues

/// Makes events of the rows of a layout's SELECT. Each reader of a scan has its own.
public struct LayoutDecoder {
    /// What became of a row.
    public enum Outcome: Sendable {
        case taken
        /// The batch is full; the row goes into the next one.
        case full
        /// Its payload cannot be read, and the layout says to leave such events out; or its type is not wanted.
        case leftOut
    }

    let layout: StoreLayout
    /// What is added to the store's own positions.
    public var shift: Int64 { layout.shift }
    /// The name of the store, for messages.
    let store: String
    let precision: TimePrecision
    private let columns: EventColumns
    private let unreadable: Unreadable
    private var payload: PayloadDecoder
    private var metadata: PayloadDecoder
    private var time: JSONFieldPlan?
    /// Every type that was met, with its number.
    public private(set) var types: EventTypeNames
    /// The id and the stream of the row, where they are not its own bytes.
    private var id: [UInt8] = []
    private var stream: [UInt8] = []

    /// What becomes of an event whose payload cannot be read.
    public enum Unreadable: Sendable {
        /// What the layout says. Those that are left out are counted for a scan.
        case asStated(UnreadableEvents, scan: Int)
        /// A text stands in for the payload, the same for the same bytes: for samples, which nobody folds.
        case replaced
    }

    /// - Parameters:
    ///   - columns: which further columns the batch gets.
    ///   - wanted: the types that are taken, compared by their bytes; nil for all, also if the SELECT has left the others out.
    public init(
        _ layout: StoreLayout, _ columns: EventColumns, at store: String, _ precision: TimePrecision, _ unreadable: Unreadable, wanted: [String]? = nil
    ) {
        types = EventTypeNames(wanted: wanted)
        self.layout = layout
        self.columns = columns
        self.store = store
        self.precision = precision
        self.unreadable = unreadable
        payload = PayloadDecoder(layout)
        metadata = PayloadDecoder(layout)
        time = layout.occurredAt.map { JSONFieldPlan(paths: [$0]) }
    }

    /// Adds the event of a row to the batch.
    ///
    /// - Throws: `.refused` for a position that is not above `passed` or for a payload that the layout does not leave out; `.failed` for
    ///   another value that is no part of an event.
    public mutating func decode(_ row: LayoutRow, into batch: EventBatch, after passed: Position) throws(RefoldError) -> Outcome {
        let position = row.position &+ layout.shift
        let known = unsafe row.data.bytes.count + row.metadata.bytes.count + row.stream.bytes.count + row.id.bytes.count + row.type.bytes.count
        if batch.isFull(for: known + 128) { return .full }
        guard position > passed, row.position >= layout.firstPosition else { throw notRising(row, position, after: passed) }
        if let version = row.version, version < layout.firstVersion || version > StoredEvent.versions.upperBound {
            throw .strangeVersion(version, from: layout.firstVersion, at: place(row, position))
        }
        // First of all: a payload that nobody wants need not be readable.
        guard let type = unsafe types.number(of: row.type.bytes) else {
            if let refusal = unsafe types.refusal(of: row.type.bytes, at: place(row, position), in: store) { throw refusal }
            return .leftOut
        }
        for (text, column) in [(row.stream, "stream"), (row.id, "event_id")] as [(LayoutRow.Text, String)] where text.form == .text {
            guard unsafe Span<UInt8>(_unsafeBytes: text.bytes).isUTF8 else { throw .unreadableText(column, "no UTF-8", at: place(row, position)) }
        }
        guard let payload = try data(of: row, position) else { return .leftOut }
        writeTexts(of: row, position)
        // Without its own clock an event has that of its recording, and the reverse.
        let recorded = try time(row.recordedAt, "recorded_at", row, position)
        guard let occurred = try occurredAt(of: row, payload, position) ?? recorded ?? standIn else {
            throw RefoldError(
                .failed, layout.occurredAt.map { "the payload has no time at $.\($0.joined(separator: "."))" } ?? "occurred_at and recorded_at are null",
                at: place(row, position), expected: "a time",
                remedy: layout.occurredAt == nil ? "let the SELECT give one, in \(layout.place)" : "leave events without it out in the SELECT, in \(layout.place)")
        }
        let notes = columns.contains(.metadata) ? try metadata(of: row, position) : []
        try append(row, position, type, occurred, recorded ?? occurred, payload, notes, to: batch)
        return .taken
    }

    private func append(
        _ row: LayoutRow, _ position: Position, _ type: UInt32, _ occurred: Timestamp, _ recorded: Timestamp, _ payload: Payload, _ notes: [UInt8],
        to batch: EventBatch
    ) throws(RefoldError) {
        unsafe stream.withUnsafeBytes { made in
            let stream = unsafe row.stream.form == .text ? row.stream.bytes : made
            unsafe id.withUnsafeBytes { made in
                unsafe notes.withUnsafeBytes { notes in
                    let nothing = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
                    let id = unsafe !columns.contains(.id) ? nothing : row.id.form == .text ? row.id.bytes : made
                    func add(_ data: UnsafeRawBufferPointer) {
                        unsafe batch.append(
                            position: position, version: row.version ?? StoredEvent.noVersion, type: type, occurredAt: occurred, recordedAt: recorded,
                            stream: stream, data: data, id: id, metadata: notes)
                    }
                    switch payload {
                    case .asIs: unsafe add(row.data.bytes)
                    case .empty: unsafe PayloadDecoder.empty.withUnsafeBytes { unsafe add($0) }
                    case .made: unsafe self.payload.made.withUnsafeBytes { unsafe add($0) }
                    }
                }
            }
        }
    }

    // MARK: Columns

    private enum Payload { case asIs, empty, made }

    /// - Returns: nil if the event is left out.
    private mutating func data(of row: LayoutRow, _ position: Position) throws(RefoldError) -> Payload? {
        var reason = row.unreadable.form == .null ? nil : text(row.unreadable)
        if reason == nil {
            guard row.data.form != .null else { return .empty }
            switch payload.decode(unsafe Span(_unsafeBytes: row.data.bytes), isChecked: row.dataContent == .json) {
            case .asIs: return .asIs
            case .empty: return .empty
            case .made: return .made
            case .unreadable(let what): reason = what
            }
        }
        guard case .asStated(let counted, let scan) = unreadable else {
            payload.stand(for: unsafe Span(_unsafeBytes: row.data.bytes))
            return .made
        }
        guard layout.unreadable == .skip else {
            throw RefoldError(
                .refused, "the payload cannot be read: it is \(reason ?? "")", at: place(row, position), expected: "one JSON object",
                remedy: "leave such events out with unreadable: \"skip\", or by its SELECT, in \(layout.place)")
        }
        counted.add(position, reason ?? "", to: scan)
        return nil
    }

    /// The time of a sample that has none, perhaps because it stands in its payload.
    private var standIn: Timestamp? {
        if case .replaced = unreadable { .first } else { nil }
    }

    private mutating func metadata(of row: LayoutRow, _ position: Position) throws(RefoldError) -> [UInt8] {
        guard row.metadata.form != .null else { return PayloadDecoder.empty }
        let bytes = unsafe Span<UInt8>(_unsafeBytes: row.metadata.bytes)
        switch metadata.decode(bytes, isChecked: row.metadataContent == .json) {
        case .asIs: return unsafe Array(row.metadata.bytes)
        case .empty: return PayloadDecoder.empty
        case .made: return metadata.made
        case .unreadable(let what):
            // The event itself can be read: what describes it is not worth leaving it out.
            guard layout.unreadable == .refuse, case .asStated = unreadable else { return PayloadDecoder.empty }
            throw RefoldError(
                .refused, "the metadata cannot be read: it is \(what)", at: place(row, position), expected: "one JSON object",
                remedy: "read such events without their metadata by unreadable: \"skip\", or let the SELECT yield NULL for it, in \(layout.place)")
        }
    }

    /// Sets ``id`` and ``stream``, each derived if it is null, unless the row's own bytes will do.
    private mutating func writeTexts(of row: LayoutRow, _ position: Position) {
        if row.stream.form == .uuid {
            stream.removeAll(keepingCapacity: true)
            Self.append(row.stream, to: &stream)
        }
        guard row.stream.form == .null || (columns.contains(.id) && row.id.form != .text) else { return }
        id.removeAll(keepingCapacity: true)
        if row.id.form == .null {
            let derived = DerivedID(stream: row.stream.form == .null ? nil : text(row.stream), version: row.version, position: position)
            id.append(contentsOf: derived.text.utf8)
        } else {
            Self.append(row.id, to: &id)
        }
        if row.stream.form == .null { stream = id }
    }

    private static func append(_ text: LayoutRow.Text, to bytes: inout [UInt8]) {
        switch text.form {
        case .null: return
        case .text: unsafe bytes.append(contentsOf: text.bytes)
        case .uuid:
            for index in 0..<16 {
                if index == 4 || index == 6 || index == 8 || index == 10 { bytes.append(UInt8(ascii: "-")) }
                let byte = unsafe index < text.bytes.count ? text.bytes[index] : 0
                bytes.append(hexadecimal(byte >> 4))
                bytes.append(hexadecimal(byte & 15))
            }
        }
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 { digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10 }

    private mutating func occurredAt(of row: LayoutRow, _ payload: Payload, _ position: Position) throws(RefoldError) -> Timestamp? {
        guard time != nil else { return try time(row.occurredAt, "occurred_at", row, position) }
        switch payload {
        case .asIs: return try time(inside: unsafe Span<UInt8>(_unsafeBytes: row.data.bytes), row, position)
        case .made:
            let made = self.payload.made
            return try time(inside: made.span, row, position)
        case .empty: return nil
        }
    }

    /// The time at its path in a payload; nil if there is none.
    private mutating func time(inside payload: Span<UInt8>, _ row: LayoutRow, _ position: Position) throws(RefoldError) -> Timestamp? {
        var fields = [JSONSlice.missing]
        var span = fields.mutableSpan
        guard (try? time?.extract(from: payload, into: &span)) != nil, fields[0].hasValue else { return nil }
        var text: [UInt8] = []
        fields[0].appendUnescaped(from: payload, to: &text)
        if !fields[0].isString, let number = Int64(String(decoding: text, as: UTF8.self)) { return try time(.number(number), "occurred_at", row, position) }
        do throws(TimeError) { return try Timestamp(stored: text.span, precision) } catch { throw unreadableTime("occurred_at", error, row, position) }
    }

    private func time(_ time: LayoutRow.Time, _ column: String, _ row: LayoutRow, _ position: Position) throws(RefoldError) -> Timestamp? {
        switch time {
        case .null: return nil
        case .microseconds(let value):
            guard let value, let time = Timestamp(microseconds: value) else { throw unreadableTime(column, .outOfRange, row, position) }
            return time
        case .number(let number):
            guard let unit = layout.timeUnit else {
                throw RefoldError(
                    .refused, "\(column) is a number, and the layout states no unit", at: place(row, position), expected: "timeUnit: \"s\", \"ms\" or \"us\" in the layout",
                    remedy: "state it in \(layout.place)")
            }
            let (value, overflow) = number.multipliedReportingOverflow(by: unit.inMicroseconds)
            guard !overflow, let time = Timestamp(microseconds: value) else { throw unreadableTime(column, .outOfRange, row, position) }
            return time
        case .text(let text):
            do throws(TimeError) {
                let bytes = unsafe Span<UInt8>(_unsafeBytes: text.bytes)
                // Most are written as RFC 3339, which is read without a copy.
                if let time = try? Timestamp(bytes, in: bytes.indices) { return time }
                return try Timestamp(stored: bytes, precision)
            } catch { throw unreadableTime(column, error, row, position) }
        }
    }

    // MARK: Messages

    private func text(_ text: LayoutRow.Text) -> String {
        var bytes: [UInt8] = []
        Self.append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func place(_ row: LayoutRow, _ position: Position) -> Place {
        .event(position: position, stream: text(row.stream), type: text(row.type))
    }

    private func unreadableTime(_ column: String, _ error: TimeError, _ row: LayoutRow, _ position: Position) -> RefoldError {
        RefoldError(
            .failed, "\(column) cannot be read: \(error)", at: place(row, position), expected: error.expected,
            remedy: error == .tooFine || error == .leapSecond
                ? "cut such times off with --times truncate" : "let the SELECT give the time that is meant, in \(layout.place)")
    }

    private func notRising(_ row: LayoutRow, _ position: Position, after passed: Position) -> RefoldError {
        RefoldError(
            .refused, row.position < layout.firstPosition ? "the position is \(row.position)" : "the position does not follow \(passed), that of the event before",
            at: place(row, position), expected: "one event at each position, from \(layout.firstPosition) on",
            remedy: "let the SELECT give one row for each event, of one tenant if each has its own positions, in \(layout.place)")
    }
}
