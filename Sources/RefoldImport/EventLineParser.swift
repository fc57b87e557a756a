import RefoldCore
import RefoldJSON
import RefoldValues

/// Reads lines into a batch and reports all faults of every line.
struct EventLineParser {
    let file: String
    let options: ImportOptions
    var faults = FaultList()
    private var check = JSONObjectCheck()
    private var slices = [JSONSlice](repeating: .missing, count: EventLine.names.count)
    private var typeNumbers: [ExactText: UInt32] = [:]
    /// The names that the type numbers of the events index.
    private(set) var typeNames: [String] = []
    /// The unescaped texts of the present line; their memory is reused for the next.
    private var texts = [[UInt8]](repeating: [], count: EventLine.names.count)
    private var lastType: (text: [UInt8], number: UInt32)?
    private var line = 0
    private var isFirstStrange = false

    init(file: String, options: ImportOptions) {
        self.file = file
        self.options = options
    }

    /// The result of parsing a line.
    enum Outcome {
        /// Its event was added to the batch.
        case event(givesRecordedAt: Bool)
        /// The line has faults.
        case fault
    }

    /// Adds a fault for a line that is not to be parsed.
    mutating func refuse(_ what: String, expected: String? = nil, remedy: String? = nil, line number: Int) {
        line = number
        add(nil, what, expected: expected, remedy: remedy)
    }

    /// Parses one line and adds its event to the batch, which must not be full.
    mutating func parse(_ bytes: Span<UInt8>, line number: Int, into batch: EventBatch) -> Outcome {
        line = number
        let before = faults.faults.count
        guard !faults.isFull, split(bytes) else { return .fault }
        readText(.stream, bytes, isNeeded: true)
        readText(.type, bytes, isNeeded: true)
        readText(.id, bytes, isNeeded: false)
        let version = readVersion(bytes)
        let occurredAt = time(.occurredAt, bytes, isNeeded: true)
        let recordedAt = time(.recordedAt, bytes, isNeeded: false)
        object(.data, isNeeded: true)
        object(.metadata, isNeeded: false)
        if slices[.id].kind == .missing, slices[.version].kind == .missing {
            add(nil, "the line has neither an id nor a version", expected: "an id, a version or both", remedy: "add an id that no other event has")
        }
        guard faults.faults.count == before, let occurredAt else { return .fault }
        if slices[.id].kind == .missing {
            texts[EventLine.Field.id.rawValue] = EventLine.derivedID(stream: texts[EventLine.Field.stream.rawValue], version: version)
        }
        guard let type = typeNumber() else { return .fault }
        let stream = batch.copy(texts[EventLine.Field.stream.rawValue])
        let id = batch.copy(texts[EventLine.Field.id.rawValue])
        let metadata = slices[.metadata]
        batch.append(
            EventHead(
                position: 0, version: version, type: type, stream: stream,
                data: batch.copy(bytes.extracting(slices[.data].range)), occurredAt: occurredAt,
                recordedAt: recordedAt ?? (options.recordedAt == .occurred ? occurredAt : options.importedAt), id: id,
                metadata: metadata.kind == .missing ? batch.copy("{}") : batch.copy(bytes.extracting(metadata.range))))
        return .event(givesRecordedAt: recordedAt != nil)
    }

    /// Adds a fault for the present line.
    private mutating func add(_ field: String?, _ what: String, expected: String? = nil, remedy: String? = nil) {
        faults.add(Fault(what, at: .line(file: file, line: line, field: field), expected: expected, remedy: remedy), line: line)
    }

    /// Finds the fields.
    private mutating func split(_ bytes: Span<UInt8>) -> Bool {
        for index in slices.indices { slices[index] = .missing }
        var guess = 0
        var unknown: [JSONSlice] = []
        var repeated: [EventLine.Field] = []
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes, &check) { key, value in
                guard let field = EventLine.field(of: key, in: bytes, guess: guess) else {
                    unknown.append(key)
                    return
                }
                if slices[field].kind != .missing { repeated.append(field) }
                slices[field] = value
                guess = field.rawValue + 1
            }
        } catch {
            noteNoEvent(error, bytes)
            return false
        }
        for field in repeated { add(field.name, "the key stands twice", remedy: "leave one of them") }
        for key in unknown {
            let name = key.text(in: bytes)
            add(
                String(name.prefix(100)), "the key is not known", expected: "one of \(EventLine.names.joined(separator: ", "))",
                remedy: Suggestion.phrase(for: name, among: EventLine.names) ?? "put what is the event's own inside data or metadata")
        }
        return true
    }

    /// A file whose first two lines do not even begin as events is of another kind: what is expected is said once.
    private mutating func noteNoEvent(_ error: JSONFault, _ bytes: Span<UInt8>) {
        let isStrange = bytes.count > 0 && bytes[0] != UInt8(ascii: "{")
        if isStrange, line == 2, isFirstStrange { return faults.close() }
        isFirstStrange = isStrange && line == 1
        add(
            nil, "the line is no event: \(error.description(in: bytes))", expected: isFirstStrange ? Self.example : nil,
            remedy: "correct the line; one event is one line")
    }

    private static let example = #"one JSON object a line, as {"id":"…","stream":"…","type":"…","occurred_at":"2024-03-01T09:30:00Z","data":{…}}"#

    private mutating func readText(_ field: EventLine.Field, _ bytes: Span<UInt8>, isNeeded: Bool) {
        texts[field.rawValue].removeAll(keepingCapacity: true)
        let slice = slices[field]
        guard isThere(field, slice, isNeeded: isNeeded) else { return }
        guard slice.isString else { return wrongType(field, slice, expected: "a text") }
        guard slice.end > slice.start else { return add(field.name, "the text is empty", expected: "a text of at least one character") }
        slice.appendUnescaped(from: bytes, to: &texts[field.rawValue])
        let count = texts[field.rawValue].count
        if count > EventLine.maximumTextLength {
            add(field.name, "the text has \(count) bytes", expected: "at most \(EventLine.maximumTextLength)")
        }
    }

    /// The version; 0 if the line has none.
    private mutating func readVersion(_ bytes: Span<UInt8>) -> Int64 {
        let slice = slices[.version]
        guard slice.kind != .missing else { return 0 }
        guard slice.kind == .integer, let version = Int64(slice.text(in: bytes)), version > 0 else {
            wrongType(.version, slice, expected: "a whole number from 1 on")
            return 0
        }
        return version
    }

    private mutating func time(_ field: EventLine.Field, _ bytes: Span<UInt8>, isNeeded: Bool) -> Timestamp? {
        let slice = slices[field]
        guard isThere(field, slice, isNeeded: isNeeded) else { return nil }
        guard slice.kind == .string else {
            wrongType(field, slice, expected: TimeError.notATime.expected)
            return nil
        }
        do throws(TimeError) {
            return try Timestamp(bytes, in: slice.range, options.times)
        } catch {
            let remedy =
                switch error {
                case .tooFine: "import with --times truncate, which cuts times to microseconds"
                case .leapSecond: "import with --times truncate, which takes it as the second before it"
                default: "write the time in RFC 3339"
                }
            add(field.name, error.description, expected: error.expected, remedy: remedy)
            return nil
        }
    }

    private mutating func object(_ field: EventLine.Field, isNeeded: Bool) {
        let slice = slices[field]
        guard isThere(field, slice, isNeeded: isNeeded), slice.kind != .object else { return }
        wrongType(field, slice, expected: "an object")
    }

    private mutating func isThere(_ field: EventLine.Field, _ slice: JSONSlice, isNeeded: Bool) -> Bool {
        if slice.kind == .missing, isNeeded { add(field.name, "the field is missing", remedy: "add it") }
        return slice.kind != .missing
    }

    private mutating func wrongType(_ field: EventLine.Field, _ slice: JSONSlice, expected: String) {
        add(field.name, "the value is \(slice.kind.phrase)", expected: expected, remedy: slice.kind == .null ? "leave the key out" : nil)
    }

    /// The number of the line's type; nil, with a fault, if there are too many types.
    private mutating func typeNumber() -> UInt32? {
        let text = texts[EventLine.Field.type.rawValue]
        if let lastType, lastType.text == text { return lastType.number }
        let name = String(decoding: text, as: UTF8.self)
        let next = UInt32(truncatingIfNeeded: typeNames.count)
        let number = typeNumbers[ExactText(name)] ?? next
        if number == next {
            guard typeNames.count < EventTypeNames.maximumCount else {
                add(
                    EventLine.Field.type.name, "the file has more than \(EventTypeNames.maximumCount) distinct types",
                    expected: "types that name kinds of event", remedy: "put what differs from event to event into their data")
                return nil
            }
            typeNumbers[ExactText(name)] = number
            typeNames.append(name)
        }
        lastType = (text, number)
        return number
    }
}

extension [JSONSlice] {
    fileprivate subscript(field: EventLine.Field) -> JSONSlice {
        get { self[field.rawValue] }
        set { self[field.rawValue] = newValue }
    }
}

extension JSONKind {
    /// The kind of the value, for messages.
    var phrase: String {
        switch self {
        case .missing, .underList, .underScalar: "missing"
        case .object: "an object"
        case .array: "a list"
        case .string, .escapedString: "a text"
        case .integer, .number: "a number"
        case .true, .false: "true or false"
        case .null: "null"
        }
    }
}
