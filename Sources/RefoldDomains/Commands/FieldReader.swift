import RefoldCore

/// Reads the known fields of one object of a command's line and collects what is wrong with them.
struct FieldReader {
    private let known: [String]
    private let prefix: String
    private let place: (file: String, line: Int)
    private var slices: [String: JSONSlice] = [:]
    private(set) var faults: [Fault] = []
    /// Whether the text is no JSON object at all.
    private(set) var isMalformed = false

    /// - Parameter prefix: what stands before a field's name in messages: `data.`.
    init(known: [String], prefix: String, file: String, line: Int) {
        self.known = known
        self.prefix = prefix
        place = (file, line)
    }

    mutating func read(_ bytes: Span<UInt8>, _ check: inout JSONObjectCheck) {
        var found: [(key: String, value: JSONSlice)] = []
        do throws(JSONFault) {
            try JSONMembers.forEach(of: bytes, &check) { key, value in found.append((key.text(in: bytes), value)) }
        } catch {
            isMalformed = true
            faults = [
                Fault(
                    "the line is no command: \(error.description(in: bytes))", at: .line(file: place.file, line: place.line, field: nil),
                    remedy: "correct the line; one command is one line")
            ]
            return
        }
        for (key, value) in found {
            if !known.contains(key) {
                add(
                    String(key.prefix(100)), "the field is not known", expected: "one of \(known.joined(separator: ", "))",
                    remedy: Suggestion.phrase(for: key, among: known) ?? "leave it out")
            } else if slices[key] != nil {
                add(key, "the key stands twice", remedy: "leave one of them")
            } else {
                slices[key] = value
            }
        }
    }

    mutating func add(_ field: String, _ what: String, expected: String? = nil, remedy: String? = nil) {
        faults.append(Fault(what, at: .line(file: place.file, line: place.line, field: prefix + field), expected: expected, remedy: remedy))
    }

    func has(_ field: String) -> Bool { slices[field] != nil }

    mutating func text(_ field: String, in bytes: Span<UInt8>) -> String? {
        guard let slice = slice(field) else { return nil }
        guard slice.isString else { return wrong(field, "the value is not a text", expected: "a text") }
        let text = slice.text(in: bytes)
        guard !text.isEmpty else { return wrong(field, "the text is empty", expected: "a text of at least one character") }
        let count = text.utf8.count
        guard count <= PaymentCommandLine.maximumTextLength else {
            return wrong(field, "the text has \(count) bytes", expected: "at most \(PaymentCommandLine.maximumTextLength)")
        }
        return text
    }

    mutating func decimal(_ field: String, in bytes: Span<UInt8>) -> ExactDecimal? {
        guard let slice = slice(field) else { return nil }
        guard slice.kind == .string || slice.kind == .integer || slice.kind == .number, let value = ExactDecimal(bytes, in: slice.range) else {
            return wrong(field, "the value is not a decimal number", expected: "a decimal number like \"19.90\"")
        }
        return value
    }

    /// A version, nil where it is left out or null.
    mutating func version(_ field: String, in bytes: Span<UInt8>) -> Int64? {
        guard let slice = slices[field], slice.hasValue else { return nil }
        guard slice.kind == .integer, let version = Int64(slice.text(in: bytes)), version >= 0 else {
            return wrong(field, "the value is not a version", expected: "a whole number from 0 on")
        }
        return version
    }

    mutating func object(_ field: String) -> JSONSlice? {
        guard let slice = slice(field) else { return nil }
        guard slice.kind == .object else { return wrong(field, "the value is not an object", expected: "an object") }
        return slice
    }

    private mutating func slice(_ field: String) -> JSONSlice? {
        if let slice = slices[field] { return slice }
        return wrong(field, "the field is missing", remedy: "add it")
    }

    private mutating func wrong<Value>(_ field: String, _ what: String, expected: String? = nil, remedy: String? = nil) -> Value? {
        add(field, what, expected: expected, remedy: remedy)
        return nil
    }
}
