import RefoldDefinitions
import RefoldReports
import RefoldValues

/// Reads the steps of a job file. A step is an object whose first key names its action.
enum StepReading {
    /// The actions of steps, with the keys allowed beside them.
    private static let actions: [(word: String, keys: [String])] = [
        ("catchUp", ["park"] + SwitchChoices.keys), ("rebuild", ["park"] + SwitchChoices.keys),
        ("report", ["period", "asOf", "where", "formats", "output", "csv", "despiteChecks"]),
        ("export", ["format", "output", "csv"]),
        ("seal", ["period", "reason", "output", "despiteChecks"]),
    ]
    private static let words = actions.map(\.word)

    static func step(_ value: DefinitionValue) -> JobStep? {
        guard let object = value.object("a step such as {catchUp: [\"payments\"]}") else { return nil }
        let present = actions.filter { object.contains($0.word) }
        guard let action = present.first else {
            noteNoAction(in: object)
            return nil
        }
        guard present.count == 1 else {
            object.note("the step does two things", expected: "one of " + DefinitionValue.list(words), remedy: "make two steps of it")
            return nil
        }
        object.allowOnly([action.word] + action.keys)
        switch action.word {
        case "catchUp": return object.required("catchUp").flatMap(references).map { JobStep.catchUp($0, park: park(object), SwitchChoices(object)) }
        case "rebuild": return object.required("rebuild").flatMap(references).map { JobStep.rebuild($0, park: park(object), SwitchChoices(object)) }
        case "report": return report(object)
        case "seal": return seal(object)
        default: return export(object)
        }
    }

    private static func noteNoAction(in object: DefinitionObject) {
        let known = words + actions.flatMap(\.keys)
        let strangers = object.members.filter { !known.contains($0.key) }
        guard strangers.isEmpty else {
            for member in strangers { member.noteUnknown("step", among: words) }
            return
        }
        object.note("the step does nothing", expected: "one of " + DefinitionValue.list(words))
    }

    private static func report(_ object: DefinitionObject) -> JobStep {
        let name = object.required("report").flatMap { reference($0, "the name of a report") }
        let period = object.optional("period").flatMap { reference($0, "a period such as \"yesterday\"") }
        let asOf = object.optional("asOf").flatMap { reference($0, "a moment such as \"month-ends:2024\"") }
        let tests = object.optional("where").map(tests) ?? []
        let formats = object.optional("formats").map(formats) ?? [.csv]
        let output = object.required("output").flatMap(pattern)
        let csv = object.optional("csv").map { CSVOptions($0) }
        let despiteChecks = object.optional("despiteChecks")?.bool() ?? false
        guard let name, let output else { return .unread(report: name, projection: nil) }
        var step = ReportStep(report: name, period: period, asOf: asOf, formats: formats, output: output, csv: csv, despiteChecks: despiteChecks)
        step.tests = tests
        return .report(step)
    }

    private static func seal(_ object: DefinitionObject) -> JobStep {
        let name = object.required("seal").flatMap { reference($0, "the name of a report") }
        let period = object.required("period").flatMap { reference($0, "a period such as \"last-month\"") }
        let reason = object.optional("reason").flatMap { $0.filled("a reason, which is kept with the seal") }
        let output = object.optional("output").map(pattern)
        let despiteChecks = object.optional("despiteChecks")?.bool() ?? false
        guard let name, let period else { return .unread(report: name, projection: nil) }
        return .seal(SealStep(report: name, period: period, reason: reason, output: output ?? nil, despiteChecks: despiteChecks))
    }

    private static func export(_ object: DefinitionObject) -> JobStep {
        let name = object.required("export").flatMap { reference($0, "the name of a projection") }
        let format = object.optional("format").map {
            $0.word("format", among: RowExport.Format.allCases.map(\.rawValue)).flatMap(RowExport.Format.init)
        }
        let output = object.required("output").flatMap(pattern)
        let csv = object.optional("csv").map { CSVOptions($0) }
        guard let name, let output else { return .unread(report: nil, projection: name) }
        return .export(ExportStep(projection: name, format: (format ?? .csv) ?? .csv, output: output, csv: csv))
    }

    /// `true` for any number of events, `{events: 10}` for ten at most.
    private static func park(_ object: DefinitionObject) -> Int? {
        guard let value = object.optional("park") else { return nil }
        if case .bool(let isOn) = value.node.value { return isOn ? .max : nil }
        return value.object("true, or how many events at most: {events: 10}", keys: ["events"])?.required("events")?.integer(0...)
    }

    /// Tests on rows, as `--where` takes them.
    private static func tests(_ value: DefinitionValue) -> [WhereText] {
        let elements = value.list("a list of tests such as [\"country=Italy\"]") ?? []
        return elements.compactMap { element in
            guard let text = element.string("a test such as \"country=Italy\"") else { return nil }
            do throws(RefoldError) {
                return try WhereText(text, at: element.place)
            } catch {
                for fault in error.faults { element.note(fault.what, expected: fault.expected, remedy: fault.remedy) }
                return nil
            }
        }
    }

    private static func formats(_ value: DefinitionValue) -> [ReportFormat] {
        guard let list = value.list("a list such as [\"csv\", \"json\"]") else { return [] }
        if list.isEmpty { value.note("the list of formats is empty", expected: "\"csv\", \"json\" or both") }
        var formats: [ReportFormat] = []
        for element in list {
            let word = element.word("format", among: ReportFormat.allCases.map(\.rawValue))
            guard let format = word.flatMap(ReportFormat.init) else { continue }
            if formats.contains(format) { element.note("the format stands twice", remedy: "leave one out") }
            formats.append(format)
        }
        return formats
    }

    /// One name, or a list of names.
    private static func references(_ value: DefinitionValue) -> [JobReference]? {
        let what = "the name of a projection"
        if value.elements == nil { return reference(value, "a list of names of projections").map { [$0] } }
        var references: [JobReference] = []
        for element in value.elements ?? [] {
            guard let reference = reference(element, what) else { continue }
            if references.contains(where: { $0.name == reference.name }) {
                element.note("the name stands twice", remedy: "leave one out")
            }
            references.append(reference)
        }
        return references
    }

    private static func reference(_ value: DefinitionValue, _ expected: String) -> JobReference? {
        value.filled(expected).map { JobReference($0, at: value.place) }
    }

    private static func pattern(_ value: DefinitionValue) -> PathPattern? {
        guard let text = value.string("a path") else { return nil }
        do throws(Fault) {
            return try PathPattern(HomePath.expanded(text), at: value.place)
        } catch {
            value.note(error.what, expected: error.expected, remedy: error.remedy)
            return nil
        }
    }
}

extension DefinitionValue {
    /// The string; notes a fault and returns nil if it is empty or not a string.
    func filled(_ expected: String) -> String? {
        guard let text = string(expected) else { return nil }
        guard !text.isEmpty else {
            note("the string is empty", expected: expected)
            return nil
        }
        return text
    }

    /// Its place, for later faults.
    var place: Place { .definition(file: reader.file, line: line, path: path.description) }
}
