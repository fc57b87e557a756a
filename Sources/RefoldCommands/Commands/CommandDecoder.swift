import RefoldJSON
import RefoldValues

/// Reads commands from NDJSON lines and reports every fault of a line.
///
/// Reuse one for many lines: it keeps its memory, and allocates only the texts that a command keeps.
public struct CommandDecoder {
    /// The error for a line that is not a command.
    public struct Refused: Error, Hashable, Sendable {
        /// The id; nil if the line has none that can be read.
        public var id: String?
        /// `MalformedLine`, `UnknownCommand` or `InvalidCommand`.
        public var reason: String
        /// Everything that is wrong with the line.
        public var faults: [Fault]
    }

    private var envelope = FieldReader()
    private var data = FieldReader()
    private var values = CommandValues()
    private var check = JSONObjectCheck()
    /// The form of the last line, tried first: the next line usually has the same.
    private var lastForm = 0
    private let forms: CommandForms

    /// - Parameter forms: the commands that lines may hold.
    public init(_ forms: CommandForms) { self.forms = forms }

    private static let envelopeNames = FieldNames(["id", "command", "expected_version", "data", "metadata"])

    /// Reads one line.
    ///
    /// - Parameters:
    ///   - file: the name of the file, for faults.
    ///   - number: the line's number, from 1.
    /// - Complexity: O(bytes).
    public mutating func decode(_ line: Span<UInt8>, file: String, line number: Int) throws(Refused) -> CommandRequest {
        var notes = FieldNotes(file: file, line: number)
        do throws(JSONFault) {
            try envelope.find(Self.envelopeNames, in: line)
        } catch {
            throw malformed(error, line, notes)
        }
        envelope.noteUnknown(Self.envelopeNames, in: line, &notes)
        envelope.noteRepeated(Self.envelopeNames, &notes)
        let readID = notes.text(envelope[0], of: "id", limit: FieldNames.usualLimit, in: line)
        // If the id is repeated, it is unknown which is meant.
        let id = envelope.isRepeated(0) ? nil : readID
        let form = form(in: line, &notes)
        let expectedVersion = notes.version(envelope[2], of: "expected_version", in: line)
        let metadata = metadata(in: line, &notes)
        if let object = notes.object(envelope[3], of: "data") {
            do throws(JSONFault) {
                try read(line.extracting(object.range), as: form, &notes)
            } catch {
                throw malformed(error, line, notes)
            }
        }
        guard notes.faults.isEmpty, let id, let make = form.make else {
            let isUnknown = form.make == nil && envelope[1].isString
            throw Refused(id: id, reason: isUnknown ? "UnknownCommand" : "InvalidCommand", faults: notes.faults)
        }
        return CommandRequest(id: id, expectedVersion: expectedVersion, metadata: metadata, make(values))
    }

    /// The metadata beside the command; none if the line has none, or if it cannot be kept, which is noted.
    private mutating func metadata(in line: Span<UInt8>, _ notes: inout FieldNotes) -> CommandMetadata {
        guard envelope[4].kind != .missing, let object = notes.object(envelope[4], of: "metadata") else { return .none }
        do throws(CommandMetadata.Fault) {
            return try CommandMetadata(line.extracting(object.range), &check)
        } catch {
            notes.add(["metadata", error.key].compactMap(\.self).joined(separator: "."), error.what, expected: error.expected, remedy: error.remedy)
            return .none
        }
    }

    /// The form of the envelope's command. If the command is unknown, notes that and returns the form for unknown commands.
    private mutating func form(in line: Span<UInt8>, _ notes: inout FieldNotes) -> CommandForm {
        let command = envelope[1]
        if command.isString, let number = forms.names.index(of: command, in: line, guess: lastForm) {
            lastForm = number
            return forms.all[number]
        }
        if let name = notes.text(command, of: "command", limit: FieldNames.usualLimit, in: line) {
            let names = forms.names.names
            notes.add(
                "command", "the command is not known", expected: names.joined(separator: ", "),
                remedy: Suggestion.phrase(for: name, among: names))
        }
        return forms.unknown
    }

    /// Reads the fields of the data into ``values``.
    private mutating func read(_ bytes: Span<UInt8>, as form: CommandForm, _ notes: inout FieldNotes) throws(JSONFault) {
        notes.prefix = "data."
        try data.find(form.names, in: bytes)
        if form.make != nil { data.noteUnknown(form.names, in: bytes, &notes) }
        data.noteRepeated(form.names, &notes)
        values.removeAll()
        for number in form.fields.indices {
            let slice = data[number]
            let field = form.fields[number]
            guard field.isRequired || slice.hasValue else {
                values.append(String?.none)
                continue
            }
            switch field.kind {
            case .text(let limit): values.append(notes.text(slice, of: field.name, limit: limit, in: bytes))
            case .stream:
                values.append(notes.stream(slice, of: field.name, limit: FieldNames.usualLimit, reserved: form.reserved, in: bytes))
            case .email: values.append(notes.email(slice, of: field.name, limit: FieldNames.usualLimit, in: bytes))
            case .decimal: values.append(notes.decimal(slice, of: field.name, in: bytes))
            }
        }
        guard !form.oneOf.isEmpty, !form.oneOf.contains(where: { data[$0].hasValue }) else {
            return
        }
        let names = form.oneOf.map { "\"\(form.fields[$0].name)\"" }.joined(separator: " or ")
        notes.add(nil, "there is nothing to change", expected: names, remedy: "add what is to be different")
    }

    private func malformed(_ fault: JSONFault, _ line: Span<UInt8>, _ notes: FieldNotes) -> Refused {
        var notes = notes
        notes.prefix = ""
        notes.add(nil, "the line is no command: \(fault.description(in: line))", remedy: "correct the line; one command is one line")
        return Refused(id: nil, reason: "MalformedLine", faults: notes.faults)
    }
}
