import RefoldJSON
import RefoldValues

/// Finds the known fields of one object of a command's line. It reuses its memory for the next line.
struct FieldReader {
    private var slices: [JSONSlice] = []
    private var unknown: [JSONSlice] = []
    private var unknownCount = 0
    private var repeated: [Int] = []

    /// How many unknown fields of one object are named; the rest are counted.
    static let namedUnknown = 20

    /// Finds the fields of the object in `bytes`.
    ///
    /// - Throws: if `bytes` is not a valid JSON object.
    mutating func find(_ names: FieldNames, in bytes: Span<UInt8>) throws(JSONFault) {
        slices.removeAll(keepingCapacity: true)
        for _ in 0..<names.count { slices.append(.missing) }
        unknown.removeAll(keepingCapacity: true)
        unknownCount = 0
        repeated.removeAll(keepingCapacity: true)
        var guess = 0
        try JSONMembers.forEach(of: bytes) { key, value in
            guard let number = names.index(of: key, in: bytes, guess: guess) else {
                unknownCount += 1
                if unknownCount <= Self.namedUnknown { unknown.append(key) }
                return
            }
            guess = number + 1
            guard slices[number].kind == .missing else {
                if !repeated.contains(number) { repeated.append(number) }
                return
            }
            slices[number] = value
        }
    }

    /// The value of a field; `.missing` if the object has none. If the field is repeated, the first value.
    subscript(number: Int) -> JSONSlice { slices[number] }

    func isRepeated(_ number: Int) -> Bool { repeated.contains(number) }

    /// Notes every unknown field.
    func noteUnknown(_ names: FieldNames, in bytes: Span<UInt8>, _ notes: inout FieldNotes) {
        for key in unknown {
            let name = key.text(in: bytes)
            notes.add(
                String(String.UnicodeScalarView(name.unicodeScalars.prefix(100))), "the field is not known",
                expected: "one of \(names.names.joined(separator: ", "))",
                remedy: Suggestion.phrase(for: name, among: names.names) ?? "leave it out")
        }
        if unknownCount > unknown.count {
            notes.add(nil, "\(unknownCount - unknown.count) more fields are not known", remedy: "leave them out")
        }
    }

    /// Notes every field that occurs twice.
    func noteRepeated(_ names: FieldNames, _ notes: inout FieldNotes) {
        for number in repeated { notes.add(names.names[number], "the field stands twice", remedy: "leave one of them") }
    }
}

/// The faults of a line.
struct FieldNotes {
    let file: String
    let line: Int
    /// The prefix of field names in messages: `data.`.
    var prefix = ""
    private(set) var faults: [Fault] = []

    init(file: String, line: Int) {
        self.file = file
        self.line = line
    }

    /// - Parameter field: nil for the object as a whole.
    mutating func add(_ field: String?, _ what: String, expected: String? = nil, remedy: String? = nil) {
        let name = field.map { prefix + $0 } ?? (prefix.isEmpty ? nil : "data")
        faults.append(Fault(what, at: .line(file: file, line: line, field: name), expected: expected, remedy: remedy))
    }
}
